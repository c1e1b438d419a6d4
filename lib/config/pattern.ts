import * as z from 'zod';

/** A regular expression of JavaScript, matched without regard to case; `groups` is how many parts it must capture. */
export function pattern(groups = 0) {
  return z
    .string()
    .max(500)
    .refine((text) => countGroups(text) >= groups, `a regular expression${groups > 0 ? ` with ${groups} (...)` : ''}`);
}

/** How many parts an expression captures; -1 for none at all. */
function countGroups(text: string): number {
  try {
    return (new RegExp(`${text}|`).exec('')?.length ?? 0) - 1;
  } catch {
    return -1;
  }
}
