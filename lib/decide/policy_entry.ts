import type { Entry, ParameterShape, ParametersOf, ParameterValue } from "../model/mod.ts";
import type { Policy, PolicyContext } from "./policy.ts";

/** A policy of the catalogue. */
export interface PolicyEntry extends Entry {
  create(context: PolicyContext, parameters: Readonly<Record<string, ParameterValue>>): Policy;
}

/** Declares a policy, so that what makes it knows the types of its own parameters. */
export function policy<S extends ParameterShape = Record<never, never>>(
  entry: Omit<PolicyEntry, "parameters" | "create"> & {
    readonly parameters?: S;
    readonly create: (context: PolicyContext, parameters: ParametersOf<S>) => Policy;
  },
): PolicyEntry {
  // The catalogue hands over values that it has checked by the same declaration.
  return entry as PolicyEntry;
}
