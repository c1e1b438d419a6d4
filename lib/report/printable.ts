import { stripVTControlCharacters } from 'node:util';
import type { RunDocument } from '#lib/runs/run-document.ts';

/** What a report shows of a document: everything but the figures and evidence, which only JSON carries. */
export type ShownDocument = Omit<RunDocument, 'measurements'>;

/**
 * Text from a cluster as one line that cannot command the terminal that shows it: escape sequences are taken out,
 * white space becomes one blank, any other control character U+FFFD, and what is invisible or turns the direction of
 * writing (Unicode Cf) goes away.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text.toWellFormed())
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[\s\u0085]+/gu, ' ')
    .replaceAll(/\p{Cc}/gu, '\ufffd')
    .trim();
}

/** A document of which every text that is shown has been made `printable`, so that no renderer has to think of it. */
export function printableDocument(document: RunDocument): ShownDocument {
  const { measurements: _, ...shown } = document;
  return printableValues(shown);
}

function printableValues<T>(value: T): T {
  // Each branch gives back the shape that it was given, which the compiler cannot follow.
  if (typeof value === 'string') return printable(value) as T;
  if (Array.isArray(value)) return value.map(printableValues) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, printableValues(inner)])) as T;
}
