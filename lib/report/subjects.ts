import type { Subject } from '#lib/checks/check.ts';
import { groupDigits } from './count.ts';

/** `Pod ecommerce/cart-1`, `Node ip-10-0-1-7`. */
export function nameSubject({ kind, namespace, name }: Subject): string {
  return `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`;
}

/**
 * Several subjects in one line, at most `limit` of them by name: `Pod ecommerce/cart-1, cart-2 and 14 more`. Kind and
 * namespace are said where they change.
 */
export function nameSubjects(subjects: readonly Subject[], limit: number): string {
  const names = subjects.slice(0, limit).map((subject, index) => {
    const before = subjects[index - 1];
    const same = before?.kind === subject.kind && before.namespace === subject.namespace;
    return same ? subject.name : nameSubject(subject);
  });
  const rest = subjects.length - names.length;
  return names.join(', ') + (rest > 0 ? ` and ${groupDigits(rest)} more` : '');
}
