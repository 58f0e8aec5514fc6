import { z } from "zod";
import { checkAnswer, underAgent } from "../model/check_answer.ts";
import { checkOptions } from "../model/check_options.ts";
import { agentSchema, checkObservation } from "../model/schemas.ts";
import {
  type Agent,
  type AgentStep,
  breachesSlo,
  type Candidate,
  checkAction,
  type Decision,
  describeAction,
  type Observation,
  serviceIndex,
  type Topology,
  UsageError,
} from "../model/mod.ts";
import { createCredit } from "./credit.ts";
import { incidentSignature } from "./signature.ts";

/** An action that a logged decision was chosen from. */
export interface LoggedCandidate {
  /** The action, as `describeAction` writes it. */
  readonly action: string;
  /** Probability with which the agent chose it, 0 to 1. */
  readonly propensity: number;
  /** What the policy knew of the situation and of this action; as long for each candidate, empty where it knew nothing. */
  readonly features: Float64Array;
}

/** A decision made during a breach of the SLO, with what off-policy estimates need to know of it. */
export interface LoggedDecision {
  /** Seed of the episode. */
  readonly seed: number;
  /** Step of the episode, from 0. */
  readonly step: number;
  /** The situation as the agent knew it: `incidentSignature` of its suspect, `-` if it made no diagnosis. */
  readonly signature: string;
  /** The proposed action, as `describeAction` writes it. */
  readonly action: string;
  /** Whether the action was carried out unchanged. Where a guardrail refused it, its reward is that of doing nothing. */
  readonly executed: boolean;
  /** Probability with which the agent chose the action, in (0, 1]. */
  readonly propensity: number;
  /** Mean reward of the steps that followed, up to the horizon. */
  readonly reward: number;
  /** Sum of the rewards until the next decision of the log, or until the end of the episode. */
  readonly earned: number;
  /** The least and the greatest `reward` that was possible, whether or not it ever came; absent: the log doesn't know. */
  readonly rewardRange?: readonly [least: number, greatest: number];
  /** The actions that it was chosen from, where the agent says so: their propensities sum to 1. What is not among them was masked. */
  readonly candidates?: readonly LoggedCandidate[];
  /** Whether the propensities of the candidates that were not chosen are assumed, since the log that was read has none; absent: they are known. */
  readonly othersAssumed?: true;
  /**
   * By name of a shadow, the probabilities with which it would have chosen each of the candidates (of the action alone, where the log has no
   * candidates). The rest up to 1 falls on actions that are not among them. Shadows that don't say how likely they were are left out.
   */
  readonly shadows?: Readonly<Record<string, readonly number[]>>;
}

/** An agent that logs its decisions. */
export interface LoggedAgent extends Agent {
  /** Decisions of all episodes so far; those of the current one as soon as their rewards are complete. */
  readonly decisions: readonly LoggedDecision[];
  /** Hands over the decisions so far and forgets them, for a log that never ends. */
  take(): LoggedDecision[];
  /** Completes the open decisions with the rewards that they have, as the next episode does. Call after the last one. */
  settle(): void;
}

/** Options of `logDecisions`. */
export interface DecisionLogOptions {
  /** Number of rewards that count for a decision, default 6, as for the policy `ucb1`. */
  readonly horizonSteps?: number;
  /**
   * Agents that see what the logged one sees and say what they would have done, without doing it; default none. They don't learn from what
   * others did. Each has a name of its own.
   */
  readonly shadows?: readonly Agent[];
}

const OPTIONS = z.strictObject({
  horizonSteps: z.int().min(1).optional(),
  shadows: z.array(agentSchema).optional(),
});

/** An entry of the log whose rewards are still being collected. */
type OpenDecision = { -readonly [K in keyof LoggedDecision]: LoggedDecision[K] };

/**
 * Wraps an agent so that each decision it makes during a breach of the SLO is logged: action, propensity and subsequent reward. The wrapped agent
 * behaves as before. The end of an episode completes its open decisions only when the next one begins.
 *
 * @throws {UsageError} for what is no agent, if the horizon is not a positive integer, and for two shadows of one name
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createAgent, runTrial, seedRange } from "aiops";
 * import { logDecisions } from "aiops/learn";
 * const agent = logDecisions(createAgent("random"));
 * runTrial({ agent, seeds: seedRange(1, 3) });
 * ok(agent.decisions.length > 0 && agent.decisions.every(({ propensity }) => propensity < 1));
 * ```
 */
export function logDecisions(agent: Agent, options: DecisionLogOptions = {}): LoggedAgent {
  checkOptions("logDecisions", agentSchema, agent, "the agent");
  checkOptions("logDecisions", OPTIONS, options);
  const { horizonSteps = 6, shadows = [] } = options;
  requireDistinctNames(shadows);
  const decisions: LoggedDecision[] = [];
  const credit = createCredit<OpenDecision>({
    horizonSteps,
    settle: (decision, reward) => decisions.push(Object.assign(decision, { reward })),
  });
  let context: Parameters<Agent["begin"]>[0] | undefined;
  let latest: OpenDecision | undefined;
  let earning: OpenDecision | undefined;

  function settle(): void {
    credit.flush();
    latest = undefined;
    earning = undefined;
  }

  return {
    name: agent.name,
    ...(agent.learns !== undefined && { learns: agent.learns }),
    decisions,
    take: () => decisions.splice(0),
    settle,
    begin: (next) => {
      settle();
      context = next;
      agent.begin(next);
      for (const shadow of shadows) shadow.begin(next);
    },
    act: (observation) => {
      latest = undefined;
      if (context === undefined) return agent.act(observation);
      const { topology, slo, seed } = context;
      checkObservation("logDecisions", observation, topology.services.length);
      const decided = (one: Agent) => answerOf(one, { observation, topology });
      const answer = decided(agent);
      const others = shadows.map((shadow) => ({ name: shadow.name, decision: decided(shadow).decision }));
      if (!breachesSlo(observation.values, serviceIndex(topology, topology.front), slo)) return answer;
      const { action, propensity } = answer.decision;
      const candidates = answer.decision.candidates?.map(loggedCandidate);
      latest = {
        seed,
        step: observation.step,
        signature: incidentSignature(answer.diagnosis?.suspect, observation, context),
        action: describeAction(action),
        executed: false,
        propensity,
        reward: NaN,
        earned: 0,
        ...(context.rewardRange && { rewardRange: context.rewardRange }),
        ...(candidates && { candidates }),
        ...(others.length > 0 && {
          shadows: opinions(others, candidates?.map((one) => one.action) ?? [describeAction(action)]),
        }),
      };
      return answer;
    },
    learn: (feedback) => {
      if (latest !== undefined) {
        latest.executed = describeAction(feedback.executed) === latest.action;
        credit.start(latest);
        earning = latest;
      }
      latest = undefined;
      credit.add(feedback.reward);
      if (earning !== undefined) earning.earned += feedback.reward;
      agent.learn(feedback);
      for (const shadow of shadows) if (!shadow.learns) shadow.learn(feedback);
    },
    saveState: () => agent.saveState(),
    loadState: (state) => agent.loadState(state),
  };
}

/** An agent's checked answer to an observation, of which it gets a copy, since it may write to it. */
function answerOf(
  agent: Agent,
  { observation, topology }: { readonly observation: Observation; readonly topology: Topology },
): AgentStep {
  const asked = { agent: agent.name, step: observation.step };
  const answer = agent.act({ ...observation, values: observation.values.slice() });
  checkAnswer(answer, asked);
  underAgent(asked, () => checkAction(answer.decision.action, topology));
  return answer;
}

function loggedCandidate({ action, propensity, features }: Candidate): LoggedCandidate {
  // A copy, since a policy may fill the same array in each step.
  return { action: describeAction(action), propensity, features: features.slice() };
}

/** What each shadow would have done, as probabilities of these actions; one that chose at random and doesn't say how likely the others were is left out. */
function opinions(
  others: readonly { readonly name: string; readonly decision: Decision }[],
  actions: readonly string[],
): Readonly<Record<string, readonly number[]>> {
  const said = others.filter(({ decision }) =>
    decision.candidates !== undefined || decision.propensity === 1
  );
  return Object.fromEntries(said.map(({ name, decision: { action, candidates } }) => {
    const byAction = new Map(
      candidates?.map((one) => [describeAction(one.action), one.propensity]) ?? [[describeAction(action), 1]],
    );
    return [name, actions.map((one) => byAction.get(one) ?? 0)];
  }));
}

function requireDistinctNames(shadows: readonly Agent[]): void {
  const names = shadows.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new UsageError(`logDecisions: each shadow needs a name of its own, found "${twice}" twice`);
  }
}
