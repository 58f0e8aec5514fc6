import { type Detection, type Diagnosis, type Fault, METRIC_COUNT, NOOP } from "../../model/mod.ts";
import { createTopology } from "../../simulator/mod.ts";
import { createRecorder } from "../recorder.ts";
import type { Episode, EpisodeStep } from "../records.ts";

/** The one fault of a made-up episode: steps 10 to 17. */
export const FAULT: Fault = {
  type: "slow_query",
  service: "db",
  startStep: 10,
  durationSteps: 8,
  severity: 0.8,
};

/** A diagnosis of the right service. */
export const DIAGNOSIS: Diagnosis = {
  suspect: "db",
  fault: "slow_query",
  confidence: 0.9,
  ranking: [],
  rationale: "db is slow",
};

/** A detector's answers. */
export const CALM: Detection = { scores: Float64Array.of(0, 0, 0), globalScore: 0, anomalous: false };
export const ALARM: Detection = { scores: Float64Array.of(1, 0.5, 6), globalScore: 2.5, anomalous: true };

/** An episode of 30 steps in which nothing happens but what the changes (by step) say. */
export function madeUpEpisode(
  changes: Readonly<Record<number, Partial<EpisodeStep>>>,
  { faults = [], count = 30 }: { faults?: readonly Fault[]; count?: number } = {},
): Episode {
  const topology = createTopology("three-tier");
  const steps = Array.from({ length: count }, (_, step): EpisodeStep => ({
    step,
    timeSeconds: 5 * step,
    values: new Float64Array(topology.services.length * METRIC_COUNT),
    sloViolated: false,
    reward: 1,
    proposed: NOOP,
    executed: NOOP,
    reason: "all is well",
    replicas: [],
    activeFaults: faults.filter(({ startStep, durationSteps }) =>
      step >= startStep && step < startStep + durationSteps
    ),
    ...changes[step],
  }));
  const named = {
    seed: 7,
    agent: "made-up",
    scenario: "default",
    topology: topology.name,
    trial: 1,
    episode: 1,
    privileged: false,
  };
  const recorder = createRecorder({ ...named, faults });
  for (const { step, reward, sloViolated, activeFaults, executed, detection, refused } of steps) {
    const decision = { action: NOOP, propensity: 1, reason: "" };
    recorder.add({
      step,
      reward,
      info: { sloViolated, activeFaults, shedShare: 0, extraReplicas: 0, lostWriteSeconds: 0 },
      answer: { decision, ...(detection && { detection }) },
      executed: executed.kind,
      refused: refused !== undefined,
    });
  }
  return {
    record: recorder.finish(),
    steps,
    topology,
    slo: { latencyP95Ms: 220, errorRate: 0.06 },
    faults,
    agent: named.agent,
    seed: named.seed,
    warmupSteps: 5,
  };
}
