import leven from 'leven';

/**
 * The known name that a misspelled one most likely means: at most one edit away up to three letters, two up to six, three
 * beyond. Case does not count.
 */
export function findNearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let limit = name.length <= 3 ? 1 : name.length <= 6 ? 2 : 3;
  for (const candidate of known) {
    const distance = leven(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit) [best, limit] = [candidate, distance - 1];
  }
  return best;
}
