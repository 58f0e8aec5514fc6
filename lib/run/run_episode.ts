import { z } from "zod";
import { createExecutor, type Guardrails } from "../act/mod.ts";
import { agentSchema } from "../model/schemas.ts";
import { checkOptions, objectWith } from "../model/check_options.ts";
import { displayable } from "../model/shown/displayable.ts";
import {
  type Action,
  type Agent,
  type AgentStep,
  type Feedback,
  NOOP,
  type Observation,
  UsageError,
} from "../model/mod.ts";
import { showValue } from "../model/show_value.ts";
import { rewardRange } from "../simulator/reward.ts";
import type { Environment } from "../simulator/mod.ts";
import { checkAnswer, ownAnswer, underAgent } from "../model/check_answer.ts";
import { createDelayLine } from "./delay_line.ts";
import { handOut } from "./hand_out.ts";
import { checkAllIntrinsics, checkIntrinsics } from "./intrinsics.ts";
import { createRecorder } from "./recorder.ts";
import type { Episode, EpisodeStep } from "./records.ts";

/** An agent that is given the environment itself, and with it the ground truth: an upper bound for other agents. */
export interface PrivilegedAgent extends Agent {
  /** Called after `begin` with the environment that the agent acts on. */
  attach(environment: Environment): void;
}

/** Options of `runEpisode`. */
export interface EpisodeOptions {
  /** The agent that acts. */
  readonly agent: Agent | PrivilegedAgent;
  /** The simulated system. */
  readonly environment: Environment;
  /** Seed of the episode. */
  readonly seed: number;
  /** Steps to run, at most the environment's own. Default: all of them. */
  readonly steps?: number;
  /** Whether to keep every step. Default true. */
  readonly trace?: boolean;
  /** Name of the scenario in the record. Default "default". */
  readonly scenario?: string;
  /** Number of the trial in the record. Default 1. */
  readonly trial?: number;
  /** Number of the episode within its trial. Default 1. */
  readonly episode?: number;
  /** Limits that differ from `DEFAULT_GUARDRAILS`. */
  readonly guardrails?: Partial<Guardrails>;
  /** Delay of the telemetry, 0 to 24 steps: the agent sees the past, the SLO is judged on the present. Default 0. */
  readonly telemetryDelaySteps?: number;
  /** Delay from the approval of an action to its execution, 0 to 24 steps. Default 0. */
  readonly actionDelaySteps?: number;
}

/** The answer of the agent before its first observation, and after the last step. */
const NO_DECISION: AgentStep = { decision: { action: NOOP, propensity: 1, reason: "no observation yet" } };

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

const OPTIONS = z.strictObject({
  agent: agentSchema,
  environment: environmentSchema,
  seed: z.int(),
  steps: z.number().optional(),
  trace: z.boolean().optional(),
  scenario: z.string().optional(),
  trial: z.int().min(1).optional(),
  episode: z.int().min(1).optional(),
  guardrails: z.unknown().optional(),
  telemetryDelaySteps: z.unknown().optional(),
  actionDelaySteps: z.unknown().optional(),
});

/**
 * Runs one episode: the agent answers each observation with a decision, the executor approves or refuses it, and the
 * agent learns from the result. The agent is told the topology as it is written down. What it is handed is its own: it can't change the record or the SLO by writing to it.
 * Where telemetry is late, so are the rewards that it hears of.
 *
 * @throws {UsageError} for an unknown or mistyped option, if `steps` is not a whole number from 1 to the steps of the environment, for
 *   a delay out of range, for an answer that is none and for an agent that replaces parts of the language, such as `Math.exp` (it names the agent and the step), and if a step is measured as NaN
 */
export function runEpisode(options: EpisodeOptions): Episode {
  checkOptions("runEpisode", OPTIONS, options);
  const { agent, environment, seed, steps = environment.steps, trace = true } = options;
  const { scenario = "default", trial = 1, episode = 1, guardrails = {} } = options;
  const { telemetryDelaySteps = 0, actionDelaySteps = 0 } = options;
  if (!Number.isInteger(steps) || steps < 1 || steps > environment.steps) {
    throw new UsageError(
      `An episode of this environment has 1 to ${environment.steps} steps, found ${steps}`,
    );
  }
  const { topology, slo, timings, warmupSteps, valuesCanMiss = false } = environment;
  checkAllIntrinsics({ agent: agent.name, step: 0 });
  let { observation, info } = environment.reset({ seed });
  checkMeasured(observation, { reward: 0, valuesCanMiss });
  const { faults, benignEvents = [], knownTopology = topology } = environment;
  const disruptionSteps = timings.restart.service.downSteps;
  // Asked once: what an agent turns into later gets it nothing.
  const attach = "attach" in agent ? agent.attach : undefined;
  const { name } = agent;
  const executor = createExecutor({ topology, guardrails: { disruptionSteps, ...guardrails } });
  const recorder = createRecorder({
    seed,
    agent: name,
    scenario,
    topology: topology.name,
    trial,
    episode,
    faults,
    privileged: attach !== undefined,
    benign: benignEvents[0]?.kind ?? null,
    ...(environment.reward && { weights: environment.reward }),
  });
  // What an agent is handed is made before it is called: its own code runs between `learn` and the check after `act`, and nothing else may.
  const monitor = createDelayLine<Observation>(telemetryDelaySteps, "telemetry");
  const outcomes = createDelayLine<Outcome>(telemetryDelaySteps, "telemetry");
  const orders = createDelayLine<Action>(actionDelaySteps, "actions");
  const handed = (now: Observation) => {
    const seen = monitor(now);
    return seen && handOut(seen, { recorded: trace });
  };
  let seen = handed(observation);
  let allowed = executor.allowsIn(observation.step, knownTopology);
  agent.begin({
    topology: knownTopology,
    slo: Object.freeze({ ...slo }),
    warmupSteps,
    seed: environment.agentSeed,
    timings,
    ...(environment.reward && { rewardRange: rewardRange(environment.reward, { topology, timings }) }),
    allows: (action) => allowed(action),
  });
  attach?.call(agent, environment);
  const recorded: EpisodeStep[] = [];
  let reward = 0;
  for (let count = 0; count < steps; count++) {
    const asked = { agent: name, step: observation.step };
    const answer = seen === undefined ? NO_DECISION : ownAnswer(agent.act(seen));
    checkIntrinsics(asked);
    checkAnswer(answer, asked);
    const { executed, proposed, refused } = underAgent(
      asked,
      () => executor.execute(answer.decision.action, { step: observation.step, inBreach: info.sloViolated }),
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
    agent.learn({ executed, ...(outcome ?? NO_OUTCOME) });
    ({ observation, info, reward } = result);
  }
  checkAllIntrinsics({ agent: name, step: observation.step });
  recorder.add({
    step: observation.step,
    reward,
    info,
    answer: NO_DECISION,
    executed: "noop",
    refused: false,
  });
  const made: Episode = {
    record: recorder.finish(),
    steps: recorded,
    topology,
    slo,
    faults,
    agent: name,
    seed,
    warmupSteps,
  };
  return displayable(made, "episode");
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
