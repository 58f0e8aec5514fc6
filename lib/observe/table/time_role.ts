import { isGap } from "./numbers.ts";
import { areClocks, clockSecondsOf, findTimeForm, namesZone, type TimeFinding, toldForm } from "./times.ts";
import { clockDigits, type ClockReader } from "./times/clock_digits.ts";
import type { TimeForm } from "./times/time_form.ts";
import { areOfUnit, dayForm } from "./times/unix_times.ts";
import { isZoneName, placeZone, type Zone, zoneInName, zoneReader } from "./times/zones.ts";
import type { TableOptions } from "./options.ts";
import { UsageError } from "../../model/mod.ts";
import {
  arePlain,
  COUNTER_NAME,
  counts,
  enough,
  isMeasured,
  isTimeName,
  mostlyNumbers,
  placeOf,
  type Sample,
} from "./sample.ts";

/** Where a row's time comes from. */
export interface TimeRole {
  /** One column, or a date and a time of day. */
  readonly columns: readonly number[];
  readonly form: TimeForm;
  /** Whether the cells are seconds or steps from an unknown moment. */
  readonly relative: boolean;
  /** Whether the cells name their zone, or need none: all, some or none of them. */
  readonly zoned: "all" | "some" | "none";
  /** Whether the columns hold the year, month, day and so on as numbers, or behind a date the hour and so on. */
  readonly parts?: "all" | "of the day";
  /** How the time of day behind a date is read, where it is written without separators. */
  readonly clock?: ClockReader;
  /** The zone of cells that name none; without one they are taken as UTC. */
  readonly zone?: TableZone;
}

/** A zone that is told beside the times. */
export interface TableZone {
  /** In words: `UTC+2`, or which column it stands in. */
  readonly name: string;
  /** The column it stands in. */
  readonly column?: number;
  /** The zone of a row, by its cell in that column. */
  readonly of?: (cell: string) => Zone | undefined;
  /** Whether it isn't known, so that times are taken as UTC. */
  readonly unknown?: true;
}

/** Names under which plain numbers are times. */
const TIME_NAME =
  /^_?@?(?:time|date|datetime|timestamp|times|ts|clock|epoch|unix_?time(?:stamp)?|epoch_?time|unix|t|row|step|index|time_?stamp|zeit|zeitstempel|datum|horodatage|fecha)(?:[_ .-]?(?:s|sec|secs|seconds|ms|millis|milliseconds|us|micros|ns|nanos|nanoseconds|utc))?$/i;

/** Names under which whole numbers are days. */
const DAY_NAME = /^(?:days?|date|datum|fecha|epoch_?days?)$/i;

/** Names of columns of numbers that count rows. */
const STEP_NAME = /^(?:t|row|step|index)$/i;

/** Names that no metric has: numbers below them are moments or not understood. */
const MOMENT_NAME =
  /^_?@?(?:time_?stamp|date_?time|epoch(?:_?time)?|unix(?:_?time(?:stamp)?)?|zeitstempel|horodatage|m?jd|julian(?:_?(?:date|day))?|date_?num)$/i;

/** Names of columns of numbers that are times of day beside a date. */
const CLOCK_NAME = /^(?:time|time_?of_?day|hhmm(?:ss)?|clock|zeit|uhrzeit|heure|hora)$/i;
const MIDNIGHT = /[\sT](?:0?0:00(?::00(?:\.0+)?)?Z?|12:00(?::00)?\s?AM)$/i;

/** Names of columns that hold a part of a time as a number, the largest part first. */
const PART_NAMES = [
  /^(?:year|yr|jahr|année|año|ano)$/i,
  /^(?:month|mo|monat|mois|mes|mês)$/i,
  /^(?:day|day_?of_?month|dd|tag|jour|dia|día)$/i,
  /^(?:hour|hr|hh|stunde|heure|hora)$/i,
  /^(?:minute|min|mins|mi)$/i,
  /^(?:second|sec|secs|ss)$/i,
];

/** Largest number of each of these parts. */
const MAX_PARTS = [2100, 12, 31, 24, 59, 60];

/** Names of columns that hold how long something took. */
const DURATION_NAME = /elapsed|duration|latency|uptime|runtime|took|response|dauer/i;

/** Of several columns of times, the one with the first of these names. */
const TIME_RANKS = [
  /^_time$/i,
  /^@?time_?stamp/i,
  /^(?:date_?)?time$/i,
  /^event_?time/i,
  /^date$/i,
  /^(?:clock|epoch|ts|t|when)/i,
  /(?:^|[_ ])(?:start|stop|begin|end|from|to|created|updated|ingest\w*)(?:$|[_ ])/i,
];

/** Whether the cells are the days since 1900 of a spreadsheet, from 1954 to 2119, with parts of days. */
function areSpreadsheetDays(cells: readonly string[]): boolean {
  const numbers = cells.map(Number);
  return numbers.every((number) => number > 20_000 && number < 80_000) && !numbers.every(Number.isInteger);
}

interface Candidate {
  readonly columns: readonly number[];
  readonly finding: TimeFinding;
  readonly rank: number;
  readonly distinct: number;
}

/**
 * Finds where times come from, and the zone of those that name none: that which the table tells, else that of `timesIn`.
 *
 * @throws {UsageError} for times that can't be read, or in two ways
 */
export function timeRole(
  sample: Sample,
  free: readonly number[],
  options: TableOptions,
): TimeRole | undefined {
  const role = roleInTable(sample, free, options);
  const { timesIn } = options;
  const told = role?.zoned === "all" || role?.zone !== undefined && role.zone.unknown === undefined;
  if (role === undefined || told || timesIn === undefined) return role;
  const zone = placeZone(timesIn)!;
  return { ...role, zone: { name: timesIn, of: () => zone } };
}

function roleInTable(sample: Sample, free: readonly number[], options: TableOptions): TimeRole | undefined {
  const { names, head } = sample;
  if (options.time === null) return undefined;
  if (options.time !== undefined) return toldTime(placeOf(options.time, sample), sample, options);
  const pair = datePair(sample, free, options);
  if (pair !== undefined) return pair;
  const parts = partsRole(sample, free);
  if (parts !== undefined) return parts;
  const candidates = free.flatMap((i): Candidate[] => {
    const cells = enough(i, sample);
    const timeLike = isTimeName(names[i]!) || TIME_NAME.test(names[i]!);
    const finding = findTimeForm(cells, timeLike);
    if (finding.kind === "none") return [];
    // Numbers are times by their name, or if they rise throughout: a counter of bytes has their size, too.
    if (
      finding.kind === "unix" && !timeLike &&
      !goOneWay(cells, finding.form, sample.ownHeader && names[i] !== "")
    ) return [];
    const rank = TIME_RANKS.findIndex((pattern) => pattern.test(names[i]!));
    // Other names come before those of beginnings and ends, which are last.
    const unnamed = finding.kind === "unix" && !timeLike ? TIME_RANKS.length : TIME_RANKS.length - 1.5;
    const place = rank < 0 ? unnamed : rank;
    return [{ columns: [i], finding, rank: place, distinct: new Set(cells).size }];
  });
  const best =
    candidates.sort((a, b) =>
      Number(b.distinct > 1) - Number(a.distinct > 1) || a.rank - b.rank || a.columns[0]! - b.columns[0]!
    )[0];
  if (best !== undefined && (best.finding.kind !== "coarse" || isTimeName(names[best.columns[0]!]!))) {
    return ofFinding(best.columns, best.finding, sample, options);
  }
  const told = options.timeFormat === undefined
    ? undefined
    : free.find((i) => TIME_NAME.test(names[i]!) && mostlyNumbers(enough(i, sample)));
  if (told !== undefined) return ofFinding([told], { kind: "none" }, sample, options);
  const days = free.find((i) => DAY_NAME.test(names[i]!) && dayForm(enough(i, sample)) !== undefined);
  if (days !== undefined) {
    return { columns: [days], form: dayForm(enough(days, sample))!, relative: false, zoned: "none" };
  }
  const unread = free.find((i) => {
    if (!isTimeName(names[i]!) || head[i]!.length === 0) return false;
    return !arePlain(enough(i, sample)) && !isMeasured(enough(i, sample));
  });
  if (unread !== undefined) throw notUnderstood(unread, sample);
  const relative =
    free.find((i) =>
      (TIME_NAME.test(names[i]!) || COUNTER_NAME.test(names[i]!)) && mostlyNumbers(enough(i, sample)) &&
      (neverFalls(enough(i, sample)) || MOMENT_NAME.test(names[i]!) && mostlyRises(enough(i, sample))) &&
      (TIME_NAME.test(names[i]!) || counts(enough(i, sample)))
    ) ?? free.find((i) => counts(enough(i, sample)));
  if (relative === undefined) {
    const foreign = free.find((i) => areLikeDates(enough(i, sample)));
    if (foreign !== undefined) throw notUnderstood(foreign, sample);
  }
  const moments = free.find((i) => MOMENT_NAME.test(names[i]!) && i !== relative && head[i]!.length > 0);
  if (moments !== undefined && (relative === undefined || !MOMENT_NAME.test(names[relative]!))) {
    throw notUnderstood(moments, sample);
  }
  if (relative === undefined) return undefined;
  if (areSpreadsheetDays(enough(relative, sample))) throw notUnderstood(relative, sample);
  return relativeTime(relative, sample);
}

/** Largest number of seconds from an unknown moment that is believed: 3,000 years. */
const MAX_RELATIVE_SECONDS = 1e11;

/** Numbers that count from an unknown moment. */
function relativeTime(column: number, sample: Sample): TimeRole {
  const cells = enough(column, sample);
  const large = cells.find((cell) => Math.abs(Number(cell)) > MAX_RELATIVE_SECONDS);
  if (large !== undefined) throw notUnderstood(column, sample, large);
  const name = sample.names[column]!;
  const unit = TIME_NAME.test(name) && !STEP_NAME.test(name)
    ? (["min", "h"] as const).find((unit) => areOfUnit(cells, unit))
    : undefined;
  if (unit !== undefined) {
    throw new UsageError(
      `${sample.path}: the times in the column "${name}" could be seconds or ${
        unit === "min" ? "minutes" : "hours"
      } since 1970, found ${JSON.stringify(cells[0])}: say --time-format s or ${unit}`,
    );
  }
  const form: TimeForm = {
    name: "seconds from an unknown moment",
    secondsOf: (cell) => isGap(cell) ? NaN : Number(cell),
  };
  return { columns: [column], form, relative: true, zoned: "all" };
}

function toldTime(column: number, sample: Sample, options: TableOptions): TimeRole {
  const cells = enough(column, sample);
  const finding = findTimeForm(cells, true);
  if (finding.kind !== "none" || options.timeFormat !== undefined) {
    return ofFinding([column], finding, sample, options);
  }
  if (DAY_NAME.test(sample.names[column]!)) {
    const form = dayForm(cells);
    if (form !== undefined) return { columns: [column], form, relative: false, zoned: "none" };
  }
  if (!arePlain(cells)) throw notUnderstood(column, sample);
  return relativeTime(column, sample);
}

function ofFinding(
  columns: readonly number[],
  finding: TimeFinding,
  sample: Sample,
  { timeFormat }: TableOptions,
): TimeRole {
  const cells = enough(columns.at(-1)!, sample);
  const zonedBy = (form: TimeForm) => ({ zoned: zonedOf(cells, form), ...zoneBeside(columns, sample) });
  if (timeFormat !== undefined && (finding.kind !== "date" || /-first$/.test(timeFormat))) {
    return {
      columns,
      form: toldForm(timeFormat),
      relative: false,
      ...(/-first$/.test(timeFormat) ? zonedBy(toldForm(timeFormat)) : { zoned: "all" }),
    };
  }
  // Windows' performance counters have the month first.
  let found: TimeFinding = /^\(PDH-[CT]SV/.test(sample.names[columns[0]!]!)
    ? { kind: "date", form: toldForm("month-first") }
    : finding;
  // A day above 12 further down tells days from months.
  if (found.kind === "ambiguous") found = findTimeForm(sample.whole(columns[0]!), true);
  if (found.kind === "ambiguous") {
    const { orders, cell } = found;
    throw new UsageError(
      `${sample.path}: the times in the column "${sample.names[columns[0]!]}" could have the ${
        orders.join(" or the ")
      } first, found ${JSON.stringify(cell)}: say --time-format ${
        orders.map((first) => `${first}-first`).join(" or ")
      }`,
    );
  }
  if (found.kind === "coarse") {
    throw new UsageError(
      `${sample.path}: the times in the column "${
        sample.names[columns[0]!]
      }" have lost their last digits, found ${JSON.stringify(found.cell)}`,
    );
  }
  if (found.kind === "none") throw notUnderstood(columns[0]!, sample);
  return {
    columns,
    form: found.form,
    relative: false,
    ...(found.kind === "unix" ? { zoned: "all" } : zonedBy(found.form)),
  };
}

/** How many of the times name their zone. */
function zonedOf(cells: readonly string[], { secondsOf }: TimeForm): TimeRole["zoned"] {
  const times = cells.filter((cell) => !Number.isNaN(secondsOf(cell)) || !Number.isNaN(clockSecondsOf(cell)));
  const naming = times.filter(namesZone).length;
  return naming > 0 && naming === times.length ? "all" : naming > 0 ? "some" : "none";
}

/** The zone that a column of zones or the name of a column of times tells. */
function zoneBeside(columns: readonly number[], sample: Sample): { readonly zone?: TableZone } {
  const { names } = sample;
  for (const [column, name] of names.entries()) {
    if (!isZoneName(name) || columns.includes(column) || sample.head[column]!.length === 0) continue;
    const cells = enough(column, sample);
    // A queue has offsets of its own.
    const counts = /^offset$/i.test(name) && cells.every((cell) => /^\d+$/.test(cell.trim()));
    const of = counts ? undefined : zoneReader(cells);
    if (of !== undefined) return { zone: { name: `the zones in ${name}`, column, of } };
    // Regions of a cloud are called zones, too.
    if (/^zone$|^offset$/i.test(name)) continue;
    return { zone: { name: sample.head[column]![0]!, column, unknown: true } };
  }
  for (const column of columns) {
    const told = zoneInName(names[column]!);
    if (told === undefined) continue;
    return "zone" in told
      ? { zone: { name: told.zone.name, of: () => told.zone } }
      : { zone: { name: told.unknown, unknown: true } };
  }
  return {};
}

/** A date in one column and the time of day in another one. */
function datePair(sample: Sample, free: readonly number[], options: TableOptions): TimeRole | undefined {
  const clock = free.find((i) =>
    sample.head[i]!.length > 0 && areClocks(sample.head[i]!) && !DURATION_NAME.test(sample.names[i]!)
  );
  const hours = clock === undefined ? partsOf(3, sample, free) : undefined;
  const digits = clock === undefined && hours === undefined
    ? free.find((i) => CLOCK_NAME.test(sample.names[i]!) && clockDigits(enough(i, sample)) !== undefined)
    : undefined;
  const told = clock ?? digits;
  if (told === undefined && hours === undefined) return undefined;
  const date = free.find((i) => {
    if (i === told) return false;
    const cells = enough(i, sample);
    const finding = findTimeForm(cells, isTimeName(sample.names[i]!));
    if (finding.kind !== "date" && finding.kind !== "ambiguous") return false;
    // Databases write midnight behind a day.
    return cells.every((cell) => !cell.includes(":") || MIDNIGHT.test(cell));
  });
  if (date === undefined) return undefined;
  const finding = findTimeForm(enough(date, sample), true);
  const columns = [date, ...(told === undefined ? hours! : [told])];
  const read = ofFinding(columns, finding, sample, options);
  return {
    ...read,
    form: { ...read.form, name: `${read.form.name}, and a time of day` },
    ...(told === undefined && { parts: "of the day" as const }),
    ...(digits !== undefined && { clock: clockDigits(enough(digits, sample))! }),
  };
}

/** Columns of whole numbers that are called as parts of a time, one for each part from a first one on; undefined without the first one. */
function partsOf(from: number, sample: Sample, free: readonly number[]): number[] | undefined {
  const columns: number[] = [];
  for (const [part, name] of PART_NAMES.entries()) {
    if (part < from) continue;
    const column = free.find((i) =>
      name.test(sample.names[i]!) && sample.head[i]!.length > 0 &&
      enough(i, sample).every((cell) =>
        /^\s*\d{1,4}(?:\.0*)?\s*$/.test(cell) && Number(cell) <= MAX_PARTS[part]!
      )
    );
    if (column === undefined) break;
    columns.push(column);
  }
  return columns.length === 0 ? undefined : columns;
}

/** Whether numbers are moments that rise within the span of the rows' times. */
export function areSameTimes(cells: readonly string[], time: TimeRole, sample: Sample): boolean {
  if (time.relative) return false;
  const finding = findTimeForm(cells, false);
  if (finding.kind !== "unix" || !goOneWay(cells, finding.form, false)) return false;
  const times = enough(time.columns[0]!, sample).map(time.form.secondsOf).filter((seconds) =>
    !Number.isNaN(seconds)
  );
  const [low, high] = [Math.min(...times.slice(0, 1000)), Math.max(...times.slice(0, 1000))];
  return cells.slice(0, 1000).every((cell) => {
    const seconds = finding.form.secondsOf(cell);
    return Number.isNaN(seconds) || seconds > low - 86_400 && seconds < high + 2 * 86_400;
  });
}

/** Year, month and day in columns of their own, with the hour, minute and second where they are there. */
function partsRole(sample: Sample, free: readonly number[]): TimeRole | undefined {
  const columns = partsOf(0, sample, free);
  if (
    columns === undefined || columns.length < 3 ||
    enough(columns[0]!, sample).some((cell) => Number(cell) < 1970)
  ) {
    return undefined;
  }
  const form: TimeForm = { name: "parts of a date", secondsOf: (cell) => Date.UTC(Number(cell), 0) / 1000 };
  return { columns, form, relative: false, zoned: "none", parts: "all", ...zoneBeside(columns, sample) };
}

function notUnderstood(column: number, sample: Sample, cell = enough(column, sample)[0] ?? ""): UsageError {
  return new UsageError(
    `${sample.path}: the times in the column "${sample.names[column]}" can't be read, found ${
      JSON.stringify(cell.slice(0, 60))
    }: say --time with another column, or --time-format`,
  );
}

/** Whether cells look like dates in a form that isn't known: each has a year and other numbers, and nearly all differ. */
function areLikeDates(cells: readonly string[]): boolean {
  const like = cells.filter((cell) =>
    /(?<!\d)(?:19|20)\d{2}(?!\d)/.test(cell) && cell.match(/\d+/g)!.length >= 3
  );
  return cells.length >= 3 && like.length >= 0.9 * cells.length && new Set(like).size >= 0.8 * cells.length;
}

/** Whether times go one way, but for a few rows: those with a name of their own all of them. */
function goOneWay(cells: readonly string[], { secondsOf }: TimeForm, named: boolean): boolean {
  let [rising, falling] = [0, 0];
  for (let i = 1; i < cells.length; i++) {
    const step = secondsOf(cells[i]!) - secondsOf(cells[i - 1]!);
    rising += Number(step > 0);
    falling += Number(step < 0);
  }
  return Math.max(rising, falling) >= (named ? 1 : MIN_ONE_WAY) * (cells.length - 1);
}

const MIN_ONE_WAY = 0.9;

/** Whether numbers rise but for a few rows that are out of order. */
function mostlyRises(cells: readonly string[]): boolean {
  const falls = cells.filter((cell, i) => i > 0 && Number(cell) < Number(cells[i - 1]!)).length;
  return falls <= 0.05 * cells.length;
}

function neverFalls(cells: readonly string[]): boolean {
  return cells.every((cell, i) => i === 0 || Number(cell) >= Number(cells[i - 1]!));
}
