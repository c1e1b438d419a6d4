/** A format that a value can be checked against. */
export type ValueFormat = 'yaml' | 'json' | 'toml' | 'properties' | 'ini' | 'xml' | 'nginx';

const byExtension: ReadonlyMap<string, ValueFormat> = new Map([
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  ['json', 'json'],
  ['toml', 'toml'],
  ['properties', 'properties'],
  ['ini', 'ini'],
  ['cfg', 'ini'],
  ['xml', 'xml'],
]);

/**
 * The format that a value claims by its key's extension. `.conf` is anything's: it counts as nginx's only where a block
 * of nginx opens in it. `.cfg` counts as INI only where a section opens.
 */
export function claimedFormat(key: string, text: string): ValueFormat | null {
  const extension = /\.(\w+)$/.exec(key)?.[1]?.toLowerCase() ?? '';
  if (extension === 'conf') {
    return /^[ \t]*(http|server|events|stream|upstream|location)\b[^;{}\n]*\{/m.test(text) ? 'nginx' : null;
  }
  if (extension === 'cfg' && !/^\s*\[/.test(text)) return null;
  return byExtension.get(extension) ?? null;
}
