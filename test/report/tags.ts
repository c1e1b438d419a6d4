/**
 * The tags of a piece of markup in order, attribute names without their values. Throws on what is not well-formed:
 * tags that do not nest, a bare `<` or `&`, characters that XML forbids.
 */
export function readTags(markup: string): string[] {
  const token = /<(\/?)([a-z][a-z\d-]*)((?: [a-z]+="[^"<>]*")*)(\/?)>|((?:[^<>&]|&#\d+;)+)/guy;
  const open: string[] = [];
  const tags: string[] = [];
  while (token.lastIndex < markup.length) {
    const at = token.lastIndex;
    const match = token.exec(markup);
    if (match === null) throw new Error(`not well-formed at: ${JSON.stringify(markup.slice(at, at + 60))}`);
    const [, slash, name = '', attributes = '', selfClosing, text] = match;
    if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|&(?!#\d+;)/u.test(text ?? attributes)) {
      throw new Error(`forbidden character in: ${JSON.stringify(text ?? attributes)}`);
    }
    if (text !== undefined) continue;
    if (slash === '/' && open.pop() !== name) throw new Error(`</${name}> closes what is not open`);
    if (slash === '' && selfClosing === '') open.push(name);
    tags.push(`${slash}${name}${attributes.replaceAll(/="[^"]*"/g, '')}`);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return tags;
}
