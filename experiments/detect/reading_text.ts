import type { LabelledSeries } from "../../lib/model/mod.ts";

/** Series whose notes are shown one by one. */
const MAX_SHOWN = 10;

/** What was read of each series, indented; "" for series without notes. */
export function readingText(scored: readonly LabelledSeries[]): string {
  const series = [...new Set(scored)].filter(({ notes = [] }) => notes.length > 0);
  if (series.length === 0) return "";
  const shown = series.slice(0, MAX_SHOWN).map(({ name, notes }) =>
    series.length === 1 ? notes!.map((note) => `  ${note}\n`).join("") : `  ${name}: ${notes!.join("; ")}\n`
  );
  const more = series.length - shown.length;
  return `${shown.join("")}${more > 0 ? `  and ${more} more\n` : ""}`;
}
