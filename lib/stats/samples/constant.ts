/** Values that differ by less than this share of their size differ by rounding: 0.0045 and 0.0045000000000000005 are one value. */
const ROUNDING = 1e-12;

/** Whether values are all the same, but for rounding; true for none. None may be missing. */
export function isConstant(values: ArrayLike<number>): boolean {
  let least = Infinity;
  let greatest = -Infinity;
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]!);
    greatest = Math.max(greatest, values[i]!);
  }
  return !(greatest - least > ROUNDING * Math.max(Math.abs(least), Math.abs(greatest)));
}
