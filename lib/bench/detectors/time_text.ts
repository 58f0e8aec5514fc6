/** About 1973: before it a time has no date, but counts from a beginning of its own. */
const FIRST_DATE = 1e8;

/** A row's time for a person and for programs: UTC as ISO 8601, or seconds where the series has no dates. */
export function timeText(seconds: number): string {
  if (seconds < FIRST_DATE) return String(Number(seconds.toFixed(3)));
  return new Date(1000 * seconds).toISOString().replace(".000Z", "Z");
}
