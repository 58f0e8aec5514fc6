import { UsageError } from "../model/mod.ts";
import { STEPS_AFTER_WARMUP } from "./faults/sampling.ts";
import { MAX_FAULTS } from "./physics/state.ts";

/** Largest number of steps of an episode. */
const MAX_STEPS = 100_000;

/** Checks the counts. @throws {UsageError} for a count that is not an integer or out of range */
export function checkCounts(
  { steps, warmupSteps, faultCount, faultFreeShare }: {
    steps: number;
    warmupSteps: number;
    faultCount: number;
    faultFreeShare: number;
  },
): void {
  if (!Number.isInteger(warmupSteps) || warmupSteps < 2) {
    throw new UsageError(`The warm-up needs at least 2 steps, found ${warmupSteps}`);
  }
  const least = warmupSteps + STEPS_AFTER_WARMUP;
  if (!Number.isInteger(steps) || steps < least) {
    throw new UsageError(
      `An episode needs at least ${least} steps (${warmupSteps} of warm-up and ${STEPS_AFTER_WARMUP} for an incident), found ${steps}`,
    );
  }
  if (steps > MAX_STEPS) throw new UsageError(`An episode has at most ${MAX_STEPS} steps, found ${steps}`);
  if (!Number.isInteger(faultCount) || faultCount < 0 || faultCount > MAX_FAULTS) {
    throw new UsageError(
      `The number of faults must be a whole number from 0 to ${MAX_FAULTS}, found ${faultCount}`,
    );
  }
  if (!(faultFreeShare >= 0 && faultFreeShare <= 1)) {
    throw new UsageError(`The share of episodes without a fault must lie in 0 to 1, found ${faultFreeShare}`);
  }
}

/** Checks noise and severity. @throws {UsageError} for a value out of range */
export function checkRanges(
  { noise, severity }: { noise: number; severity: readonly [number, number] },
): void {
  if (!(noise >= 0 && noise <= 5)) throw new UsageError(`The noise must lie in 0 to 5, found ${noise}`);
  const [least, most] = severity;
  if (!(severity.length === 2 && least >= 0 && most <= 1 && least <= most)) {
    throw new UsageError(
      `The severity must be two numbers, the lesser first, in 0 to 1, found [${severity.join(", ")}]`,
    );
  }
}

/** Checks the options of traces and decoys, and the gap between faults. @throws {UsageError} for a number out of range */
export function checkSignalOptions(
  { tracesPerStep, decoys, faultGapSteps }: {
    tracesPerStep: number;
    decoys: number;
    faultGapSteps: number | undefined;
  },
): void {
  requireWhole("number of traces per step", tracesPerStep, [1, 200]);
  requireWhole("number of decoys", decoys, [0, 3]);
  if (faultGapSteps !== undefined) requireWhole("gap between faults, in steps,", faultGapSteps, [0, 100]);
}

/** Checks how faults come and go. @throws {UsageError} for a number out of range */
export function checkCourse(
  { rampSteps, flapping, startSteps, packetLoss, warmupSteps, steps }: {
    rampSteps: number;
    flapping: readonly [number, number] | undefined;
    startSteps: readonly [number, number] | undefined;
    packetLoss: readonly [number, number] | undefined;
    warmupSteps: number;
    steps: number;
  },
): void {
  requireWhole("length of a ramp, in steps,", rampSteps, [1, MAX_COURSE_STEPS]);
  if (flapping) {
    requirePair("flapping", flapping);
    flapping.forEach((part) => requireWhole("steps of flapping, on and off,", part, [1, MAX_COURSE_STEPS]));
  }
  if (startSteps) {
    requirePair("startSteps", startSteps);
    startSteps.forEach((step) =>
      requireWhole("steps in which a fault can begin", step, [warmupSteps, steps])
    );
    requireOrder("steps in which a fault can begin", startSteps);
  }
  if (packetLoss === undefined) return;
  requirePair("packetLoss", packetLoss);
  requireOrder("shares of lost packets", packetLoss);
  if (packetLoss[0] >= 0 && packetLoss[1] <= 1) return;
  throw new UsageError(`The shares of lost packets must lie in 0 to 1, found [${packetLoss.join(", ")}]`);
}

/** Longest ramp, and longest phase of flapping. */
const MAX_COURSE_STEPS = 1000;

function requirePair(name: string, pair: readonly number[]): void {
  if (pair.length !== 2) throw new UsageError(`${name} must be two numbers, found [${pair.join(", ")}]`);
}

function requireOrder(thing: string, [least, most]: readonly [number, number]): void {
  if (least <= most) return;
  throw new UsageError(`The ${thing} must be two numbers, the lesser first, found [${least}, ${most}]`);
}

/** @throws {UsageError} for a benign event with as many faults as an episode can have */
export function checkBenignCount(hasBenign: boolean, faultCount: number): void {
  if (!hasBenign || faultCount < MAX_FAULTS) return;
  throw new UsageError(
    `With a benign event an episode has at most ${MAX_FAULTS - 1} faults, found ${faultCount}`,
  );
}

function requireWhole(thing: string, value: number, [least, most]: readonly [number, number]): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new UsageError(`The ${thing} must be a whole number from ${least} to ${most}, found ${value}`);
}
