import type { LabelledIncident, Observation, Signals, Topology } from "../model/mod.ts";
import { createWindow } from "../observe/mod.ts";
import type { Environment } from "../simulator/mod.ts";

/** Where the windows of a simulated incident lie. */
export interface SimulatedIncidentOptions {
  /** Seed of the episode. */
  readonly seed: number;
  /** Observations before the beginning that are handed on as normal. Default 60. */
  readonly beforeSteps?: number;
  /** Steps that are watched after the first breach of the SLO. Default 6, half a minute. */
  readonly afterBreachSteps?: number;
  /** Steps by which the supposed beginning comes after the true one, as in practice; negative: before it. Default 0. */
  readonly lateSteps?: number;
}

/** Steps after the beginning at which an incident is handed on although the SLO still holds. */
const NO_BREACH_STEPS = 60;
/** Steps after the warm-up at which the window after of an episode without a fault begins, and its length. */
const CALM_STEPS = 20;

/**
 * Lets one episode run with nobody acting, up to the moment at which an operator would ask for the cause.
 *
 * @returns the windows before and after the (supposed) beginning, and the services at fault until then: none
 * where the seed's episode has no fault
 */
export function simulateIncident(
  environment: Environment,
  { seed, beforeSteps = 60, afterBreachSteps = 6, lateSteps = 0 }: SimulatedIncidentOptions,
): LabelledIncident {
  const { topology } = environment;
  let { observation, info } = environment.reset({ seed });
  const { faults } = environment;
  const start = faults.length > 0
    ? Math.min(...faults.map(({ startStep }) => startStep))
    : environment.warmupSteps + CALM_STEPS;
  const seen: Observation[] = [observation];
  let end = Math.min(environment.steps, start + (faults.length > 0 ? NO_BREACH_STEPS : CALM_STEPS));
  for (let breached = false; observation.step < end;) {
    ({ observation, info } = environment.step({ kind: "noop" }));
    seen.push(observation);
    if (info.sloViolated && observation.step >= start && !breached) {
      breached = true;
      end = Math.min(environment.steps, observation.step + afterBreachSteps);
    }
  }
  const beginning = Math.max(1, Math.min(start + lateSteps, seen.length - 1));
  const active = faults.filter(({ startStep }) => startStep <= observation.step);
  return {
    incident: {
      id: `${topology.name}/${seed}`,
      services: topology.services.map(({ name }) => name),
      before: signalsOf(topology, seen.slice(Math.max(0, beginning - beforeSteps), beginning)),
      after: signalsOf(topology, seen.slice(beginning)),
      graph: topology.calls.map(({ caller, callee }) => ({ caller, callee })),
      topology,
      symptom: { service: topology.front },
    },
    truth: {
      services: [...new Set(active.map(({ service }) => service))],
      ...(active.length > 0 && { fault: active.map(({ type }) => type).join("+") }),
    },
  };
}

function signalsOf(topology: Topology, observations: readonly Observation[]): Signals {
  const window = createWindow(topology, observations.length);
  for (const observation of observations) window.push(observation);
  return window.signals();
}
