import { parse } from "@std/csv";
import { rowsToCsv } from "../../report/csv.ts";
import type { Verdict } from "./verdict.ts";
import type { View } from "./view.ts";

/** Columns of `verdictsToCsv` that a verdict can't be without. */
const NEEDED = ["incident", "method", "view", "truth", "named", "confidence"];

/**
 * One row per incident and method: the truth, what was named (most suspect first), how sure the method was, and why. Services are parted
 * by "|"; `right` is empty where nothing was wrong. No times, so that the same incidents give the same bytes.
 */
export function verdictsToCsv(verdicts: readonly Verdict[]): string {
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
 * The verdicts of a text that `verdictsToCsv` wrote; `summariseVerdicts` makes the tables of them again. Times are not kept: each is 0.
 *
 * @throws {SyntaxError} for a text that is no CSV, or that holds other columns
 */
export function verdictsFromCsv(text: string): Verdict[] {
  const [header = [], ...rows] = parse(text) as string[][];
  const missing = NEEDED.find((column) => !header.includes(column));
  if (missing !== undefined) {
    throw new SyntaxError(`No verdicts: the column ${missing} is missing, found ${header.join(", ")}`);
  }
  return rows.map((row) => verdictOf(Object.fromEntries(header.map((column, i) => [column, row[i] ?? ""]))));
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
