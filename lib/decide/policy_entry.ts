import type { Entry, ParameterShape, ParametersOf, ParameterValue } from "../model/mod.ts";
import type { Policy, PolicyContext } from "./policy.ts";

/** A policy of the catalogue. */
export interface PolicyEntry extends Entry {
  /** Whether it asks for diagnoses, so that its agent needs a detector and a diagnoser. */
  readonly needsDiagnoser?: boolean;
  /** Creates the policy with parameters that the catalogue has checked. */
  create(context: PolicyContext, parameters: Readonly<Record<string, ParameterValue>>): Policy;
}

/** Declares a policy of the catalogue; its `create` gets its parameters with their types. */
export function policy<S extends ParameterShape = Record<never, never>>(
  entry: Omit<PolicyEntry, "parameters" | "create"> & {
    readonly parameters?: S;
    readonly create: (context: PolicyContext, parameters: ParametersOf<S>) => Policy;
  },
): PolicyEntry {
  // Safe, since the catalogue checks parameters by the same declaration before it passes them on.
  return entry as PolicyEntry;
}
