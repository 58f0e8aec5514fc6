import { z } from "zod";
import { everyAction } from "../decide/mod.ts";
import { checkOptions } from "../model/check_options.ts";
import {
  type Action,
  type Agent,
  type AgentContext,
  breachesSlo,
  type Candidate,
  type Decision,
  describeAction,
  serviceIndex,
  UsageError,
} from "../model/mod.ts";
import { agentSchema } from "../model/schemas.ts";
import { createStream, type Stream } from "../random/mod.ts";

const OPTIONS = z.strictObject({ share: z.number().min(0).max(1) });
const NO_FEATURES = new Float64Array(0);

/**
 * Lets an agent act at random now and then, so that its log can tell what other policies would have earned: while the SLO is violated a share of
 * its decisions is drawn from all actions, each equally likely, or from its own candidates where it names them. Its decisions say how likely each
 * action was.
 *
 * @param options `share`: of the decisions, 0 to 1
 * @throws {UsageError} for what is no agent, a share that is none, and, as it acts, for an agent that chooses at random and doesn't say how likely
 * its other actions were
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createAgent, runTrial, seedRange } from "aiops";
 * import { logDecisions } from "aiops/learn";
 * import { exploring } from "./mod.ts";
 * const agent = logDecisions(exploring(createAgent("full"), { share: 0.2 }));
 * runTrial({ agent, seeds: seedRange(1, 5) });
 * ok(agent.decisions.every(({ candidates }) => candidates!.every(({ propensity }) => propensity > 0)));
 * ```
 */
export function exploring(agent: Agent, options: { readonly share: number }): Agent {
  checkOptions("exploring", agentSchema, agent, "the agent");
  checkOptions("exploring", OPTIONS, options);
  const { share } = options;
  let context: AgentContext | undefined;
  let stream: Stream;
  let actions: readonly Action[] = [];
  return {
    ...agent,
    begin: (next) => {
      context = next;
      stream = createStream(next.seed, "exploring");
      actions = everyAction(next.topology);
      agent.begin(next);
    },
    act: (observation) => {
      if (context === undefined) return agent.act(observation);
      const { topology, slo } = context;
      const inBreach = breachesSlo(observation.values, serviceIndex(topology, topology.front), slo);
      const answer = agent.act(observation);
      if (!inBreach) return answer;
      const candidates = mixed(answer.decision, { actions, share, name: agent.name });
      const explores = stream.next() < share;
      const other = candidates[stream.integer(candidates.length)]!;
      const action = explores ? other.action : answer.decision.action;
      const name = describeAction(action);
      return {
        ...answer,
        decision: {
          action,
          propensity: candidates.find((one) => describeAction(one.action) === name)!.propensity,
          reason: explores ? "drawn at random, to learn what it is worth" : answer.decision.reason,
          candidates,
        },
      };
    },
    learn: (feedback) => agent.learn(feedback),
    saveState: () => agent.saveState(),
    loadState: (state) => agent.loadState(state),
  };
}

/** The candidates of a decision that is drawn from them all with the probability `share`. */
function mixed(
  decision: Decision,
  { actions, share, name }: {
    readonly actions: readonly Action[];
    readonly share: number;
    readonly name: string;
  },
): Candidate[] {
  const own = decision.candidates ?? fixedAmong(decision, actions, name);
  return own.map((one) => ({ ...one, propensity: (1 - share) * one.propensity + share / own.length }));
}

function fixedAmong({ action, propensity }: Decision, actions: readonly Action[], name: string): Candidate[] {
  if (propensity < 1) {
    throw new UsageError(
      `exploring: the agent "${name}" chooses at random and does not say how likely its other actions were`,
    );
  }
  const chosen = describeAction(action);
  const others = actions.filter((one) => describeAction(one) !== chosen);
  return [
    { action, propensity: 1, features: NO_FEATURES },
    ...others.map((one) => ({ action: one, propensity: 0, features: NO_FEATURES })),
  ];
}
