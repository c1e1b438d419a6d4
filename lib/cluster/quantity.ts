const decimalExponents: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binaryShifts: Record<string, bigint> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d{1,3}))?$/;

/**
 * A Kubernetes quantity (`1.5Gi`, `100m`, `1e3`, `0.5`) in billionths of its unit, exactly; what is finer than a
 * billionth is rounded away from zero, as apimachinery's `ParseQuantity` does. `undefined` for what is no quantity.
 */
export function parseQuantity(text: string): bigint | undefined {
  const match = pattern.exec(text);
  const [, sign, whole = '', fraction = '', binary, decimal, exponent] = match ?? [];
  if (!match || whole + fraction === '') return undefined;
  const shift = binary ? binaryShifts[binary] : 0n;
  const power = decimal ? decimalExponents[decimal] : Number(exponent ?? 0);
  const digits = BigInt(whole + fraction) << (shift ?? 0n);
  const nanos = scale(digits, 9 - fraction.length + (power ?? 0));
  return sign === '-' ? -nanos : nanos;
}

function scale(digits: bigint, power: number): bigint {
  if (power >= 0) return digits * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (digits + divisor - 1n) / divisor;
}

/** CPU in millicores, or any count in thousandths; 0 for what is absent or no quantity. */
export function toMillis(text: string | undefined): number {
  return Number(parseQuantity(text ?? '0') ?? 0n) / 1e6;
}

/** Memory or storage in bytes; 0 for what is absent or no quantity. */
export function toBytes(text: string | undefined): number {
  return Number(parseQuantity(text ?? '0') ?? 0n) / 1e9;
}
