import { createExecutor, type Guardrails } from "../act/mod.ts";
import { type Action, type Agent, type AgentStep, NOOP, type Observation, UsageError } from "../model/mod.ts";
import type { Environment } from "../simulator/mod.ts";
import { createDelayLine } from "./delay_line.ts";
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

/**
 * Runs one episode: the agent answers each observation with a decision, the executor approves or refuses it, and the
 * agent learns from the result.
 *
 * @throws {UsageError} if `steps` is not a whole number from 1 to the steps of the environment, or for a delay out of
 *   range
 */
export function runEpisode(
  {
    agent,
    environment,
    seed,
    steps = environment.steps,
    trace = true,
    scenario = "default",
    trial = 1,
    episode = 1,
    guardrails = {},
    telemetryDelaySteps = 0,
    actionDelaySteps = 0,
  }: EpisodeOptions,
): Episode {
  if (!Number.isInteger(steps) || steps < 1 || steps > environment.steps) {
    throw new UsageError(
      `An episode of this environment has 1 to ${environment.steps} steps, found ${steps}`,
    );
  }
  const { topology, slo, warmupSteps } = environment;
  let { observation, info } = environment.reset({ seed });
  const { faults } = environment;
  const executor = createExecutor({ topology, guardrails });
  const recorder = createRecorder({
    seed,
    agent: agent.name,
    scenario,
    topology: topology.name,
    trial,
    episode,
    faults,
  });
  // A copy: the environment goes on judging by its own.
  agent.begin({ topology, slo: Object.freeze({ ...slo }), warmupSteps, seed });
  if ("attach" in agent) agent.attach(environment);
  const monitor = createDelayLine<Observation>(telemetryDelaySteps, "telemetry");
  const orders = createDelayLine<Action>(actionDelaySteps, "actions");
  const recorded: EpisodeStep[] = [];
  let reward = 0;
  for (let count = 0; count < steps; count++) {
    const seen = monitor(observation);
    const answer = seen === undefined ? NO_DECISION : agent.act(seen);
    const proposed = answer.decision.action;
    const { executed, refused } = executor.execute(proposed, {
      step: observation.step,
      inBreach: info.sloViolated,
    });
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
      });
    }
    const result = environment.step(orders(executed) ?? NOOP);
    agent.learn({ executed, reward: result.reward, sloViolated: result.info.sloViolated });
    ({ observation, info, reward } = result);
  }
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
    agent: agent.name,
    seed,
    warmupSteps,
  };
}
