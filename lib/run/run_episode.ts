import { z } from "zod";
import type { Guardrails } from "../act/mod.ts";
import { agentSchema } from "../model/schemas.ts";
import { ownAnswer } from "../model/check_answer.ts";
import { checkOptions } from "../model/check_options.ts";
import { displayable } from "../model/shown/displayable.ts";
import { type Agent, UsageError } from "../model/mod.ts";
import type { Environment } from "../simulator/mod.ts";
import { checkAllIntrinsics, checkIntrinsics } from "./intrinsics.ts";
import { environmentSchema, NO_DECISION, openEpisode } from "./open_episode.ts";
import type { Episode } from "./records.ts";

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
  // Asked once: what an agent turns into later gets it nothing.
  const attach = "attach" in agent ? agent.attach : undefined;
  const { name } = agent;
  checkAllIntrinsics({ agent: name, step: 0 });
  const open = openEpisode({
    ...{
      environment,
      seed,
      trace,
      scenario,
      trial,
      episode,
      guardrails,
      telemetryDelaySteps,
      actionDelaySteps,
    },
    ...{ agent: name, privileged: attach !== undefined },
  });
  agent.begin(open.context);
  attach?.call(agent, environment);
  for (let count = 0; count < steps; count++) {
    const asked = { agent: name, step: open.step };
    const { seen } = open;
    const answer = seen === undefined ? NO_DECISION : ownAnswer(agent.act(seen));
    checkIntrinsics(asked);
    agent.learn(open.take(answer).feedback);
  }
  checkAllIntrinsics({ agent: name, step: open.step });
  return displayable(open.finish(), "episode");
}
