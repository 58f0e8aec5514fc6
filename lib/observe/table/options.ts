import { z } from "zod";
import { zoneSchema } from "../../model/shown/wall_clock.ts";
import { TIME_FORMATS, type TimeFormat } from "./times.ts";

/** What a reader is told about a table; the rest is found. */
export interface TableOptions {
  /** The column of times; null: there is none, and rows are numbered from 0. */
  readonly time?: string | null;
  /** How the times are written, where it can't be told. */
  readonly timeFormat?: TimeFormat;
  /** The columns of values: names, or a text of names with commas between them, which may have commas of their own. */
  readonly values?: readonly string[] | string;
  /** The column that is 1 while something is wrong; null: there is none. */
  readonly label?: string | null;
  /** Columns whose values tell series apart; empty: all rows are one series. */
  readonly by?: readonly string[];
  /** The decimal sign, where it can't be told. */
  readonly decimal?: "." | ",";
  /** Numbers that stand where nothing was measured, as -999. */
  readonly gaps?: readonly number[];
  /** The zone of the IANA database whose clock times show that name none, where the table names none for them. Default UTC. */
  readonly timesIn?: string;
  /** The zone of the IANA database in which notes tell times; those that are read are not touched by it. Default UTC. */
  readonly shownZone?: string;
}

/** What `readTable` is told besides what is in `TableOptions`. */
export interface ReadTableOptions extends TableOptions {
  /** Rows to learn from, 1 or more. Default: 15 % of them. */
  readonly warmupRows?: number;
  /** Whether anything that would be left out is an error instead. Default false. */
  readonly strict?: boolean;
}

/** The rules of these options. */
export const TABLE_OPTIONS: z.ZodType<ReadTableOptions> = z.strictObject({
  time: z.string().nullable().optional(),
  timeFormat: z.enum(TIME_FORMATS).optional(),
  values: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  label: z.string().nullable().optional(),
  by: z.array(z.string()).optional(),
  decimal: z.enum([".", ","]).optional(),
  gaps: z.array(z.number()).optional(),
  timesIn: zoneSchema.optional(),
  shownZone: zoneSchema.optional(),
  warmupRows: z.number().optional(),
  strict: z.boolean().optional(),
}) as z.ZodType<ReadTableOptions>;
