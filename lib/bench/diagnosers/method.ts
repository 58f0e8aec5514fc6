import { createDiagnoser, type Diagnoser, type DiagnoserContext, diagnosers } from "../../diagnose/mod.ts";
import type { Choice, Need } from "../../model/mod.ts";

/** A method under test. */
export interface Method {
  /** Its name in tables. */
  readonly name: string;
  /** What it can't do without. Default nothing. */
  readonly needs?: readonly Need[];
  /** Creates the diagnoser for an incident. */
  create(context: DiagnoserContext): Diagnoser;
}

/**
 * A diagnoser of the catalogue as a method, named by the shortest text that chooses it.
 *
 * @throws {UsageError} for an unknown name or parameter, with the nearest one, or a value out of range
 */
export function methodByName(choice: Choice): Method {
  const { entry: { needs = [] }, label } = diagnosers.choose(choice);
  return { name: label, needs, create: (context) => createDiagnoser(choice, context) };
}
