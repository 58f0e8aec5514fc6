import { createAgent, type EpisodeStep, runEpisode } from "../../../lib/run/mod.ts";
import { type FaultType, type TimingsName, UsageError } from "../../../lib/model/mod.ts";
import { timingsOf } from "../../../lib/live/mod.ts";
import { createEnvironment } from "../../../lib/simulator/mod.ts";
import type { Circumstances } from "./recordings.ts";

/** Seconds of a step of the simulator. */
export const STEP_SECONDS = 5;
/** Steps that are simulated from the fault on: no fault of the simulator ends by itself within them. */
const STEPS_OF_FAULT = 60;
/** Steps without a breach after which users count as recovered: the 20 s of the real incidents. */
const CALM_STEPS = 4;

/** A fault that is simulated as it was recorded. */
export interface SimulatedFault {
  readonly type: FaultType;
  readonly service: string;
  readonly severity: number;
  /** The step in which it begins. */
  readonly startStep: number;
}

/** Episodes of a fault in the system that was calibrated. */
export function simulateFault(
  { fault, circumstances, agent, seeds, timings }: {
    readonly fault: SimulatedFault;
    readonly circumstances: Circumstances;
    readonly agent: string;
    readonly seeds: readonly number[];
    /** How long remedies take. Default: as long as in the shop. */
    readonly timings?: TimingsName | undefined;
  },
): (readonly EpisodeStep[])[] {
  const { slo, topology, stepSeconds } = circumstances;
  if (stepSeconds !== STEP_SECONDS) {
    throw new UsageError(
      `The simulator has steps of ${STEP_SECONDS} s: a recording of ${stepSeconds} s can't be compared`,
    );
  }
  const { startStep, ...request } = fault;
  const environment = createEnvironment({
    topology,
    slo,
    fault: request,
    timings: timings ?? timingsOf(circumstances.timings ?? {}, stepSeconds),
    workload: "steady",
    startSteps: [startStep, startStep],
    warmupSteps: Math.min(circumstances.warmupSteps, startStep),
    steps: startStep + STEPS_OF_FAULT,
  });
  return seeds.map((seed) => runEpisode({ agent: createAgent(agent), environment, seed }).steps);
}

/** Seconds from the fault to the end of the last breach, as for a real incident: null where it was not over. */
export function recoveryOf(steps: readonly EpisodeStep[], startStep: number): number | null {
  const seen = steps.filter(({ step }) => step >= startStep);
  const bad = seen.findLastIndex(({ sloViolated }) => sloViolated);
  return seen.length - 1 - bad >= CALM_STEPS ? (bad + 1) * STEP_SECONDS : null;
}
