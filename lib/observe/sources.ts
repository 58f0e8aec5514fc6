import { type Catalogue, catalogue, type Entry } from "../model/mod.ts";
import { INCIDENT_FORMATS } from "./recorded/open.ts";
import { SERIES_FORMATS } from "./series/open.ts";

/** Something that observations are read from. */
export interface SourceEntry extends Entry {
  /** What it holds: incidents with their causes, or series of numbers. */
  readonly holds: "incidents" | "series";
  /** How its files are laid out. */
  readonly layout: string;
}

/** The formats of recordings that can be read. */
export const sources: Catalogue<SourceEntry> = catalogue<SourceEntry>("source", [
  ...entriesOf(INCIDENT_FORMATS, "incidents"),
  ...entriesOf(SERIES_FORMATS, "series"),
]);

function entriesOf(
  formats: Readonly<
    Record<string, { readonly about: string; readonly layout: string; readonly source?: string }>
  >,
  holds: SourceEntry["holds"],
): SourceEntry[] {
  return Object.entries(formats).map(([name, { about, layout, source }]) => ({
    name,
    about,
    layout,
    holds,
    ...(source !== undefined && { source }),
  }));
}
