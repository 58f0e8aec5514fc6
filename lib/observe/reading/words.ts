/** A Unix time as ISO 8601 in UTC, without a fraction that is 0; the number where it is no date. */
export function dateText(seconds: number): string {
  const date = new Date(1000 * seconds);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace(".000Z", "Z");
}

/** Names that are listed at most. */
const LISTED_NAMES = 12;

/** Names with commas between them, a dozen of them where there are many more. */
export function shortList(names: readonly string[]): string {
  const more = names.length - LISTED_NAMES;
  return more <= 2 ? names.join(", ") : `${names.slice(0, LISTED_NAMES).join(", ")} and ${more} more`;
}

/** A number with its noun in the right form: `1 gap`, `2 gaps`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
