import { requireName, UsageError } from "../../model/mod.ts";
import { type Signal, SIGNALS } from "./recorder.ts";

/** @throws {UsageError} for an unknown signal, or a number out of its range */
export function checkSignalOptions(
  { signals, tracesPerStep, decoys, faultGapSteps }: {
    signals: readonly Signal[];
    tracesPerStep: number;
    decoys: number;
    faultGapSteps: number | undefined;
  },
): void {
  for (const signal of signals) requireName("signal", signal, SIGNALS);
  requireWhole("number of traces per step", tracesPerStep, [1, 200]);
  requireWhole("number of decoys", decoys, [0, 3]);
  if (faultGapSteps !== undefined) requireWhole("gap between faults, in steps,", faultGapSteps, [0, 100]);
}

function requireWhole(thing: string, value: number, [least, most]: readonly [number, number]): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new UsageError(`The ${thing} must be a whole number from ${least} to ${most}, found ${value}`);
}
