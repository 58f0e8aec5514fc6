/** What the name of a series begins with: a regime, or a folder; "" for a name without a part. */
export function partOf(series: string): string {
  const end = series.indexOf("/");
  return end < 0 ? "" : series.slice(0, end);
}
