import type { LabelledSeries } from "../../lib/model/mod.ts";

/** Series whose notes are shown one by one. */
const MAX_SHOWN = 10;

/** What was read of each series and what of the files was left out, indented; "" where there is nothing to say. */
export function readingText(scored: readonly LabelledSeries[], leftOut: readonly string[] = []): string {
  const left = leftOut.map((note) => `  ${note}\n`).join("");
  const series = [...new Set(scored)].filter(({ notes = [] }) => notes.length > 0);
  if (series.length === 0) return left;
  // What is said of all series is said once.
  const all = series.length === 1
    ? []
    : (series[0]!.notes ?? []).filter((note) => series.every(({ notes = [] }) => notes.includes(note)));
  const own = series.map(({ name, notes = [] }) => ({
    name,
    notes: notes.filter((note) => !all.includes(note)),
  }))
    .filter(({ notes }) => notes.length > 0);
  const shared = all.length === 0 ? "" : `  all ${series.length} series: ${all.join("; ")}\n`;
  const shown = own.slice(0, MAX_SHOWN).map(({ name, notes }) =>
    series.length === 1 ? notes.map((note) => `  ${note}\n`).join("") : `  ${name}: ${notes.join("; ")}\n`
  );
  const more = own.length - shown.length;
  return `${shared}${shown.join("")}${more > 0 ? `  and ${more} more\n` : ""}${left}`;
}
