import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import type { LabelledIncident, Observation, Signals, Topology } from "../model/mod.ts";
import { createWindow } from "../observe/mod.ts";
import type { Environment } from "../simulator/mod.ts";
import { environmentSchema } from "./open_episode.ts";

/** Options of `simulateIncident`. */
export interface SimulatedIncidentOptions {
  /** Seed of the episode. */
  readonly seed: number;
  /** Length of the window before. Default 60. */
  readonly beforeSteps?: number;
  /** Steps after the first SLO breach until the window after ends. Default 6, half a minute. */
  readonly afterBreachSteps?: number;
  /** Ends the window after so many steps after the start of the fault or the benign event, whether or not the SLO is breached by then. Default: with the breach. */
  readonly afterStartSteps?: number;
  /** Delay of the supposed beginning behind the true one (steps), negative: early. Default 0. */
  readonly lateSteps?: number;
}

/** Length of the window after if the SLO is not breached. */
const NO_BREACH_STEPS = 60;
/** In an episode without a fault, steps from the warm-up to the window after, and its length. */
const CALM_STEPS = 20;

const OPTIONS = z.strictObject({
  seed: z.int(),
  beforeSteps: z.int().min(1).optional(),
  afterBreachSteps: z.int().min(0).optional(),
  afterStartSteps: z.int().min(0).optional(),
  lateSteps: z.number().optional(),
});

/**
 * Simulates an episode without any action, up to the time at which an operator would look for the cause. The incident has the topology as it is
 * written down.
 *
 * @returns the windows before and after the (supposed) beginning, and the services with an active fault at its end: none
 *   for a seed without a fault
 * @throws {UsageError} for what is no environment, an unknown option, or a number out of range
 */
export function simulateIncident(
  environment: Environment,
  options: SimulatedIncidentOptions,
): LabelledIncident {
  checkOptions("simulateIncident", environmentSchema, environment, "the environment");
  checkOptions("simulateIncident", OPTIONS, options);
  const { seed, beforeSteps = 60, afterBreachSteps = 6, afterStartSteps, lateSteps = 0 } = options;
  let { observation, info } = environment.reset({ seed });
  const { faults, benignEvents, knownTopology: topology = environment.topology } = environment;
  const events = faults.length > 0 ? faults : benignEvents;
  // What happens from the first step on, as the daily course does, has no start to look from.
  const start = Math.max(
    environment.warmupSteps + 1,
    events.length > 0
      ? Math.min(...events.map(({ startStep }) => startStep))
      : environment.warmupSteps + CALM_STEPS,
  );
  const seen: Observation[] = [observation];
  const withoutBreach = faults.length > 0 ? NO_BREACH_STEPS : CALM_STEPS;
  let end = Math.min(environment.steps, start + (afterStartSteps ?? withoutBreach));
  for (let breached = false; observation.step < end;) {
    ({ observation, info } = environment.step({ kind: "noop" }));
    seen.push(observation);
    if (afterStartSteps === undefined && info.sloViolated && observation.step >= start && !breached) {
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
