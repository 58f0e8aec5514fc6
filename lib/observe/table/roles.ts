import { requireName, UsageError } from "../../model/mod.ts";
import type { TableOptions } from "./options.ts";
import { decimalOf, isGap, measureOf, type NumberForm, plainNumber, signEvidence } from "./numbers.ts";
import { areClocks, clockSecondsOf, findTimeForm, namesZone, type TimeFinding, toldForm } from "./times.ts";
import type { TimeForm } from "./time_form.ts";
import { areUnixMinutes, dayForm } from "./unix_times.ts";
import { isZoneName, type Zone, zoneInName, zoneReader } from "./zones.ts";

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

/** A column of numbers. */
export interface ValueRole {
  readonly column: number;
  readonly form: NumberForm;
  /** Whether its points could also part thousands. */
  readonly assumed?: true;
}

/** What each column is for. */
export interface Roles {
  readonly time: TimeRole | undefined;
  readonly values: readonly ValueRole[];
  readonly label: number | undefined;
  /** Columns of words that may tell series apart. */
  readonly words: readonly number[];
  /** Told columns that tell series apart. */
  readonly by: readonly number[] | undefined;
  readonly leftOut: readonly { readonly column: number; readonly why: string }[];
}

/** The filled cells of a column, from its beginning and, where that can't tell, from all of it. */
export interface Sample {
  readonly names: readonly string[];
  /** Filled cells of the first rows, by column. */
  readonly head: readonly (readonly string[])[];
  /** Filled cells of all rows. */
  readonly whole: (column: number) => readonly string[];
  readonly delimiter: string;
  /** Whether the names are the file's own. */
  readonly ownHeader: boolean;
  /** For messages. */
  readonly path: string;
}

const LABEL_NAME =
  /(?:^|[_ .-])(?:labels?|is_?anomal(?:y|ous)|anomal(?:y|ies|ous)|is_?outlier|outliers?|attack|ground_?truth|change_?points?|train_?val|is_?train(?:ing)?)$/i;
const BINARY = /^(?:[01](?:\.0*)?|true|false|yes|no|normal|attack|anomal(?:y|ous))$/i;
/** Words in a name that make it one of times. */
const TIME_WORD =
  /(?:^|[^a-z])(?:time|times|date|datetime|timestamp|clock|epoch|when|ts|utc|day|week|month|quarter|period|hour|zeit|uhrzeit|zeitpunkt|zeitstempel|datum|heure|horodatage|fecha|hora)(?:$|[^a-z])/;
/** Names under which plain numbers are times. */
const TIME_NAME =
  /^_?@?(?:time|date|datetime|timestamp|times|ts|clock|epoch|unix_?time(?:stamp)?|epoch_?time|unix|t|row|step|index|time_?stamp|zeit|zeitstempel|datum|horodatage|fecha)(?:[_ .-]?(?:s|sec|secs|seconds|ms|millis|milliseconds|us|micros|ns|nanos|nanoseconds|utc))?$/i;
/** Names under which whole numbers are days. */
const DAY_NAME = /^(?:days?|date|datum|fecha|epoch_?days?)$/i;
/** Names of columns of numbers that count rows. */
const STEP_NAME = /^(?:t|row|step|index)$/i;
/** Names that no metric has: numbers below them are moments or not understood. */
const MOMENT_NAME =
  /^_?@?(?:time_?stamp|date_?time|epoch(?:_?time)?|unix(?:_?time(?:stamp)?)?|zeitstempel|horodatage)$/i;
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
const COUNTER_NAME =
  /^(?:|unnamed(?::.*)?|index|idx|id|row|row_?(?:id|nr|num|number)|no\.?|nr\.?|#|_id|seq(?:uence)?)$/i;
const ID_NAME = /(?:^|_|item)(?:id|uuid|guid)$/i;
/** Names under which a whole number is one of several hosts, not a measurement. */
const PLACE_NAME =
  /^(?:host|hostname|server|node|instance|machine|device|container|pod|service|shard|sensor)(?:_?(?:id|no|nr|number))?$/i;
/** Names of what a column of whole seconds leaves. */
const SUBSECONDS = /^(?:ns|nanos|nanoseconds|micros|microseconds|us)$/i;
/** Columns that InfluxDB adds to its tables. */
const INFLUX_NAMES = ["result", "table", "_start", "_stop", "_time", "_value", "_field", "_measurement"];
const INFLUX_OWN = /^(?:result|table|_start|_stop)$/;
/** A column is one of numbers if more than this share of its filled cells are. */
const MIN_NUMBERS = 0.5;

/**
 * Finds out what each column is for. What a name says outranks what the cells look like: a column called `time` is not passed over for
 * one that counts rows.
 *
 * @throws {UsageError} for a told column that doesn't exist, times that can't be read or read in two ways, a decimal sign that can't be told
 * and a table without numbers
 */
export function rolesOf(sample: Sample, options: TableOptions): Roles {
  const { names, head } = sample;
  const all = names.map((_, i) => i);
  const place = (name: string) => placeOf(name, sample);
  const told = options.values === undefined ? undefined : namesIn(options.values, sample).map(place);
  const influx = INFLUX_NAMES.filter((name) => names.includes(name)).length >= 4;
  const label = options.label === undefined
    ? all.find((i) => told?.includes(i) !== true && isLabel(names[i]!, head[i]!))
    : options.label === null
    ? undefined
    : place(options.label);
  const by = options.by?.map(place);
  const free = all.filter((i) => i !== label && told?.includes(i) !== true && by?.includes(i) !== true);
  const time = timeRole(sample, free, options);
  const leftOut: { column: number; why: string }[] = [];
  const words: number[] = [];
  const values: number[] = [];
  for (const i of free) {
    if (time?.columns.includes(i)) continue;
    if (time?.zone?.column === i && time.zone.unknown === undefined) continue;
    const cells = enough(i, sample);
    if (cells.length === 0) leftOut.push({ column: i, why: "is empty" });
    else if (told !== undefined) {
      if (mostlyNumbers(cells)) leftOut.push({ column: i, why: "was not asked for" });
      else words.push(i);
    } else if (influx && INFLUX_OWN.test(names[i]!)) leftOut.push({ column: i, why: "is InfluxDB's own" });
    else if (isLabel(names[i]!, cells)) leftOut.push({ column: i, why: "is called a label" });
    else if (findTimeForm(cells, isTimeName(names[i]!)).kind === "date") {
      leftOut.push({ column: i, why: "holds other times" });
    } else if (isTimeName(names[i]!) && findTimeForm(cells, true).kind !== "none") {
      leftOut.push({ column: i, why: "holds other times" });
    } else if (time !== undefined && areSameTimes(cells, time, sample)) {
      leftOut.push({ column: i, why: "holds other times" });
    } else if (!mostlyNumbers(cells) || isPlace(names[i]!, cells, names)) words.push(i);
    else if (SUBSECONDS.test(names[i]!) && names.some((name) => isTimeName(name))) {
      leftOut.push({ column: i, why: "holds parts of seconds" });
    } else if (isId(names[i]!, cells)) leftOut.push({ column: i, why: "is an id" });
    else if (counts(cells)) leftOut.push({ column: i, why: "counts the rows" });
    else values.push(i);
  }
  const used = told ?? values;
  if (used.length === 0) {
    throw new UsageError(
      `${sample.path}: expected a column of numbers, found ${
        names.map((name) => JSON.stringify(name)).join(", ").slice(0, 200)
      }`,
    );
  }
  for (const i of used) {
    if (i === label || time?.columns.includes(i)) {
      throw new UsageError(`The column "${names[i]}" can't be a value and the time or label at once`);
    }
  }
  return {
    time,
    values: withForms(used, { sample, time, decimal: options.decimal }),
    label,
    words,
    by,
    leftOut,
  };
}

/** The names in a list, where a name may hold commas itself. */
function namesIn(values: readonly string[] | string, { names }: Sample): string[] {
  if (typeof values !== "string") return [...values];
  const parts = values.split(",");
  const found: string[] = [];
  for (let i = 0; i < parts.length;) {
    let length = parts.length - i;
    while (length > 1 && !names.includes(parts.slice(i, i + length).join(",").trim())) length--;
    found.push(parts.slice(i, i + length).join(",").trim());
    i += length;
  }
  if (found.includes("")) {
    throw new UsageError(`Names of values must not be empty, found ${JSON.stringify(values)}`);
  }
  const second = found.find((name, i) => found.indexOf(name) < i);
  if (second !== undefined) throw new UsageError(`The values name the column "${second}" twice`);
  return found;
}

function placeOf(name: string, { names, path }: Sample): number {
  const at = names.indexOf(name);
  if (at >= 0) return at;
  try {
    requireName("column", name, names.filter((one) => one !== ""));
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return at;
}

/** The filled cells of the first rows; of all rows where those are few. */
function enough(column: number, { head, whole }: Sample): readonly string[] {
  return head[column]!.length >= 20 ? head[column]! : whole(column);
}

function isLabel(name: string, cells: readonly string[]): boolean {
  return LABEL_NAME.test(name) && cells.every((cell) => BINARY.test(cell.trim()));
}

function isTimeName(name: string): boolean {
  return TIME_WORD.test(name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase());
}

function mostlyNumbers(cells: readonly string[]): boolean {
  let numbers = 0;
  for (const cell of cells) {
    numbers += Number(
      measureOf(cell, { decimal: "." }) !== undefined || measureOf(cell, { decimal: "," }) !== undefined,
    );
  }
  return numbers > MIN_NUMBERS * cells.length;
}

/** Whether the cells are the days since 1900 of a spreadsheet, from 1954 to 2119, with parts of days. */
function areSpreadsheetDays(cells: readonly string[]): boolean {
  const numbers = cells.map(Number);
  return numbers.every((number) => number > 20_000 && number < 80_000) && !numbers.every(Number.isInteger);
}

/** Whether the cells are numbers without a unit. */
function arePlain(cells: readonly string[]): boolean {
  return cells.length > 0 && cells.every((cell) => plainNumber(cell, { decimal: "." }) !== undefined);
}

/** Whether the cells are numbers with a known unit, as of a metric that is called `response time`. */
function isMeasured(cells: readonly string[]): boolean {
  return mostlyNumbers(cells) && cells.every((cell) => {
    const measure = measureOf(cell, { decimal: "." }) ?? measureOf(cell, { decimal: "," });
    return measure === undefined || KNOWN_DIMENSIONS.has(measure.unit.dimension);
  });
}

const KNOWN_DIMENSIONS = new Set(["number", "percent", "ms", "bytes", "bits", "bytes/s", "bits/s"]);

function counts(cells: readonly string[]): boolean {
  if (cells.length < 3) return false;
  let [odd, ones, falls] = [0, 0, 0];
  for (let i = 0; i < cells.length; i++) {
    odd += Number(!Number.isInteger(Number(cells[i])));
    ones += Number(i > 0 && Number(cells[i]) === Number(cells[i - 1]) + 1);
    falls += Number(i > 0 && Number(cells[i]) < Number(cells[i - 1]));
  }
  // A damaged line breaks two steps, and one that is out of place falls; what falls again and again is measured.
  return falls <= 1 && odd <= MAX_ODD * cells.length &&
    ones >= cells.length - 1 - Math.floor(2 * MAX_ODD * cells.length);
}

/** Share of a column's cells that may be damaged. */
const MAX_ODD = 0.05;

function isId(name: string, cells: readonly string[]): boolean {
  return (ID_NAME.test(name) || COUNTER_NAME.test(name)) &&
    cells.filter((cell) => !/^\d+$/.test(cell.trim())).length <= MAX_ODD * cells.length;
}

/** Whether cells are the numbers of hosts: whole, few, and each there several times. */
function isPlace(name: string, cells: readonly string[], names: readonly string[]): boolean {
  // `sadf -d` numbers processors, and -1 stands for all of them.
  if (name === "CPU" && names.includes("hostname") && names.includes("interval")) return true;
  return PLACE_NAME.test(name) && cells.every((cell) => /^\d+$/.test(cell.trim())) &&
    new Set(cells).size * 3 <= cells.length;
}

interface Candidate {
  readonly columns: readonly number[];
  readonly finding: TimeFinding;
  readonly rank: number;
  readonly distinct: number;
}

function timeRole(sample: Sample, free: readonly number[], options: TableOptions): TimeRole | undefined {
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
    const place = rank < 0 ? TIME_RANKS.length - 1.5 : rank;
    return [{ columns: [i], finding, rank: place, distinct: new Set(cells).size }];
  });
  const best =
    candidates.sort((a, b) =>
      Number(b.distinct > 1) - Number(a.distinct > 1) || a.rank - b.rank || a.columns[0]! - b.columns[0]!
    )[0];
  if (best !== undefined && (best.finding.kind !== "coarse" || isTimeName(names[best.columns[0]!]!))) {
    return ofFinding(best.columns, best.finding, sample, options);
  }
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
  if (TIME_NAME.test(name) && !STEP_NAME.test(name) && areUnixMinutes(cells)) {
    throw new UsageError(
      `${sample.path}: the times in the column "${name}" could be seconds or minutes since 1970, found ${
        JSON.stringify(cells[0])
      }: say --time-format s or min`,
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
  if (clock === undefined && hours === undefined) return undefined;
  const date = free.find((i) => {
    if (i === clock) return false;
    const cells = enough(i, sample);
    const finding = findTimeForm(cells, isTimeName(sample.names[i]!));
    if (finding.kind !== "date" && finding.kind !== "ambiguous") return false;
    // Databases write midnight behind a day.
    return cells.every((cell) => !cell.includes(":") || MIDNIGHT.test(cell));
  });
  if (date === undefined) return undefined;
  const finding = findTimeForm(enough(date, sample), true);
  const columns = [date, ...(clock === undefined ? hours! : [clock])];
  const read = ofFinding(columns, finding, sample, options);
  return {
    ...read,
    form: { ...read.form, name: `${read.form.name}, and a time of day` },
    ...(clock === undefined && { parts: "of the day" as const }),
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
function areSameTimes(cells: readonly string[], time: TimeRole, sample: Sample): boolean {
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

/** How the numbers of each column are written. @throws {UsageError} where neither a column nor the others tell */
function withForms(
  columns: readonly number[],
  { sample, time, decimal }: {
    readonly sample: Sample;
    readonly time: TimeRole | undefined;
    readonly decimal: "." | "," | undefined;
  },
): ValueRole[] {
  if (decimal !== undefined) return columns.map((column) => ({ column, form: { decimal } }));
  const found = columns.map((column) => {
    const evidence = signEvidence(enough(column, sample));
    const unsure = evidence.certain === undefined && evidence.groups !== undefined;
    return unsure ? signEvidence(sample.whole(column)) : evidence;
  });
  // A column that can't tell follows the others.
  const others = new Set(found.flatMap(({ certain }) => certain ?? []));
  const cells = time === undefined ? [] : enough(time.columns[0]!, sample);
  const dotted = cells.length > 0 && cells.every((cell) => /^\s*\d{1,2}\.\d{1,2}\.\d{2}/.test(cell));
  // What people write follows their language, unlike times of machines.
  const written = cells.some((cell) => /[./]\d{1,2}[./]|[a-z]{3}/i.test(cell));
  return columns.map((column, i): ValueRole => {
    const { certain, groups, long } = found[i]!;
    if (certain !== undefined || groups === undefined) return { column, form: { decimal: certain ?? "." } };
    if (others.size === 1) return { column, form: { decimal: [...others][0]! } };
    const sign = decimalOf(sample.whole(column), sample.delimiter);
    if (
      sign === undefined || groups === "." && long && dotted || others.size > 1 && sample.delimiter !== ","
    ) {
      throw new UsageError(
        `${sample.path}: the digits in the column "${
          sample.names[column]
        }" could be parted by thousands or decimals, found ${
          JSON.stringify(enough(column, sample).find((cell) => /\d[.,]\d{3}(?!\d)/.test(cell)))
        }: say --decimal . or ,`,
      );
    }
    const assumed = groups === "." && sample.delimiter !== ",";
    return { column, form: { decimal: sign }, ...(assumed && { assumed }) };
  });
}
