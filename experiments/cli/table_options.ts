import { zoneOption } from "./zone_option.ts";
import { requireName, UsageError } from "../../lib/model/mod.ts";
import { requireZone, UTC } from "../../lib/model/shown/wall_clock.ts";
import { type TableOptions, TIME_FORMATS, type TimeFormat } from "../../lib/observe/series/mod.ts";

/** Options on how a table is read, and its times told. */
export function tableOptions() {
  return {
    time: { type: "string", value: "COLUMN", help: "column of times (found by names and cells)" },
    "time-format": {
      type: "string",
      value: "FORMAT",
      help: `how times are written, where that can't be told: ${TIME_FORMATS.join(", ")}`,
    },
    by: {
      type: "string",
      value: "A,B",
      help: "columns whose words tell series apart, or none (found where times repeat)",
    },
    decimal: {
      type: "string",
      value: "SIGN",
      help: `decimal sign, "." or ",", where it can't be told`,
    },
    gap: {
      type: "string",
      value: "A,B",
      help: "numbers that stand where nothing was measured, as -999 (none)",
    },
    "times-in": {
      type: "string",
      value: "ZONE",
      help: "zone of the IANA database of times in the table that name none, as Europe/Berlin (UTC)",
    },
    zone: zoneOption("that of --times-in, else UTC"),
  } as const;
}

/** How a table is read; null: it is found. */
export interface TableSettings {
  readonly time: string | null;
  readonly timeFormat: TimeFormat | null;
  /** Columns that tell series apart. */
  readonly by: readonly string[] | null;
  readonly decimal: "." | "," | null;
  /** Numbers that stand where nothing was measured. */
  readonly gaps: readonly number[] | null;
  /** The zone of times in the table that name none. */
  readonly timesIn: string | null;
  /** The zone in which times are told. */
  readonly zone: string;
}

/** @throws {UsageError} for an unknown format of times, a decimal sign that is none, a gap that is no number, or an unknown zone */
export function tableSettings(
  given: { readonly [K in keyof ReturnType<typeof tableOptions>]?: string },
): TableSettings {
  const { time, "time-format": format, by, decimal, gap, "times-in": timesIn } = given;
  const { zone = timesIn ?? UTC } = given;
  if (decimal !== undefined && decimal !== "." && decimal !== ",") {
    throw new UsageError(`The option --decimal needs "." or ",", found "${decimal}"`);
  }
  return {
    time: time ?? null,
    timeFormat: format === undefined ? null : requireName("format of times", format, TIME_FORMATS),
    by: by === undefined ? null : by === "none" ? [] : by.split(",").map((name) => name.trim()),
    decimal: decimal ?? null,
    gaps: gap === undefined ? null : gap.split(",").map(gapNumber),
    timesIn: timesIn === undefined ? null : requireZone(timesIn),
    zone: requireZone(zone),
  };
}

function gapNumber(text: string): number {
  const number = text.trim() === "" ? NaN : Number(text);
  if (Number.isFinite(number)) return number;
  throw new UsageError(`The option --gap needs numbers with commas between them, found "${text}"`);
}

/** The settings as options of the reader. */
export function readingOf(
  { time, timeFormat, by, decimal, gaps, timesIn, zone }: TableSettings,
): TableOptions {
  return {
    ...(time !== null && { time }),
    ...(timeFormat !== null && { timeFormat }),
    ...(by !== null && { by }),
    ...(decimal !== null && { decimal }),
    ...(gaps !== null && { gaps }),
    ...(timesIn !== null && { timesIn }),
    ...(zone !== UTC && { shownZone: zone }),
  };
}
