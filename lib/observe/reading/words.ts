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
