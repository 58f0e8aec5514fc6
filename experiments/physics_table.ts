import { requireName } from "../lib/model/mod.ts";
import { rowsToCsv } from "../lib/report/csv.ts";
import { textTable } from "../lib/report/table.ts";
import { helpText, readArguments, wholeNumber } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { createProgress } from "./cli/progress.ts";
import type { Row } from "./physics_table/row.ts";
import { ROWS } from "./physics_table/rows.ts";
import { estimates, simulateRow, stepRow } from "./physics_table/run_row.ts";

const MECHANISMS = [...new Set(ROWS.map(({ mechanism }) => mechanism))];

const OPTIONS = {
  rows: { type: "string", value: "NAME", help: `${MECHANISMS.join(", ")} (all)` },
  runs: { type: "string", value: "N", help: "runs of single requests for each row (8)" },
  csv: { type: "boolean", help: "print the figures as CSV" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task physics [options]",
  about:
    "Holds the step model of the simulator against a simulation of single requests, mechanism by mechanism, and both against the figures " +
    "of an independent program.",
  options: OPTIONS,
  examples: ["deno task physics", "deno task physics --rows pool-of-one --runs 16"],
});

/** A figure of the table; the step model's is null where it can't express the row. */
interface Line {
  readonly mechanism: string;
  readonly row: string;
  readonly measure: string;
  readonly step: number | null;
  readonly requests: number;
  readonly standardError: number;
  readonly stepError: number | null;
  readonly independent: number | null;
  readonly independentError: number | null;
  readonly requestsError: number | null;
}

/** Prints the table. @throws {UsageError} for a mistake in the arguments */
export function physicsTable(args: readonly string[]): void {
  const given = readArguments(args, OPTIONS);
  if (given.help) return console.log(HELP);
  const runs = wholeNumber(given.runs, { name: "runs", fallback: 8, min: 2, max: 1000 });
  const mechanism = given.rows === undefined ? undefined : requireName("row", given.rows, MECHANISMS);
  const rows = ROWS.filter((row) => mechanism === undefined || row.mechanism === mechanism);
  const progress = createProgress({ total: rows.length * runs, label: "runs" });
  const lines = rows.flatMap((row, i) =>
    linesOf(row, { runs, done: (run) => progress.update(i * runs + run) })
  );
  progress.finish();
  console.log(given.csv ? rowsToCsv(lines.map((line) => ({ ...line }))).trimEnd() : table(lines));
}

function linesOf(row: Row, { runs, done }: { runs: number; done: (run: number) => void }): Line[] {
  const step = stepRow(row);
  const found = estimates(Array.from({ length: runs }, (_, i) => {
    const measures = simulateRow(row, i + 1);
    done(i + 1);
    return measures;
  }));
  return Object.entries(row.independent).map(([measure, figure]) => {
    const { mean, error } = found[measure]!;
    return {
      mechanism: row.mechanism,
      row: row.label,
      measure,
      step: step?.[measure] ?? null,
      requests: mean,
      standardError: error,
      stepError: step?.[measure] === undefined ? null : relative(step[measure], mean),
      independent: figure?.[0] ?? null,
      independentError: figure?.[1] ?? null,
      requestsError: figure === undefined ? null : relative(mean, figure[0]),
    };
  });
}

/** How far a figure lies from another one, as a share of that. */
function relative(value: number, other: number): number {
  return value === other ? 0 : value / other - 1;
}

function table(lines: readonly Line[]): string {
  const header = ["mechanism", "row", "", "step", "single requests", "error", "independent", "error"];
  return textTable(
    header,
    lines.map((line) => [
      line.mechanism,
      line.row,
      line.measure,
      line.step === null ? "not expressible" : figure(line.step),
      withError(line.requests, line.standardError),
      percent(line.stepError),
      line.independent === null ? "" : withError(line.independent, line.independentError),
      percent(line.requestsError),
    ]),
  );
}

function withError(value: number, error: number | null): string {
  return error === null ? figure(value) : `${figure(value)} (${figure(error)})`;
}

function figure(value: number): string {
  return Math.abs(value) >= 10 ? value.toFixed(value < 100 ? 1 : 0) : value.toFixed(3);
}

function percent(share: number | null): string {
  return share !== null && Number.isFinite(share)
    ? `${share < 0 ? "" : "+"}${(100 * share).toFixed(1)} %`
    : "";
}

if (import.meta.main) await main(physicsTable);
