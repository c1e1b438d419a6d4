/** `scheme://user:password@` without the two. */
export function redactUrls(text: string): string {
  return text.replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"']+@/gi, '$1REDACTED@');
}
