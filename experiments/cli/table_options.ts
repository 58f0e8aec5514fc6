import { requireName, UsageError } from "../../lib/model/mod.ts";
import { type TableOptions, TIME_FORMATS, type TimeFormat } from "../../lib/observe/series/mod.ts";

/** Options on how a table is read. */
export function tableOptions() {
  return {
    time: { type: "string", value: "COLUMN", help: `column of times (found by names and cells)` },
    "time-format": {
      type: "string",
      value: "FORMAT",
      help: `how times are written, where that can't be told: ${TIME_FORMATS.join(", ")}`,
    },
    by: {
      type: "string",
      value: "A,B",
      help: `columns whose words tell series apart, or none (found where times repeat)`,
    },
    decimal: {
      type: "string",
      value: "SIGN",
      help: `decimal sign, "." or ",", where it can't be told`,
    },
  } as const;
}

/** How a table is read; null: it is found. */
export interface TableSettings {
  readonly time: string | null;
  readonly timeFormat: TimeFormat | null;
  /** Columns that tell series apart. */
  readonly by: readonly string[] | null;
  readonly decimal: "." | "," | null;
}

/** @throws {UsageError} for an unknown format of times, or a decimal sign that is none */
export function tableSettings(
  given: { readonly [K in keyof ReturnType<typeof tableOptions>]?: string },
): TableSettings {
  const { time, "time-format": format, by, decimal } = given;
  if (decimal !== undefined && decimal !== "." && decimal !== ",") {
    throw new UsageError(`The option --decimal needs "." or ",", found "${decimal}"`);
  }
  return {
    time: time ?? null,
    timeFormat: format === undefined ? null : requireName("format of times", format, TIME_FORMATS),
    by: by === undefined ? null : by === "none" ? [] : by.split(",").map((name) => name.trim()),
    decimal: decimal ?? null,
  };
}

/** The settings as options of the reader. */
export function readingOf({ time, timeFormat, by, decimal }: TableSettings): TableOptions {
  return {
    ...(time !== null && { time }),
    ...(timeFormat !== null && { timeFormat }),
    ...(by !== null && { by }),
    ...(decimal !== null && { decimal }),
  };
}
