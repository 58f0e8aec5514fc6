import { createExecutor, type Executor, type Guardrails } from "../act/mod.ts";
import { checkAnswer, underAgent } from "../model/check_answer.ts";
import { objectWith } from "../model/check_options.ts";
import {
  type Action,
  type AgentContext,
  type AgentStep,
  type Feedback,
  NOOP,
  type Observation,
  UsageError,
} from "../model/mod.ts";
import { showValue } from "../model/show_value.ts";
import type { Environment } from "../simulator/mod.ts";
import { rewardRange } from "../simulator/reward.ts";
import type { z } from "zod";
import { createDelayLine } from "./delay_line.ts";
import { handOut } from "./hand_out.ts";
import { createRecorder } from "./recorder.ts";
import type { Episode, EpisodeStep } from "./records.ts";

/** What `openEpisode` takes: what is described at `EpisodeOptions`, but for the agent, of which only its name is known here. */
export interface OpenEpisodeOptions {
  /** The simulated system. */
  readonly environment: Environment;
  /** Seed of the episode. */
  readonly seed: number;
  /** Name of the agent in the record and in messages. */
  readonly agent: string;
  /** Whether the agent was given the environment. */
  readonly privileged: boolean;
  readonly trace: boolean;
  readonly scenario: string;
  readonly trial: number;
  readonly episode: number;
  readonly guardrails: Partial<Guardrails>;
  readonly telemetryDelaySteps: number;
  readonly actionDelaySteps: number;
}

/** What came of an answer. */
export interface Taken {
  /** What the agent is told of it. */
  readonly feedback: Feedback;
  /** The proposal and the guardrail that refused it; absent: none did. */
  readonly refused?: string;
}

/** An episode under way, from outside: whoever holds it says when the next step is taken, and with which answer. */
export interface OpenEpisode {
  /** What an agent is told at the beginning. */
  readonly context: AgentContext;
  /** The executor, for its audit log; what it lets through is decided in `take`. */
  readonly executor: Pick<Executor, "log">;
  /** Step of the system. */
  readonly step: number;
  /** What monitoring shows now, for the agent to keep; undefined where none of the late telemetry has come yet. */
  readonly seen: Observation | undefined;
  /**
   * Takes the answer to what is seen, carries its action out as far as the guardrails let it, and advances by one step.
   *
   * @throws {UsageError} for what is no answer, naming the agent and the step, where a step is measured as NaN, and after the last step
   */
  take(answer: AgentStep): Taken;
  /** The record and the steps so far; call once. */
  finish(): Episode;
}

/** The answer of the agent before its first observation, and after the last step. */
export const NO_DECISION: AgentStep = {
  decision: { action: NOOP, propensity: 1, reason: "no observation yet" },
};

/** What an agent hears of a step besides what was executed: as late as telemetry, which it would else foretell. */
type Outcome = Pick<Feedback, "reward" | "sloViolated">;

/** The outcome of a step before any telemetry has arrived. */
const NO_OUTCOME: Outcome = { reward: 0, sloViolated: false };

/** An environment, not the options of one. */
export const environmentSchema: z.ZodType<Environment> = objectWith<Environment>({
  topology: "object",
  slo: "object",
  timings: "object",
  agentSeed: "number",
  steps: "number",
  warmupSteps: "number",
  reset: "function",
  step: "function",
  replicas: "function",
});

/**
 * Begins an episode: `runEpisode` plays one with an agent that is a value, a session of `serve` with one that answers from outside. What is handed
 * out is made before the agent is called: between the answer and the step no code of the agent's runs.
 *
 * @throws {UsageError} for a delay out of range, guardrails that are none, and if step 0 is measured as NaN
 */
export function openEpisode(options: OpenEpisodeOptions): OpenEpisode {
  const { environment, seed, agent, privileged, trace, scenario, trial, episode, guardrails } = options;
  const { telemetryDelaySteps, actionDelaySteps } = options;
  const { topology, slo, timings, warmupSteps, valuesCanMiss = false } = environment;
  let { observation, info } = environment.reset({ seed });
  checkMeasured(observation, { reward: 0, valuesCanMiss });
  const { faults, benignEvents = [], knownTopology = topology } = environment;
  const disruptionSteps = timings.restart.service.downSteps;
  const executor = createExecutor({ topology, guardrails: { disruptionSteps, ...guardrails } });
  const recorder = createRecorder({
    seed,
    agent,
    scenario,
    topology: topology.name,
    trial,
    episode,
    faults,
    privileged,
    benign: benignEvents[0]?.kind ?? null,
    ...(environment.reward && { weights: environment.reward }),
  });
  const monitor = createDelayLine<Observation>(telemetryDelaySteps, "telemetry");
  const outcomes = createDelayLine<Outcome>(telemetryDelaySteps, "telemetry");
  const orders = createDelayLine<Action>(actionDelaySteps, "actions");
  const handed = (now: Observation) => {
    const late = monitor(now);
    return late && handOut(late, { recorded: trace });
  };
  let seen = handed(observation);
  let allowed = executor.allowsIn(observation.step, knownTopology);
  const recorded: EpisodeStep[] = [];
  let reward = 0;
  let count = 0;

  return {
    context: {
      topology: knownTopology,
      slo: Object.freeze({ ...slo }),
      warmupSteps,
      seed: environment.agentSeed,
      timings,
      ...(environment.reward && { rewardRange: rewardRange(environment.reward, { topology, timings }) }),
      allows: (action) => allowed(action),
    },
    executor,
    get step() {
      return observation.step;
    },
    get seen() {
      return seen;
    },
    take(answer) {
      const asked = { agent, step: observation.step };
      checkAnswer(answer, asked);
      const { executed, proposed, refused } = underAgent(
        asked,
        () =>
          executor.execute(answer.decision.action, { step: observation.step, inBreach: info.sloViolated }),
      );
      if (count > 0) {
        recorder.add({
          step: observation.step,
          reward,
          info,
          answer,
          executed: executed.kind,
          refused: refused !== undefined,
        });
      }
      if (trace) {
        recorded.push({
          step: observation.step,
          timeSeconds: observation.timeSeconds,
          values: observation.values,
          ...(observation.logs && { logs: observation.logs }),
          ...(observation.spans && { spans: observation.spans }),
          sloViolated: info.sloViolated,
          reward,
          ...(answer.detection && { detection: answer.detection }),
          ...(answer.diagnosis && { diagnosis: answer.diagnosis }),
          proposed,
          executed,
          ...(refused !== undefined && { refused }),
          reason: answer.decision.reason,
          replicas: environment.replicas(),
          activeFaults: info.activeFaults,
          ...(info.budget && { budget: info.budget }),
        });
      }
      const result = environment.step(orders(executed) ?? NOOP);
      checkMeasured(result.observation, { reward: result.reward, valuesCanMiss });
      const outcome = outcomes({ reward: result.reward, sloViolated: result.info.sloViolated });
      seen = handed(result.observation);
      allowed = executor.allowsIn(result.observation.step, knownTopology);
      ({ observation, info, reward } = result);
      count++;
      return {
        feedback: { executed, ...(outcome ?? NO_OUTCOME) },
        ...(refused !== undefined && { refused }),
      };
    },
    finish() {
      recorder.add({
        step: observation.step,
        reward,
        info,
        answer: NO_DECISION,
        executed: "noop",
        refused: false,
      });
      return {
        record: recorder.finish(),
        steps: recorded,
        topology,
        slo,
        faults,
        agent,
        seed,
        warmupSteps,
      };
    },
  };
}

/**
 * What is no number is no health: a run that comes upon one ends, unless it stands for a value that is missing.
 *
 * @throws {UsageError} for a value or a reward that is NaN
 */
function checkMeasured(
  { step, values }: Observation,
  { reward, valuesCanMiss }: { reward: number; valuesCanMiss: boolean },
): void {
  if (!Number.isFinite(reward)) throw new UsageError(`The reward of step ${step} is ${showValue(reward)}`);
  for (let i = 0; i < values.length && !valuesCanMiss; i++) {
    if (Number.isNaN(values[i])) throw new UsageError(`Value ${i} that was measured in step ${step} is NaN`);
  }
}
