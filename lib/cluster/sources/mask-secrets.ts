import { redactUrls } from '../redact-urls.ts';

/** What is put in the place of something secret. */
const mask = '***';

/** What is secret whatever stands around it, longest forms first. */
const secrets: readonly RegExp[] = [
  // a JSON Web Token
  /\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g,
  // ids and keys of AWS access keys
  /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g,
  // tokens of GitHub, GitLab, Slack, Stripe, npm and the like, by their prefix
  /\b(?:gh[opsur]|glpat|xox[abprs]|[sr]k_(?:live|test)|npm|github_pat)[_-][\w-]{10,}/g,
  // personal data
  /[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g,
];

/** `Authorization: Bearer x`, `Bearer x`, `Basic x`. */
const schemes = /\b(bearer|basic|digest|negotiate)[ :=]+[\w.~+/=-]{6,}/gi;

/** `password=x`, `"apiKey": "x"`, `aws_secret_access_key: x`: the value, to its closing quote or the next blank. */
const assignments =
  /((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|authorization|cookie|session[_-]?id)[\w-]{0,30}\\?["']?\s{0,3}(?:=>|[:=])\s{0,3})("(?:[^"\\]|\\[^])*"?|\\"(?:[^"\\]|\\[^"])*(?:\\")?|'[^']*'?|[^\s,;&"'})\]]+)/gi;

/** What needs no mask: one that is there, and the word before it. */
const isMaskedOrScheme = /^(\*\*\*|(bearer|basic|digest|negotiate)$)/i;

const cards = /\b\d(?:[ -]?\d){12,18}\b/g;

/**
 * A line without what must not leave the cluster: tokens, passwords in URLs and assignments, keys, e-mail addresses and
 * card numbers. What gives itself away by nothing (a password in plain words) cannot be told from the rest.
 */
export function maskSecrets(line: string): string {
  let text = redactUrls(line).replaceAll('REDACTED@', `${mask}@`).replaceAll(schemes, `$1 ${mask}`);
  for (const secret of secrets) text = text.replaceAll(secret, mask);
  return text
    .replaceAll(assignments, (whole, head: string, value: string) =>
      isMaskedOrScheme.test(value) ? whole : head + mask,
    )
    .replaceAll(cards, (digits) => (isCardNumber(digits) ? mask : digits));
}

/** ISO/IEC 7812: 13 to 19 digits with a Luhn check digit, of which an order number seldom has one by chance. */
function isCardNumber(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '');
  if (!/^[2-6]/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits.at(-1 - at));
    sum += at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}

/** Lines of one log, masked. A private key stands on lines of its own between its two marks. */
export function maskLines(lines: readonly string[]): string[] {
  let isInKey = false;
  return lines.map((line) => {
    if (/-----BEGIN [A-Z ]*PRIVATE KEY/.test(line)) isInKey = !/-----END/.test(line);
    else if (isInKey) {
      isInKey = !/-----END/.test(line);
      return mask;
    } else return maskSecrets(line);
    return `${line.slice(0, line.indexOf('-----BEGIN'))}${mask}`;
  });
}
