import { type Agent, breachesSlo, describeAction, serviceIndex } from "../model/mod.ts";
import { createCredit } from "./credit.ts";

/** One decision made in a breach, as off-policy estimates need it. */
export interface LoggedDecision {
  readonly seed: number;
  readonly step: number;
  /** What the agent knew, coarsely: the suspect (- if it made no diagnosis), and whether latency and errors breach. */
  readonly signature: string;
  /** What was proposed, as `describeAction` writes it. */
  readonly action: string;
  /** Whether a guardrail let it through unchanged: a refused decision earned its reward by doing nothing. */
  readonly executed: boolean;
  /** Probability with which the agent chose it, over 0 to 1. */
  readonly propensity: number;
  /** Mean reward of the steps that followed. */
  readonly reward: number;
}

/** An agent that keeps a log of its decisions. */
export interface LoggedAgent extends Agent {
  /** Settled decisions of all episodes so far, those of the running one once their rewards are in. */
  readonly decisions: readonly LoggedDecision[];
}

/**
 * The same agent, with a log of the decisions that it makes in a breach: action, propensity and what it earned.
 *
 * @param options.horizonSteps rewards that count for a decision; default 6, as for the bandit
 */
export function logDecisions(
  agent: Agent,
  { horizonSteps = 6 }: { horizonSteps?: number } = {},
): LoggedAgent {
  const decisions: LoggedDecision[] = [];
  const credit = createCredit<Omit<LoggedDecision, "reward">>({
    horizonSteps,
    settle: (decision, reward) => decisions.push({ ...decision, reward }),
  });
  let context: Parameters<Agent["begin"]>[0] | undefined;
  let made: Omit<LoggedDecision, "reward" | "executed"> | undefined;
  return {
    name: agent.name,
    decisions,
    begin: (next) => {
      credit.flush();
      made = undefined;
      context = next;
      agent.begin(next);
    },
    act: (observation) => {
      const answer = agent.act(observation);
      made = undefined;
      if (context === undefined) return answer;
      const front = serviceIndex(context.topology, context.topology.front);
      if (!breachesSlo(observation.values, front, context.slo)) return answer;
      const { latencyP95Ms, errorRate } = context.slo;
      const slow = breachesSlo(observation.values, front, { latencyP95Ms, errorRate: Infinity });
      const failing = breachesSlo(observation.values, front, { latencyP95Ms: Infinity, errorRate });
      made = {
        seed: context.seed,
        step: observation.step,
        signature: `${answer.diagnosis?.suspect ?? "-"}/${slow ? "slow" : "fast"}/${
          failing ? "failing" : "answering"
        }`,
        action: describeAction(answer.decision.action),
        propensity: answer.decision.propensity,
      };
      return answer;
    },
    learn: (feedback) => {
      if (made !== undefined) {
        credit.start({ ...made, executed: describeAction(feedback.executed) === made.action });
      }
      made = undefined;
      credit.add(feedback.reward);
      agent.learn(feedback);
    },
    saveState: agent.saveState,
    loadState: agent.loadState,
  };
}
