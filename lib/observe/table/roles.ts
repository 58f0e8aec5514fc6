import { areInfluxNames } from "./header.ts";
import { findTimeForm } from "./times.ts";
import type { TableOptions } from "./options.ts";
import { UsageError } from "../../model/mod.ts";
import {
  COUNTER_NAME,
  counts,
  enough,
  isTimeName,
  MAX_ODD,
  mostlyNumbers,
  placeOf,
  type Sample,
} from "./sample.ts";
import { areSameTimes, type TimeRole, timeRole } from "./time_role.ts";
import { type ValueRole, withForms } from "./decimal_signs.ts";

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

/** Names of labels, also behind a word of their own, as `kpi_label` and `Normal/Attack`. */
const LABEL_NAME =
  /(?:^|[_ ./-])(?:labels?|is[_ ]?(?:anomal(?:y|ous)|abnormal|outlier)|anomal(?:y|ies|ous)|abnormal|outliers?|attack|ground[_ ]?truth|change_?points?|train_?val|is_?train(?:ing)?)(?:[_ .-]?(?:flag|label|bin(?:ary)?|\d))?$/i;

/** Names of labels that are metrics behind the name of a service, as `cart_failure`, and counts in the plural. */
const INCIDENT_NAME =
  /^(?:(?:is|in|has)[_ .-]?)?(?:incident|fault|faulty|failure|outage|gt)(?:[_ .-]?flag)?$/i;

const BINARY = /^(?:[01](?:\.0*)?|true|false|yes|no|normal|attack|anomal(?:y|ous))$/i;

const CALLED_LABEL = "is called a label";

const ID_NAME = /(?:^|_|item)(?:id|uuid|guid)$/i;

/** Names under which a whole number is one of several hosts, not a measurement. */
const PLACE_NAME =
  /^(?:host|hostname|server|node|instance|machine|device|container|pod|service|shard|sensor)(?:_?(?:id|no|nr|number))?$/i;

/** Names of what a column of whole seconds leaves. */
const SUBSECONDS = /^(?:ns|nanos|nanoseconds|micros|microseconds|us)$/i;

const INFLUX_OWN = /^(?:result|table|_start|_stop)$/;

/**
 * Finds out what each column is for. What a name says outranks what the cells look like: a column called `time` is not passed over for
 * one that counts rows.
 *
 * @throws {UsageError} for a told column that doesn't exist, times that can't be read or read in two ways, a decimal sign that can't be told
 * and a table without numbers
 */
export function rolesOf(sample: Sample, options: TableOptions): Roles {
  const { names } = sample;
  const all = names.map((_, i) => i);
  const place = (name: string) => placeOf(name, sample);
  const told = options.values === undefined ? undefined : namesIn(options.values, sample).map(place);
  const influx = areInfluxNames(names);
  const label = options.label === undefined
    ? all.find((i) => told?.includes(i) !== true && isLabel(i, sample))
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
    else if (isLabel(i, sample)) leftOut.push({ column: i, why: CALLED_LABEL });
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
  // Where nothing else can be watched, what looks like a label is.
  const alone = options.label === undefined && label !== undefined
    ? label
    : leftOut.find(({ why }) => why === CALLED_LABEL)?.column;
  if (used.length === 0 && told === undefined && alone !== undefined) {
    return rolesOf(sample, { ...options, values: [names[alone]!] });
  }
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

/** Whether a column says by its name that it is a label, and holds nothing but 0 and 1 or words for them. */
function isLabel(column: number, { names, head, whole }: Sample): boolean {
  const name = names[column]!;
  if (!LABEL_NAME.test(name) && !INCIDENT_NAME.test(name)) return false;
  const binary = (cells: readonly string[]) => cells.every((cell) => BINARY.test(cell.trim()));
  return binary(head[column]!) && binary(whole(column));
}

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
