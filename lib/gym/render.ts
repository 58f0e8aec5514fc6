import type { Guardrails } from "../act/mod.ts";
import { UNLEARNED } from "../decide/policy.ts";
import {
  type Action,
  type Agent,
  describeAction,
  METRIC_COUNT,
  NOOP,
  type Observation,
  type Slo,
  STEP_SECONDS,
  type Topology,
  UsageError,
} from "../model/mod.ts";
import { type Picture, plotTimeline } from "../plot/mod.ts";
import { runEpisode } from "../run/mod.ts";
import type { Environment } from "../simulator/mod.ts";
import { shareText } from "../model/shown/share_text.ts";

/** A step as text: the state of the SLO, then a line per service with what monitoring shows. */
export function writeStep(
  { observation, sloViolated, topology, slo, last }: {
    readonly observation: Observation;
    readonly sloViolated: boolean;
    readonly topology: Topology;
    readonly slo: Slo;
    /** The action that was carried out before the step. */
    readonly last: Action;
  },
): string {
  const { step, values } = observation;
  const limits = `p95 up to ${slo.latencyP95Ms.toFixed(0)} ms, errors up to ${shareText(slo.errorRate, 1)}`;
  const width = Math.max(...topology.services.map(({ name }) => name.length));
  const lines = topology.services.map(({ name }, i) => {
    const [p95, errors, cpu, memory, rate] = values.subarray(i * METRIC_COUNT, (i + 1) * METRIC_COUNT);
    return `${name.padEnd(width)}  p95 ${fixed(p95!, 0).padStart(6)} ms  errors ${
      shareText(errors!, 1).padStart(6)
    }  CPU ${shareText(cpu!, 1).padStart(6)}  memory ${shareText(memory!, 1).padStart(6)}  ${
      fixed(rate!, 1).padStart(7)
    }/s`;
  });
  const state = sloViolated ? "SLO in breach" : "SLO met";
  return [
    `step ${step} (${step * STEP_SECONDS} s)  ${state}: ${limits}  after ${describeAction(last)}`,
    ...lines,
  ].join("\n");
}

/**
 * An episode so far as a picture. It is played again with the actions that were chosen, which gives the same steps.
 *
 * @throws {UsageError} before the first step
 */
export function drawEpisode(
  { environment, seed, chosen, guardrails }: {
    readonly environment: Environment;
    readonly seed: number;
    readonly chosen: readonly Action[];
    readonly guardrails: Guardrails;
  },
): Picture {
  if (chosen.length === 0) throw new UsageError("render: a picture needs a step, found none yet");
  let at = 0;
  const replay: Agent = {
    name: "policy",
    begin: () => {},
    act: () => ({ decision: { action: chosen[at++] ?? NOOP, propensity: 1, reason: "as it was chosen" } }),
    ...UNLEARNED,
  };
  return plotTimeline(
    runEpisode({ agent: replay, environment, seed, steps: chosen.length, guardrails }),
    // An episode that goes on is seen as far as it has come.
    { zoom: "episode" },
  );
}

function fixed(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : "-";
}
