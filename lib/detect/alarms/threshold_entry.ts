import {
  type Entry,
  number,
  type ParameterShape,
  type ParametersOf,
  type ParameterValue,
} from "../../model/mod.ts";
import type { Threshold, ThresholdContext } from "./threshold.ts";

/** A threshold of the catalogue. */
export interface ThresholdEntry extends Entry {
  create(context: ThresholdContext, parameters: Readonly<Record<string, ParameterValue>>): Threshold;
}

/** The parameter that all thresholds share. */
const SHARED = {
  falseAlarmRate: number({
    about: "false alarms that are asked for, in a time in which nothing is wrong",
    unit: "alarms per step",
    range: [1e-9, 0.5],
    default: 1e-3,
  }),
};

/** Declares a threshold, so that what makes it knows the types of its own parameters. */
export function threshold<S extends ParameterShape = Record<never, never>>(
  { parameters, ...entry }: Omit<ThresholdEntry, "parameters" | "create"> & {
    readonly parameters?: S;
    readonly create: (context: ThresholdContext, parameters: ParametersOf<S>) => Threshold;
  },
): ThresholdEntry {
  // The catalogue hands over values that it has checked by the same declaration.
  return { ...entry, parameters: { ...SHARED, ...parameters } } as ThresholdEntry;
}
