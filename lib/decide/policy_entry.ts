import { z } from "zod";
import { checkOptions, objectWith } from "../model/check_options.ts";
import type { Entry, ParameterShape, ParametersOf, ParameterValue } from "../model/mod.ts";
import type { Learner } from "../learn/learners/learner.ts";
import type { Policy, PolicyContext } from "./policy.ts";

const ARGUMENTS = z.object({ entry: objectWith({ name: "string", about: "string", create: "function" }) });

/** A policy of the catalogue. */
export interface PolicyEntry extends Entry {
  /** Whether it asks for diagnoses, so that its agent needs a detector and a diagnoser. */
  readonly needsDiagnoser?: boolean;
  /** Whether what it learns holds for all systems, so that one state serves them all. */
  readonly sharesState?: boolean;
  /** The learner by which it chooses among the candidates of an incident, new; absent: it has none. */
  learner?(parameters: Readonly<Record<string, ParameterValue>>): Learner;
  /** Creates the policy with parameters that the catalogue has checked. */
  create(context: PolicyContext, parameters: Readonly<Record<string, ParameterValue>>): Policy;
}

/**
 * Declares a policy of the catalogue; its `create` gets its parameters with their types.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function policy<S extends ParameterShape = Record<never, never>>(
  entry: Omit<PolicyEntry, "parameters" | "learner" | "create"> & {
    /** Its parameters by name, as `number` and `oneOf` declare them. Default: none. */
    readonly parameters?: S;
    /** Makes the learner by which it chooses, new. Default: it has none. */
    readonly learner?: (parameters: ParametersOf<S>) => Learner;
    /** Makes the policy for a system. */
    readonly create: (context: PolicyContext, parameters: ParametersOf<S>) => Policy;
  },
): PolicyEntry {
  checkOptions("policy", ARGUMENTS, { entry });
  // Safe, since the catalogue checks parameters by the same declaration before it passes them on.
  return entry as PolicyEntry;
}
