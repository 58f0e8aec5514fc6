import { createDiagnoser, type Diagnoser, type DiagnoserContext } from "../../diagnose/mod.ts";
import type { Incident } from "../../model/mod.ts";

/** A method under test. */
export interface Method {
  /** Its name in tables. */
  readonly name: string;
  /** Creates the diagnoser for an incident. */
  create(context: DiagnoserContext): Diagnoser;
}

/** The diagnoser of a name as a method. @throws {UsageError} for an unknown name, when the diagnoser is created */
export function methodByName(name: string): Method {
  return { name, create: (context) => createDiagnoser(name, context) };
}

/** What diagnosers need besides metrics. */
const NEEDS: Readonly<Record<string, "topology" | "spans" | "logs">> = {
  "graph": "topology",
  "trace-self-time": "spans",
  "error-propagation": "spans",
  "log-novelty": "logs",
};

/**
 * What a method needs and an incident lacks.
 *
 * @returns undefined if nothing is missing, and for your own methods
 */
export function missingFor(
  { name }: Method,
  { before, after, topology }: Incident,
): string | undefined {
  const need = NEEDS[name];
  if (need === undefined) return undefined;
  if (need === "topology") return topology === undefined ? "a topology" : undefined;
  return before[need] === undefined && after[need] === undefined ? need : undefined;
}
