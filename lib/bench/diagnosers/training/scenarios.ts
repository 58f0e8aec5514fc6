import type { EnvironmentOptions } from "../../../simulator/mod.ts";

/** Seeds that diagnosers may learn from; benchmarks use higher ones. */
export const TRAINING_SEEDS = { first: 1, last: 1000 } as const;

/** A system and the seeds of its episodes, to learn from. */
export interface TrainingScenario extends EnvironmentOptions {
  /** First seed. */
  readonly firstSeed: number;
  /** Number of episodes. */
  readonly count: number;
  /** Share of the examples in which telemetry has gaps, 0 to 1. Default 0. */
  readonly gapShare?: number;
  /** Share of the episodes in which services are measured at their callers, 0 to 1: all in half of them, some in the others. Default 0. */
  readonly callerShare?: number;
}

/** Random topologies with a few episodes each, so that the scorer learns how services fail rather than a particular topology. */
function randomGraphs(
  { first, count, episodes, faultCount }: {
    first: number;
    count: number;
    episodes: number;
    /** Default: one and two in turn. */
    faultCount?: number;
  },
): TrainingScenario[] {
  return Array.from({ length: count }, (_, i) => ({
    topology: `random-${MIN_SERVICES + (7 * i) % SIZES}-${first + i}`,
    faultCount: faultCount ?? 1 + i % 2,
    faultGapSteps: 6,
    decoys: i % 3,
    faultFreeShare: 0.05,
    firstSeed: 1 + (episodes * i) % (TRAINING_SEEDS.last - episodes),
    count: episodes,
  }));
}

/** Number of services of the smallest random topology, and number of different sizes. */
const [MIN_SERVICES, SIZES] = [10, 31] as const;

/** With logs and traces: each episode gives two examples and takes some 50 ms. */
const ALL_SIGNALS: readonly TrainingScenario[] = [
  ...randomGraphs({ first: 1001, count: 120, episodes: 10 }),
  { topology: "three-tier", firstSeed: 1, count: 700 },
  { topology: "three-tier", decoys: 1, firstSeed: 701, count: 300 },
  { topology: "boutique", decoys: 2, firstSeed: 1, count: 500 },
  { topology: "boutique", firstSeed: 501, count: 300 },
  { topology: "boutique", faultCount: 2, faultGapSteps: 6, decoys: 1, firstSeed: 801, count: 200 },
  { topology: "boutique", faultFreeShare: 1, decoys: 1, firstSeed: 1, count: 100 },
  { topology: "three-tier", faultFreeShare: 1, firstSeed: 101, count: 100 },
  { topology: "three-tier", faultCount: 0, benign: "any", firstSeed: 1, count: 200 },
  { topology: "boutique", faultCount: 0, benign: "any", firstSeed: 201, count: 200 },
];

/** With metrics only: cheap, and what most agents have. */
const METRICS_ONLY: readonly TrainingScenario[] = [
  { topology: "three-tier", firstSeed: 1, count: 1000 },
  { topology: "boutique", firstSeed: 1, count: 1000 },
  { topology: "boutique", decoys: 2, firstSeed: 501, count: 500 },
  ...randomGraphs({ first: 2001, count: 150, episodes: 10 }),
  { topology: "three-tier", faultCount: 0, benign: "any", firstSeed: 1, count: 600 },
  { topology: "three-tier", faultCount: 0, benign: "switchover", firstSeed: 601, count: 100 },
  { topology: "boutique", faultCount: 0, benign: "any", firstSeed: 401, count: 600 },
  { topology: "three-tier", benign: "any", firstSeed: 201, count: 200 },
  { topology: "boutique", benign: "any", firstSeed: 301, count: 200 },
  ...randomGraphs({ first: 3001, count: 60, episodes: 5 })
    .map((graph): TrainingScenario => ({ ...graph, faultCount: 0, benign: "any" })),
];

/** The share of all examples in which telemetry has gaps, so that the scorer learns what can be told without what is missing. */
const GAP_SHARE = 0.25;
/**
 * The share of all episodes in which services are measured at their callers, so that one scorer serves both without being told. With 0.3 it names
 * fewer kinds of fault right where callers measure, with 0.5 where services measure themselves.
 */
const CALLER_SHARE = 0.4;

/**
 * The scenarios that the included diagnosers were trained on: named and random topologies, with one fault and with two, with and without healthy
 * services that look anomalous, some episodes without a fault, some with a harmless event in its place or beside it, and in all of them some whose telemetry has gaps or is
 * measured at the callers of services.
 */
export const TRAINING_SCENARIOS: readonly TrainingScenario[] = [
  ...ALL_SIGNALS.map((scenario) => ({ ...scenario, signals: ["logs", "traces"] as const })),
  ...METRICS_ONLY,
].map((scenario) => ({ ...scenario, gapShare: GAP_SHARE, callerShare: CALLER_SHARE }));

const TWO_FAULTS = { faultCount: 2, faultGapSteps: 6 } as const;

/** With logs and traces, on graphs that the first network was not trained on. */
const FURTHER_WITH_SIGNALS: readonly TrainingScenario[] = [
  ...randomGraphs({ first: 5001, count: 150, episodes: 10, faultCount: 2 }),
  ...randomGraphs({ first: 6001, count: 50, episodes: 10, faultCount: 1 }),
  { topology: "boutique", ...TWO_FAULTS, firstSeed: 1, count: 200 },
  { topology: "three-tier", ...TWO_FAULTS, firstSeed: 1, count: 150 },
  { topology: "three-tier", firstSeed: 401, count: 150 },
  { topology: "boutique", decoys: 1, firstSeed: 401, count: 150 },
  { topology: "boutique", benign: "any", firstSeed: 301, count: 100 },
];

const FURTHER_METRICS_ONLY: readonly TrainingScenario[] = [
  ...randomGraphs({ first: 7001, count: 160, episodes: 10, faultCount: 2 }),
  { topology: "boutique", ...TWO_FAULTS, decoys: 2, firstSeed: 301, count: 200 },
  { topology: "three-tier", ...TWO_FAULTS, decoys: 1, firstSeed: 201, count: 200 },
  { topology: "three-tier", decoys: 1, firstSeed: 701, count: 200 },
  { topology: "boutique", decoys: 2, firstSeed: 701, count: 200 },
  { topology: "three-tier", benign: "any", firstSeed: 201, count: 100 },
];

/**
 * The scenarios from which it is learnt what else is wrong beside a first cause: about as many with a second fault as without, since neither is to be
 * taken for granted.
 */
export const FURTHER_SCENARIOS: readonly TrainingScenario[] = [
  ...FURTHER_WITH_SIGNALS.map((scenario) => ({ ...scenario, signals: ["logs", "traces"] as const })),
  ...FURTHER_METRICS_ONLY,
].map((scenario) => ({ ...scenario, gapShare: GAP_SHARE, callerShare: CALLER_SHARE }));

/** The number of examples in some scenarios: an episode with logs and traces gives a second one without them. */
export function examplesIn(scenarios: readonly TrainingScenario[]): number {
  return scenarios.reduce((sum, { count, signals }) => sum + count * (signals === undefined ? 1 : 2), 0);
}
