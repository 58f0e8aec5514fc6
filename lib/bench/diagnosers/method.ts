import { createDiagnoser, type Diagnoser, type DiagnoserContext } from "../../diagnose/mod.ts";
import type { Incident } from "../../model/mod.ts";

/** A method under test: the name of a diagnoser, or a function that makes one of one's own. */
export interface Method {
  /** Its name in tables. */
  readonly name: string;
  /** Creates the diagnoser for an incident. */
  create(context: DiagnoserContext): Diagnoser;
}

/** The diagnoser of that name as a method. @throws {UsageError} when it is made, for an unknown name */
export function methodByName(name: string): Method {
  return { name, create: (context) => createDiagnoser(name, context) };
}

/** What diagnosers can't do without. */
const NEEDS: Readonly<Record<string, "topology" | "spans" | "logs">> = {
  "graph": "topology",
  "trace-self-time": "spans",
  "error-propagation": "spans",
  "log-novelty": "logs",
};

/**
 * What a method needs and an incident hasn't.
 *
 * @returns undefined where nothing is missing, and for methods of one's own
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
