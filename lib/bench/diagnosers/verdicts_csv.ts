import { UsageError } from "../../model/usage_error.ts";
import { z } from "zod";
import { anyObject } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { parse } from "@std/csv";
import { original, rowsToCsv } from "../../report/csv.ts";
import type { Verdict } from "./verdict.ts";
import type { View } from "./view.ts";

const VERDICTS_TO_CSV_ARGUMENTS = z.object({ verdicts: z.array(anyObject) });
const VERDICTS_FROM_CSV_ARGUMENTS = z.object({ text: z.string() });

/** Columns that every CSV of verdicts has. */
const REQUIRED_COLUMNS = ["incident", "method", "view", "truth", "named", "confidence"];

/**
 * Writes one row per incident and method: the truth, the services named (most suspect first), the confidence and the rationale. Services are
 * separated by "|"; `right` is empty for a fault-free case. Without times, so that the same incidents give the same bytes.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function verdictsToCsv(verdicts: readonly Verdict[]): string {
  checkOptions("verdictsToCsv", VERDICTS_TO_CSV_ARGUMENTS, { verdicts });
  return rowsToCsv(verdicts.map((verdict) => ({
    incident: verdict.incident,
    method: verdict.method,
    view: verdict.view,
    truth: verdict.truth.join("|"),
    fault: verdict.fault,
    named: verdict.named.join("|"),
    right: verdict.truth.length === 0 ? null : verdict.truth.includes(verdict.named[0]!),
    confidence: verdict.confidence,
    named_fault: verdict.namedFault,
    rationale: verdict.rationale,
  })));
}

/**
 * Reads the verdicts of a CSV from `verdictsToCsv`, for `summariseVerdicts`. The CSV has no times, so all times are 0.
 *
 * @throws {SyntaxError} if the text is not CSV or lacks a column
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function verdictsFromCsv(text: string): Verdict[] {
  checkOptions("verdictsFromCsv", VERDICTS_FROM_CSV_ARGUMENTS, { text });
  const [header = [], ...rows] = parse(text) as string[][];
  const missing = REQUIRED_COLUMNS.find((column) => !header.includes(column));
  if (missing !== undefined) {
    throw new UsageError(`No verdicts: the column ${missing} is missing, found ${header.join(", ")}`);
  }
  return rows.map((row) =>
    verdictOf(Object.fromEntries(header.map((column, i) => [column, original(row[i] ?? "")])))
  );
}

function verdictOf(row: Readonly<Record<string, string>>): Verdict {
  return {
    method: row.method!,
    view: row.view as View,
    incident: row.incident!,
    truth: listOf(row.truth!),
    fault: row.fault || null,
    named: listOf(row.named!),
    confidence: Number(row.confidence),
    namedFault: row.named_fault || null,
    rationale: row.rationale ?? "",
    fitMs: null,
    diagnoseMs: 0,
  };
}

function listOf(cell: string): string[] {
  return cell === "" ? [] : cell.split("|");
}
