import { measureOf, plainNumber, type SignEvidence } from "./numbers.ts";
import { requireName, UsageError } from "../../model/mod.ts";

/** The filled cells of a column, from its beginning and, where that can't tell, from all of it. */
export interface Sample {
  readonly names: readonly string[];
  /** Filled cells of the first rows, by column. */
  readonly head: readonly (readonly string[])[];
  /** Filled cells of all rows. */
  readonly whole: (column: number) => readonly string[];
  /** What the filled cells of all rows say about the decimal signs of some columns, found in one pass. */
  readonly signs: (columns: readonly number[]) => ReadonlyMap<number, SignEvidence>;
  readonly delimiter: string;
  /** Whether the names are the file's own. */
  readonly ownHeader: boolean;
  /** For messages. */
  readonly path: string;
}

/** Words in a name that make it one of times. */
export const TIME_WORD =
  /(?:^|[^a-z])(?:time|times|date|datetime|timestamp|clock|epoch|when|ts|utc|day|week|month|quarter|period|hour|zeit|uhrzeit|zeitpunkt|zeitstempel|datum|heure|horodatage|fecha|hora)(?:$|[^a-z])/;

export const COUNTER_NAME =
  /^(?:|unnamed(?::.*)?|index|idx|id|row|row_?(?:id|nr|num|number)|no\.?|nr\.?|#|_id|seq(?:uence)?)$/i;

/** A column is one of numbers if more than this share of its filled cells are. */
const MIN_NUMBERS = 0.5;

export function placeOf(name: string, { names, path }: Sample): number {
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
export function enough(column: number, { head, whole }: Sample): readonly string[] {
  return head[column]!.length >= 20 ? head[column]! : whole(column);
}

export function isTimeName(name: string): boolean {
  return TIME_WORD.test(name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase());
}

export function mostlyNumbers(cells: readonly string[]): boolean {
  let numbers = 0;
  for (const cell of cells) {
    numbers += Number(
      measureOf(cell, { decimal: "." }) !== undefined || measureOf(cell, { decimal: "," }) !== undefined,
    );
  }
  return numbers > MIN_NUMBERS * cells.length;
}

/** Whether the cells are numbers without a unit. */
export function arePlain(cells: readonly string[]): boolean {
  return cells.length > 0 && cells.every((cell) => plainNumber(cell, { decimal: "." }) !== undefined);
}

/** Whether the cells are numbers with a known unit, as of a metric that is called `response time`. */
export function isMeasured(cells: readonly string[]): boolean {
  return mostlyNumbers(cells) && cells.every((cell) => {
    const measure = measureOf(cell, { decimal: "." }) ?? measureOf(cell, { decimal: "," });
    return measure === undefined || KNOWN_DIMENSIONS.has(measure.unit.dimension);
  });
}

const KNOWN_DIMENSIONS = new Set(["number", "percent", "ms", "bytes", "bits", "bytes/s", "bits/s"]);

export function counts(cells: readonly string[]): boolean {
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
export const MAX_ODD = 0.05;
