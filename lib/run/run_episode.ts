import { createExecutor, type Guardrails } from "../act/mod.ts";
import { type Action, type Agent, type AgentStep, NOOP, type Observation, UsageError } from "../model/mod.ts";
import type { Environment } from "../simulator/mod.ts";
import { createDelayLine } from "./delay_line.ts";
import { createRecorder } from "./recorder.ts";
import type { Episode, EpisodeStep } from "./records.ts";

/** An agent that is told the ground truth: a ceiling to compare with, never a competitor. */
export interface PrivilegedAgent extends Agent {
  /** Called after `begin`, with the very system that it acts on. */
  attach(environment: Environment): void;
}

/** What an episode is run with. */
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
  /** Name of the scenario in the record. Default `default`. */
  readonly scenario?: string;
  /** Which life of the agent this is. Default 1. */
  readonly trial?: number;
  /** The place of the episode in its trial. Default 1. */
  readonly episode?: number;
  /** Limits that differ from `DEFAULT_GUARDRAILS`. */
  readonly guardrails?: Partial<Guardrails>;
  /** Steps by which monitoring lags behind, 0 to 24: the agent sees the past, the SLO is judged on the present. Default 0. */
  readonly telemetryDelaySteps?: number;
  /** Steps from an action's approval to its being carried out, 0 to 24. Default 0. */
  readonly actionDelaySteps?: number;
}

/** The answer where there is nothing to answer to: before the first observation, after the last. */
const BLIND: AgentStep = { decision: { action: NOOP, propensity: 1, reason: "no observation yet" } };

/**
 * Runs one episode: the agent sees observations and answers with decisions, the executor lets them through or not, and the agent
 * learns from what came of it.
 *
 * @throws {UsageError} if more steps are asked for than the environment has
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
  agent.begin({ topology, slo, warmupSteps, seed });
  if ("attach" in agent) agent.attach(environment);
  const monitor = createDelayLine<Observation>(telemetryDelaySteps, "telemetry");
  const orders = createDelayLine<Action>(actionDelaySteps, "actions");
  const recorded: EpisodeStep[] = [];
  let reward = 0;
  for (let count = 0; count < steps; count++) {
    const seen = monitor(observation);
    const answer = seen === undefined ? BLIND : agent.act(seen);
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
    answer: BLIND,
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
