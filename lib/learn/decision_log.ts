import { z } from "zod";
import { checkAnswer, underAgent } from "../model/check_answer.ts";
import { checkOptions } from "../model/check_options.ts";
import { agentSchema, checkObservation } from "../model/schemas.ts";
import { type Agent, breachesSlo, checkAction, describeAction, serviceIndex } from "../model/mod.ts";
import { createCredit } from "./credit.ts";
import { incidentSignature } from "./signature.ts";

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
}

/** An agent that logs its decisions. */
export interface LoggedAgent extends Agent {
  /** Decisions of all episodes so far; those of the current one as soon as their rewards are complete. */
  readonly decisions: readonly LoggedDecision[];
}

const OPTIONS = z.strictObject({ horizonSteps: z.int().min(1).optional() });

/**
 * Wraps an agent so that each decision it makes during a breach of the SLO is logged: action, propensity and subsequent reward. The wrapped agent
 * behaves as before. The end of an episode completes its open decisions only when the next one begins.
 *
 * @param options `horizonSteps`: number of rewards that count for a decision, default 6, as for the policy `ucb1`
 * @throws {UsageError} for what is no agent, or if the horizon is not a positive integer
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
export function logDecisions(
  agent: Agent,
  options: { readonly horizonSteps?: number } = {},
): LoggedAgent {
  checkOptions("logDecisions", agentSchema, agent, "the agent");
  checkOptions("logDecisions", OPTIONS, options);
  const { horizonSteps = 6 } = options;
  const decisions: LoggedDecision[] = [];
  const credit = createCredit<Omit<LoggedDecision, "reward">>({
    horizonSteps,
    settle: (decision, reward) => decisions.push({ ...decision, reward }),
  });
  let context: Parameters<Agent["begin"]>[0] | undefined;
  let latest: Omit<LoggedDecision, "reward" | "executed"> | undefined;
  return {
    name: agent.name,
    ...(agent.learns !== undefined && { learns: agent.learns }),
    decisions,
    begin: (next) => {
      credit.flush();
      latest = undefined;
      context = next;
      agent.begin(next);
    },
    act: (observation) => {
      latest = undefined;
      if (context === undefined) return agent.act(observation);
      const { topology, slo, seed } = context;
      checkObservation("logDecisions", observation, topology.services.length);
      const asked = { agent: agent.name, step: observation.step };
      // A copy, since the agent may write to it.
      const answer = agent.act({ ...observation, values: observation.values.slice() });
      checkAnswer(answer, asked);
      underAgent(asked, () => checkAction(answer.decision.action, topology));
      if (!breachesSlo(observation.values, serviceIndex(topology, topology.front), slo)) return answer;
      latest = {
        seed,
        step: observation.step,
        signature: incidentSignature(answer.diagnosis?.suspect, observation, context),
        action: describeAction(answer.decision.action),
        propensity: answer.decision.propensity,
      };
      return answer;
    },
    learn: (feedback) => {
      if (latest !== undefined) {
        credit.start({ ...latest, executed: describeAction(feedback.executed) === latest.action });
      }
      latest = undefined;
      credit.add(feedback.reward);
      agent.learn(feedback);
    },
    saveState: () => agent.saveState(),
    loadState: (state) => agent.loadState(state),
  };
}
