import { offsetsAt, zoneClock } from "../../../model/shown/zone_clock.ts";

/** Hours east of Greenwich; abbreviations that several zones share aren't here. */
const NAMED: Readonly<Record<string, number>> = {
  z: 0,
  utc: 0,
  gmt: 0,
  wet: 0,
  cet: 1,
  cest: 2,
  eet: 2,
  eest: 3,
  msk: 3,
  jst: 9,
  aest: 10,
  aedt: 11,
  est: -5,
  edt: -4,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

/** A time zone. */
export interface Zone {
  /** As it is written. */
  readonly name: string;
  /** Unix seconds of a local time, given as if it were in UTC: two of an hour that comes twice, the earlier one first. */
  readonly moments: (localSeconds: number) => readonly number[];
}

const OFFSET = /^(?:UTC|GMT)?\s*([-+−])(\d{1,2})(?::?(\d{2}))?(?:\s+[A-Z]{3,4})?$/i;
const PLACE = /^[A-Z][A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+$/;

/** Seconds east of Greenwich of an abbreviation or an offset; NaN for any other text. */
export function offsetSeconds(zone: string): number {
  const named = NAMED[zone.toLowerCase()];
  if (named !== undefined) return 3600 * named;
  const [, sign, hours, minutes = "0"] = OFFSET.exec(zone) ?? [];
  if (sign === undefined || Number(hours) > 14) return NaN;
  return (sign === "+" ? 1 : -1) * (3600 * Number(hours) + 60 * Number(minutes));
}

/** The zone of an abbreviation, an offset, or a name of the IANA database as `Europe/Berlin`; undefined for any other text. */
export function zoneOf(text: string): Zone | undefined {
  const name = text.trim();
  const offset = offsetSeconds(name);
  if (!Number.isNaN(offset)) return { name, moments: (local) => [local - offset] };
  return PLACE.test(name) ? placeZone(name) : undefined;
}

/** The zone of a name of the IANA database, whose clock tells local time; undefined for any other text. */
export function placeZone(name: string): Zone | undefined {
  const clock = zoneClock(name);
  if (clock === undefined) return undefined;
  const known = new Map<number, readonly number[]>();
  return {
    name,
    moments: (local) => {
      const quarter = Math.floor(local / QUARTER_SECONDS);
      let offsets = known.get(quarter);
      if (offsets === undefined) known.set(quarter, offsets = offsetsAt(clock, quarter * QUARTER_SECONDS));
      return offsets.map((offset) => local - offset);
    },
  };
}

/** Zones change their offset at a quarter of an hour. */
const QUARTER_SECONDS = 900;

/** What the name of a column says about a zone: the zone, or a word that may be one but isn't known. */
export type NamedZone = { readonly zone: Zone } | { readonly unknown: string } | undefined;

/** Abbreviations behind a name, as in `time_cet`; `est` in small letters is an estimate. */
const SUFFIX = /(?:^|[\s_.-])(utc|gmt|cest|cet|eest|eet|msk|jst|aest|aedt|edt|mst|mdt|pst|pdt|EST|WET)$/;

/** The zone in the name of a column: `Time (UTC+2)`, `Date [Europe/Berlin]`, `time_cet`. */
export function zoneInName(name: string): NamedZone {
  const bias = /^\(PDH-[CT]SV [^)]*\).*\((-?\d+)\)$/.exec(name)?.[1];
  // Windows counts the minutes from local time to UTC.
  if (bias !== undefined) {
    const east = -60 * Number(bias);
    return {
      zone: {
        name: `UTC${east < 0 ? "-" : "+"}${Math.abs(east) / 3600}`,
        moments: (local) => [local - east],
      },
    };
  }
  const bracketed = [...name.matchAll(/[([]([^)\]]+)[)\]]/g)].map(([, text]) => text!.trim());
  const offset = /(?:UTC|GMT)\s*[-+−]\s*\d{1,2}(?::?\d{2})?/i.exec(name)?.[0].replaceAll(/\s/g, "");
  const place = /[A-Z][A-Za-z_]+(?:\/[A-Z][A-Za-z_]+)+/.exec(name)?.[0];
  const suffix = SUFFIX.exec(name)?.[1] ?? SUFFIX.exec(name.toLowerCase().replace(/est$|wet$/, ""))?.[1];
  const bare = /(?<=\s)[-+]\d{2}:?\d{2}$/.exec(name)?.[0];
  for (const text of [...bracketed, offset, bare, place, suffix]) {
    const zone = text === undefined ? undefined : zoneOf(text);
    if (zone !== undefined) return { zone };
  }
  const unknown = bracketed.find((text) =>
    /^(?:[A-Z]{3,5}|local(?: time)?|eastern|central|mountain|pacific|\w+\/\w+|[A-Z]\w+ time)$/i.test(text)
  );
  return unknown === undefined || /^(?:m?s|ms|sec|secs|seconds|unix|epoch|iso|iso8601)$/i.test(unknown)
    ? undefined
    : { unknown };
}

/** Names of columns that hold the zone of the times beside them. */
const ZONE_COLUMN =
  /^(?:tz|time[_ ]?zone|zone|(?:tz|utc|gmt|zone|timezone)[_ ]?(?:offset|name)|offset)(?:[_ (].*)?$/i;

/** Whether a column is called as those that hold zones. */
export function isZoneName(name: string): boolean {
  return ZONE_COLUMN.test(name.trim());
}

/** Reads the cells of a column of zones; numbers are hours, minutes or seconds east of Greenwich by the largest of them. */
export function zoneReader(cells: readonly string[]): ((cell: string) => Zone | undefined) | undefined {
  const plain = cells.every((cell) => /^[-+]?\d+(?:\.\d+)?$/.test(cell.trim()));
  const largest = plain ? Math.max(...cells.map((cell) => Math.abs(Number(cell)))) : 0;
  // `+0530` is an offset as it is.
  const perHour = largest <= 14 ? 1 : largest <= 840 ? 60 : 3600;
  const counted = plain && !cells.every((cell) => /^[-+]\d{4}$/.test(cell.trim()));
  const known = new Map<string, Zone | undefined>();
  const read = (cell: string): Zone | undefined => {
    const text = cell.trim();
    if (!known.has(text)) {
      known.set(
        text,
        counted ? { name: text, moments: (local) => [local - 3600 * Number(text) / perHour] } : zoneOf(text),
      );
    }
    return known.get(text);
  };
  if (counted && largest > 50_400) return undefined;
  return cells.length > 0 && cells.every((cell) => read(cell) !== undefined) ? read : undefined;
}
