/** How far the value lies from 0 that lies farthest. */
export function largestSize(values: Float64Array): number {
  let worst = 0;
  for (const value of values) worst = Math.max(worst, Math.abs(value));
  return worst;
}
