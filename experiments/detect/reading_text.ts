import type { LabelledSeries } from "../../lib/model/mod.ts";

/** Series whose notes are shown one by one. */
const MAX_SHOWN = 10;

/** What was read of each series, that of all of them once, and what of the files was left out, indented; "" where there is nothing to say. */
export function readingText(scored: readonly LabelledSeries[], leftOut: readonly string[] = []): string {
  const left = leftOut.map((note) => `  ${note}\n`).join("");
  const series = [...new Set(scored)].filter(({ notes = [] }) => notes.length > 0);
  if (series.length === 0) return left;
  const lines = (notes: readonly string[]) => notes.map((note) => `  ${note}\n`).join("");
  if (series.length === 1) return `${lines(series[0]!.notes!)}${left}`;
  const shared = series[0]!.notes!.filter((note) => series.every(({ notes }) => notes!.includes(note)));
  const own = series.map(({ name, notes }) => ({
    name,
    notes: notes!.filter((one) => !shared.includes(one)),
  }))
    .filter(({ notes }) => notes.length > 0);
  const shown = own.slice(0, MAX_SHOWN).map(({ name, notes }) => `  ${name}: ${notes.join("; ")}\n`);
  const more = own.length - shown.length;
  return `${shared.length > 0 ? `  each: ${shared.join("; ")}\n` : ""}${shown.join("")}${
    more > 0 ? `  and ${more} more\n` : ""
  }${left}`;
}

/** A line for each column that was taken as labels by its name, without having been asked for. */
export function foundLabels(read: readonly LabelledSeries[]): string[] {
  const columns = new Set(read.flatMap(({ labelColumn }) => labelColumn === undefined ? [] : [labelColumn]));
  return [...columns].map((column) =>
    `note: the column ${JSON.stringify(column)} is taken as labels by its name, not as a value: ` +
    `--labels says which column is, --values what is watched`
  );
}
