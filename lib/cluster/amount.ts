import { parseQuantity } from './quantity.ts';

/** A quantity with the way in which it was written, by which sums of it are written too. */
export interface Amount {
  /** Billionths of the unit, exactly. */
  readonly nanos: bigint;
  /** `100m`, `2`, `1k`; or `512Mi`; or `1e3`. */
  readonly format: 'decimal' | 'binary' | 'exponent';
}

/** Amounts by resource name: `cpu`, `memory`, `nvidia.com/gpu`. */
export type Amounts = Readonly<Record<string, Amount>>;

export const nothing: Amount = { nanos: 0n, format: 'decimal' };

const unit = 10n ** 9n;
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

/** Reads a quantity; what is absent or no quantity is nothing. */
export function parseAmount(text: string | undefined): Amount {
  const written = text ?? '0';
  const nanos = parseQuantity(written);
  if (nanos === undefined) return nothing;
  // As `ParseQuantity`: what is less than one is never written in binary units.
  if (written.endsWith('i')) return { nanos, format: nanos > 0n && nanos < unit ? 'decimal' : 'binary' };
  return { nanos, format: /[eE][+-]?\d/.test(written) ? 'exponent' : 'decimal' };
}

/** The sum; written as the first of the two that is not zero (apimachinery, `Quantity.Add`). */
export function addAmounts(left: Amount, right: Amount): Amount {
  return { nanos: left.nanos + right.nanos, format: left.nanos === 0n ? right.format : left.format };
}

/** The difference, written as the minuend. */
export function subtractAmounts(left: Amount, right: Amount): Amount {
  return { nanos: left.nanos - right.nanos, format: left.format };
}

/**
 * The canonical form, as `kubectl` prints it (apimachinery, `Quantity.CanonicalizeBytes`): no fraction, the largest
 * suffix that needs none; binary only for whole numbers of 1024 and more.
 */
export function formatAmount({ nanos, format }: Amount): string {
  if (nanos === 0n) return '0';
  const isBinary = format === 'binary' && nanos % unit === 0n && (nanos <= -1024n * unit || nanos >= 1024n * unit);
  if (isBinary) {
    const [count, power] = reduce(nanos / unit, 1024n, binarySuffixes.length - 1);
    return `${count}${binarySuffixes[power] ?? ''}`;
  }
  const [count, power] = reduce(nanos, 1000n, decimalSuffixes.length - 1);
  if (format !== 'exponent') return `${count}${decimalSuffixes[power] ?? ''}`;
  return power === 3 ? `${count}` : `${count}e${(power - 3) * 3}`;
}

function reduce(value: bigint, base: bigint, most: number): [count: bigint, power: number] {
  let [count, power] = [value, 0];
  while (power < most && count % base === 0n) [count, power] = [count / base, power + 1];
  return [count, power];
}

/**
 * In the unit by which the scheduler and kubectl reckon: thousandths of `cpu`, whole ones of all else, rounded up.
 * Exact up to 2^53, which is 9 PB.
 */
export function toUnits(resource: string, { nanos }: Amount): number {
  const size = resource === 'cpu' ? 10n ** 6n : unit;
  const whole = nanos / size;
  return Number(nanos > whole * size ? whole + 1n : whole);
}

/** Whole percent, cut, as kubectl has it (`int64(float64(part) / float64(whole) * 100)`); 0 of nothing is 0. */
export function percentOfAmount(resource: string, part: Amount, whole: Amount): number {
  const total = toUnits(resource, whole);
  return total === 0 ? 0 : Math.trunc((toUnits(resource, part) / total) * 100);
}
