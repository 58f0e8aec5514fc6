import type { Fault, FaultType } from "../../model/mod.ts";
import type { Session } from "../core/session.ts";
import type { Literal } from "./parse_call.ts";
import { type Problem, SYSTEM_FAULTS } from "./problems.ts";

/** What was submitted. */
export interface Solution {
  readonly value: Literal;
  /** Whether there was an argument at all. */
  readonly isGiven: boolean;
}

/** How a problem went. */
export interface Outcome {
  readonly problem: Problem;
  readonly session: Session;
  /** Absent: the agent never submitted. */
  readonly solution: Solution | undefined;
  /** Simulated seconds from the call to the submission. */
  readonly seconds: number;
  readonly turns: number;
}

/** AIOpsLab's results of a problem: `TTD`, `TTL`, `TTA` and `TTM` are simulated seconds, `steps` the agent's turns. */
export function judge({ problem, session, solution, seconds, turns }: Outcome): Record<string, unknown> {
  // Lets the rest of the episode pass, which mitigation is judged by.
  const { episode: { faults }, verdicts } = session.end();
  const steps = { steps: turns };
  switch (problem.task) {
    case "detection":
      return { "Detection Accuracy": detected(solution, faults), TTD: seconds, ...steps };
    case "localization":
      return { ...localized(solution, faults), TTL: seconds, ...steps };
    case "analysis":
      return { ...analysed(solution, faults), TTA: seconds, ...steps };
    case "mitigation":
      // Where users never noticed there was nothing to mend.
      return { success: verdicts.mitigation ?? true, TTM: seconds, ...steps };
  }
}

function detected(solution: Solution | undefined, faults: readonly Fault[]): string {
  const said = typeof solution?.value === "string" ? solution.value.trim().toLowerCase() : undefined;
  if (said !== "yes" && said !== "no") return "Invalid Format";
  return (said === "yes") === (faults.length > 0) ? "Correct" : "Incorrect";
}

/** All services at fault and no other: 100; all among others: their share of what was named; else 0. */
function localized(solution: Solution | undefined, faults: readonly Fault[]): Record<string, unknown> {
  const value = solution?.value;
  const named = new Set(Array.isArray(value) ? value : typeof value === "string" ? [value] : []);
  const at = new Set(faults.map(({ service }) => service));
  const isSubset = solution !== undefined && [...at].every((service) => named.has(service));
  const accuracy = !isSubset ? 0 : named.size === 0 ? 100 : 100 * at.size / named.size;
  return { "Localization Accuracy": accuracy, success: accuracy === 100, is_subset: isSubset };
}

function analysed(solution: Solution | undefined, faults: readonly Fault[]): Record<string, unknown> {
  if (faults.length === 0) return { success: solution !== undefined && solution.value === null };
  const said = (solution?.value ?? {}) as Readonly<Record<string, unknown>>;
  const truths = faults.map(({ type }) => SYSTEM_FAULTS[type as FaultType]);
  const isSaid = (key: "system_level" | "fault_type") =>
    truths.some((truth) => String(said[key] ?? "").trim().toLowerCase() === truth[key].toLowerCase());
  const [level, type] = [isSaid("system_level"), isSaid("fault_type")];
  return { system_level_correct: level, fault_type_correct: type, success: level && type };
}
