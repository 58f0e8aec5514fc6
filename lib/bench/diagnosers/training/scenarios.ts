import type { EnvironmentOptions } from "../../../simulator/mod.ts";

/** Seeds that diagnosers may learn from. What they are measured on lies above. */
export const TRAINING_SEEDS = { first: 1, last: 1000 } as const;

/** Incidents to learn from: a system, and the seeds of its episodes. */
export interface TrainingScenario extends EnvironmentOptions {
  readonly firstSeed: number;
  readonly count: number;
}

/** Random graphs with a few episodes each, so that what is learnt is how services fail and not one graph. */
function randomGraphs(
  { first, count, episodes }: { first: number; count: number; episodes: number },
): TrainingScenario[] {
  return Array.from({ length: count }, (_, i) => ({
    topology: `random-${SMALLEST + (7 * i) % SIZES}-${first + i}`,
    faultCount: 1 + i % 2,
    faultGapSteps: 6,
    decoys: i % 3,
    faultFreeShare: 0.05,
    firstSeed: 1 + (episodes * i) % (TRAINING_SEEDS.last - episodes),
    count: episodes,
  }));
}

/** Services of the smallest random graph, and how many sizes there are. */
const [SMALLEST, SIZES] = [10, 31] as const;

/** Everything is recorded: each episode gives two examples, and takes some 50 ms. */
const RECORDED: readonly TrainingScenario[] = [
  ...randomGraphs({ first: 1001, count: 120, episodes: 10 }),
  { topology: "three-tier", firstSeed: 1, count: 700 },
  { topology: "three-tier", decoys: 1, firstSeed: 701, count: 300 },
  { topology: "boutique", decoys: 2, firstSeed: 1, count: 500 },
  { topology: "boutique", firstSeed: 501, count: 300 },
  { topology: "boutique", faultCount: 2, faultGapSteps: 6, decoys: 1, firstSeed: 801, count: 200 },
  { topology: "boutique", faultFreeShare: 1, decoys: 1, firstSeed: 1, count: 100 },
  { topology: "three-tier", faultFreeShare: 1, firstSeed: 101, count: 100 },
];

/** Metrics alone: cheap, and what most agents have. */
const METRICS_ALONE: readonly TrainingScenario[] = [
  { topology: "three-tier", firstSeed: 1, count: 1000 },
  { topology: "boutique", firstSeed: 1, count: 1000 },
  { topology: "boutique", decoys: 2, firstSeed: 501, count: 500 },
  ...randomGraphs({ first: 2001, count: 150, episodes: 10 }),
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
