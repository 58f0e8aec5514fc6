import type { EnvironmentOptions } from "../../simulator/mod.ts";

/** Seeds that diagnosers may learn from. What they are measured on lies above. */
export const TRAINING_SEEDS = { first: 1, last: 1000 } as const;

/** Incidents to learn from: a system, and the seeds of its episodes. */
export interface TrainingScenario extends EnvironmentOptions {
  readonly firstSeed: number;
  readonly count: number;
}

/** Everything is recorded: each episode gives two examples, and takes some 50 ms. */
const RECORDED: readonly TrainingScenario[] = [
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
];

/** Metrics alone: cheap, and what most agents have. */
const METRICS_ALONE: readonly TrainingScenario[] = [
  { topology: "three-tier", firstSeed: 1, count: 1000 },
  { topology: "boutique", firstSeed: 1, count: 1000 },
  { topology: "boutique", decoys: 2, firstSeed: 501, count: 500 },
  ...[7, 8, 9, 10, 11, 12].map((id) => ({
    topology: `random-${4 * id - 16}-${id}`,
    faultCount: 1 + id % 2,
    faultGapSteps: 6,
    decoys: id % 2,
    firstSeed: 1 + 160 * (id - 7),
    count: 160,
  })),
];

/**
 * What the diagnosers that come with the project were trained on: the named graphs and random ones, with one fault and with two, with and
 * without innocent services that look odd, and some episodes without any fault.
 */
export const TRAINING_SCENARIOS: readonly TrainingScenario[] = [
  ...RECORDED.map((scenario) => ({ ...scenario, signals: ["logs", "traces"] as const })),
  ...METRICS_ALONE,
];

/** Examples that the scenarios give together. */
export const TRAINING_EXAMPLES = TRAINING_SCENARIOS.reduce(
  (sum, { count, signals }) => sum + count * (signals === undefined ? 1 : 2),
  0,
);
