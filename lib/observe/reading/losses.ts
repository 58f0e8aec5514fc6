import { UsageError } from "../../model/mod.ts";
import type { CsvFile, CsvRow } from "./csv.ts";

/** The share of its rows above which a file is not what it was taken for. */
const MAX_LOST_SHARE = 0.5;

/** What of recordings can't be read: left out and noted, or an error if reading is strict. */
export interface Losses {
  /** One line per file, signal or incident of which something is left out. Grows while incidents are read. */
  readonly notes: readonly string[];
  /**
   * Reads the rows of a file, less those that can't be read.
   *
   * @throws {UsageError} for the first of these if reading is strict, or if they are more than half of the rows
   */
  rows<T>(file: CsvFile, parse: (row: CsvRow) => T): T[];
  /**
   * Reads a part that the others can do without.
   *
   * @returns undefined if it can't be read
   * @throws {UsageError} if it can't and reading is strict
   */
  part<T>(name: string, read: () => Promise<T>): Promise<T | undefined>;
}

/** Losses that are noted, or if reading is strict none. */
export function createLosses({ strict = false }: { readonly strict?: boolean } = {}): Losses {
  const notes: string[] = [];
  const note = (text: string) => {
    // Some files are read for several incidents.
    if (!notes.includes(text)) notes.push(text);
  };
  return {
    notes,
    rows: (file, parse) => {
      if (strict) return Array.from(file.rows, parse);
      const { parsed, lost } = readableRows(file, parse);
      const rows = parsed.length + lost.length;
      if (lost.length > MAX_LOST_SHARE * rows) throw lost[0]!;
      if (lost.length > 0) note(linesNote(file.path, rows, lost));
      return parsed;
    },
    part: async (name, read) => {
      try {
        return await read();
      } catch (error) {
        if (strict || !(error instanceof UsageError)) throw error;
        note(`${name} left out: ${error.message}`);
        return undefined;
      }
    },
  };
}

/** Losses of readers that are asked for no notes: there must be none. */
export const NO_LOSSES: Losses = createLosses({ strict: true });

function readableRows<T>(
  { tolerant }: CsvFile,
  parse: (row: CsvRow) => T,
): { parsed: T[]; lost: UsageError[] } {
  const parsed: T[] = [];
  const lost: UsageError[] = [];
  for (const row of tolerant((error) => lost.push(error))) {
    try {
      parsed.push(parse(row));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      lost.push(error);
    }
  }
  return { parsed, lost };
}

/** `1 of 120 lines of logs.csv left out: line 51: expected a comma behind a quoted cell, found "x"`. */
function linesNote(path: string, rows: number, lost: readonly UsageError[]): string {
  const { message } = lost[0]!;
  const why = message.startsWith(`${path}:`) ? `line ${message.slice(path.length + 1)}` : message;
  return `${lost.length} of ${rows} lines of ${path} left out: ${why}`;
}

/**
 * Reads incidents one after another, less those that can't be read, which are named.
 *
 * @throws {UsageError} for the first of these if reading is strict, or if none can be read
 */
export async function* readableIncidents<Case, Incident>(
  cases: readonly Case[],
  { losses, nameOf, read }: {
    readonly losses: Losses;
    readonly nameOf: (one: Case) => string;
    readonly read: (one: Case) => Promise<Incident>;
  },
): AsyncGenerator<Incident> {
  let first: UsageError | undefined;
  let some = false;
  for (const one of cases) {
    const incident = await losses.part(nameOf(one), async () => {
      try {
        return await read(one);
      } catch (error) {
        if (error instanceof UsageError) first ??= error;
        throw error;
      }
    });
    if (incident === undefined) continue;
    some = true;
    yield incident;
  }
  if (!some && first !== undefined) {
    throw cases.length === 1
      ? first
      : new UsageError(`None of ${cases.length} incidents can be read; the first: ${first.message}`);
  }
}
