/** A value of JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Draws whole numbers from 0 below `bound`. */
export type Draw = (bound: number) => number;

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

const oddTexts = [
  '',
  '{name}',
  '__proto__',
  'constructor',
  'Perhaps',
  '0',
  '-1',
  '💥\u0000',
  'x/y=z,(a)[b',
  'w'.repeat(20_000),
];
/** What a field of type Time can hold: zero, far ahead, a fraction of a second. */
const oddInstants = [
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2026-03-02T08:30:00Z',
  '2026-03-02T06:59:59.999999Z',
];
const oddQuantities = ['1.5Gi', '100m', '1e3', '0.5', '0', '-1', '123456789012345678901234567890', '1n', '12E', '5e-3'];
const oddNumbers = [0, 1, -1, 2 ** 31 - 1];

/** Maps whose values are quantities. */
const quantityMaps = new Set(['requests', 'limits', 'capacity', 'allocatable', 'hard', 'used', 'usage', 'overhead']);
/** Fields that the API server requires of what it stores. */
const requiredKeys = new Set([
  'name',
  'type',
  'status',
  'key',
  'kind',
  'uid',
  'effect',
  'exitCode',
  'metadata',
  'apiVersion',
]);
/** One value in so many is made odd. */
const rarity = 12;

/** The value with some of what is in it missing, empty, twice there, or of a kind that nobody expects; its types stay. */
export function makeOdd(value: Json, draw: Draw, key = '', above = ''): Json {
  if (Array.isArray(value)) return makeListOdd(value, draw, key);
  if (typeof value === 'object' && value !== null) return makeObjectOdd(value, draw, key);
  if (key === 'kind' || key === 'apiVersion' || draw(rarity) > 0) return value;
  if (typeof value === 'number') return pick(oddNumbers, draw);
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return value;
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return pick(oddInstants, draw);
  return pick(quantityMaps.has(above) ? oddQuantities : oddTexts, draw);
}

function makeListOdd(list: readonly Json[], draw: Draw, key: string): Json[] {
  const odd = list.map((item) => makeOdd(item, draw, '', key));
  if (draw(rarity) > 0) return odd;
  return draw(2) === 0 ? [] : [...odd, ...odd];
}

function makeObjectOdd(object: { [key: string]: Json }, draw: Draw, above: string): { [key: string]: Json } {
  const isRequired = (key: string, value: Json) =>
    requiredKeys.has(key) && !(key === 'status' && typeof value === 'object');
  const kept = Object.entries(object).filter(([key, value]) => isRequired(key, value) || draw(rarity) > 0);
  return Object.fromEntries(kept.map(([key, value]) => [key, makeOdd(value, draw, key, above)]));
}

/** One of these. */
export function pick<T>(items: readonly T[], draw: Draw): T {
  return items[draw(items.length)] as T;
}
