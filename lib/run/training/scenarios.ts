import type { EnvironmentOptions } from "../../simulator/mod.ts";

/** Seeds that diagnosers may learn from. What they are measured on lies above. */
export const TRAINING_SEEDS = { first: 1, last: 1000 } as const;

/** Incidents to learn from: a system, and the seeds of its episodes. */
export interface TrainingScenario extends EnvironmentOptions {
  readonly firstSeed: number;
  readonly count: number;
}

const SIGNALS = ["logs", "traces"] as const;

/**
 * What the diagnosers that come with the project were trained on: the named graphs and random ones, with one fault and with two, with and
 * without innocent services that look odd, and some episodes without any fault.
 */
export const TRAINING_SCENARIOS: readonly TrainingScenario[] = [
  ...[1, 2, 3, 4, 5, 6].map((id) => ({
    topology: `random-${12 + 4 * id}-${id}`,
    faultCount: 1 + id % 2,
    faultGapSteps: 6,
    decoys: id % 3,
    firstSeed: 1 + 150 * (id - 1),
    count: 150,
  })),
  { topology: "three-tier", firstSeed: 1, count: 700 },
  { topology: "three-tier", decoys: 1, firstSeed: 701, count: 300 },
  { topology: "boutique", decoys: 2, firstSeed: 1, count: 500 },
  { topology: "boutique", firstSeed: 501, count: 300 },
  { topology: "boutique", faultCount: 2, faultGapSteps: 6, decoys: 1, firstSeed: 801, count: 200 },
  { topology: "boutique", faultFreeShare: 1, decoys: 1, firstSeed: 1, count: 100 },
  { topology: "three-tier", faultFreeShare: 1, firstSeed: 101, count: 100 },
  { topology: "random-20-2", faultFreeShare: 1, decoys: 1, firstSeed: 201, count: 50 },
].map((scenario) => ({ ...scenario, signals: SIGNALS }));
