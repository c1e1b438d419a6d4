/** What differs from one line of a kind to the next, in the order in which it is replaced. */
const variable: readonly (readonly [RegExp, string])[] = [
  [/\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|\s?[+-]\d\d:?\d\d)?/g, '<time>'],
  [/^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+/g, '<time>'],
  [/\b[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d\b/g, '<time>'],
  [/\b\d\d:\d\d:\d\d([.,]\d+)?\b/g, '<time>'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '<id>'],
  [/\b\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?\b/g, '<address>'],
  [/(?<![\w:])([\da-f]{0,4}:){3,7}[\da-f]{1,4}(?![\w:])/gi, '<address>'],
  [/\b0x[\da-f]+\b/gi, '<id>'],
  // an identifier: at least six characters of hex with a digit among them, or a word that mixes letters and many digits
  [/\b(?=[a-f]*\d)[\da-f]{6,}\b/gi, '<id>'],
  [/\b(?=[\w-]*\d[\w-]*\d[\w-]*\d)(?=[\w-]*[a-z])[\w-]{12,}\b/gi, '<id>'],
  [/\d+(\.\d+)?/g, '<n>'],
];

/** The kind of a line: what stays of it when times, ids, addresses and numbers are taken out. At most 300 characters. */
export function templateOf(message: string): string {
  let text = message.slice(0, 1000);
  for (const [pattern, name] of variable) text = text.replaceAll(pattern, name);
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}
