/** Numbers that tools write where nothing was measured. */
const SENTINELS = [
  ...[-1, -9, -99, -999, -9999, -99_999, 999, 9999, 99_999, 999_999],
  ...[-32_768, 2_147_483_647, -2_147_483_648, 4_294_967_295],
  ...[
    9_223_372_036_854_775_807,
    18_446_744_073_709_551_615,
    9.96921e36,
    9.969209968386869e36,
    Number.MAX_VALUE,
  ],
  ...[3.4028235e38, 3.4028234663852886e38, 1e20, 1e30, -1e20, -1e30],
];
/** How often such a number must be there. */
const MIN_COUNT = 2;

/** A number that stands where nothing was measured, as -999 among shares, and how often; undefined where none is likely. */
export function sentinelIn(
  values: Float64Array,
): { readonly value: number; readonly count: number } | undefined {
  const counts = new Map<number, number>();
  for (const value of values) {
    if (SENTINELS.includes(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const likely = [...counts].filter(([, count]) => count >= MIN_COUNT && count < values.length / 2).sort((
    a,
    b,
  ) => b[1] - a[1]);
  for (const [value, count] of likely) {
    let [low, high] = [Infinity, -Infinity];
    for (const other of values) {
      if (other === value || Number.isNaN(other)) continue;
      low = Math.min(low, other);
      high = Math.max(high, other);
    }
    // Far from everything else: below numbers that are never negative, or several times the largest one.
    if (value < 0 ? low >= 0 : value > 3 * Math.max(Math.abs(low), Math.abs(high))) return { value, count };
  }
  return undefined;
}
