/** Whether a variable's name is the one asked for, or one of its pattern: `*` stands for any letters. */
export function matchesName(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.\\+?^${}()|[\]]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

/**
 * The names in what `env` prints that match a pattern. Nothing else is told: a line of a value with line breaks may look
 * like a variable, and only what was asked for may leave.
 */
export function matchingNames(output: string, patterns: readonly string[]): string[] {
  const names = output.split('\n').flatMap((line) => /^([A-Za-z_][\w.-]*)=/.exec(line)?.[1] ?? []);
  return [...new Set(names)].filter((name) => patterns.some((pattern) => matchesName(pattern, name))).toSorted();
}
