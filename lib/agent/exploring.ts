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

const OPTIONS = z.strictObject({
  share: z.number().min(0).max(1),
  among: z.array(agentSchema).min(1).optional(),
});
const NO_FEATURES = new Float64Array(0);

/** Options of `exploring`. */
export interface ExploringOptions {
  /** Share of the decisions in a breach that is drawn at random, 0 to 1. */
  readonly share: number;
  /**
   * Agents, each equally likely, of which one says what is done in place of a draw from all actions: the fewer choices, the more a log of the same
   * length tells of them. They see what the exploring one sees and don't learn from what others did. Default: none.
   */
  readonly among?: readonly Agent[];
}

/**
 * Lets an agent act at random now and then, so that its log can tell what other policies would have earned: while the SLO is violated a share of
 * its decisions is drawn from all actions, each equally likely, or from its own candidates where it names them. Its decisions say how likely each
 * action was.
 *
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
export function exploring(agent: Agent, options: ExploringOptions): Agent {
  checkOptions("exploring", agentSchema, agent, "the agent");
  checkOptions("exploring", OPTIONS, options);
  const { share, among = [] } = options;
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
      for (const other of among) other.begin(next);
    },
    act: (observation) => {
      if (context === undefined) return agent.act(observation);
      const { topology, slo } = context;
      const inBreach = breachesSlo(observation.values, serviceIndex(topology, topology.front), slo);
      const answer = agent.act(observation);
      // Each gets a copy, since it may write to what it sees.
      const others = among.map((other) => ({
        name: other.name,
        decision: other.act({ ...observation, values: observation.values.slice() }).decision,
      }));
      if (!inBreach) return answer;
      const own = choicesOf(answer.decision, agent.name);
      const drawn = among.length === 0
        ? uniformAmong(own, actions)
        : amongOthers(own, others.map((other) => choicesOf(other.decision, other.name)));
      const explores = stream.next() < share;
      const other = among.length === 0 ? drawn[stream.integer(drawn.length)]! : drawnBy(stream.next(), drawn);
      const action = explores ? other.action : answer.decision.action;
      const candidates = drawn.map(({ drawn: chance, ...one }) => ({
        ...one,
        propensity: (1 - share) * one.propensity + share * chance,
      }));
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
    learn: (feedback) => {
      agent.learn(feedback);
      for (const other of among) if (!other.learns) other.learn(feedback);
    },
    saveState: () => agent.saveState(),
    loadState: (state) => agent.loadState(state),
  };
}

/** What a decision was chosen from, and whether the agent has named it. */
interface Choices {
  readonly candidates: readonly Candidate[];
  readonly named: boolean;
}

/** A candidate, and how likely a random draw is to take it. */
interface Drawn extends Candidate {
  readonly drawn: number;
}

function choicesOf({ action, propensity, candidates }: Decision, name: string): Choices {
  if (candidates !== undefined) return { candidates, named: true };
  if (propensity < 1) {
    throw new UsageError(
      `exploring: the agent "${name}" chooses at random and does not say how likely its other actions were`,
    );
  }
  return { candidates: [{ action, propensity: 1, features: NO_FEATURES }], named: false };
}

/** Each candidate equally likely; where the agent names none, each action there is. */
function uniformAmong({ candidates, named }: Choices, actions: readonly Action[]): Drawn[] {
  const all = named ? candidates : withOthers(candidates, actions);
  return all.map((one) => ({ ...one, drawn: 1 / all.length }));
}

/**
 * The candidates, each as likely as the others would have chosen it on average. Where the agent names its candidates, what isn't among them can't be
 * logged with its features, and falls to the agent's own choice.
 */
function amongOthers({ candidates, named }: Choices, others: readonly Choices[]): Drawn[] {
  const all = named
    ? candidates
    : withOthers(candidates, others.flatMap((one) => one.candidates.map(({ action }) => action)));
  const said = new Map<string, number>();
  for (const { candidates: its } of others) {
    for (const { action, propensity } of its) {
      const name = describeAction(action);
      said.set(name, (said.get(name) ?? 0) + propensity / others.length);
    }
  }
  const chances = all.map(({ action }) => said.get(describeAction(action)) ?? 0);
  const rest = 1 - chances.reduce((sum, one) => sum + one, 0);
  return all.map((one, k) => ({ ...one, drawn: chances[k]! + rest * one.propensity }));
}

function withOthers(candidates: readonly Candidate[], actions: readonly Action[]): Candidate[] {
  const byName = new Map(actions.map((action) => [describeAction(action), action]));
  for (const { action } of candidates) byName.delete(describeAction(action));
  const others = byName.values().map((action) => ({ action, propensity: 0, features: NO_FEATURES }));
  return [...candidates, ...others];
}

function drawnBy(number: number, candidates: readonly Drawn[]): Drawn {
  let sum = 0;
  return candidates.find(({ drawn }) => (sum += drawn) > number) ??
    candidates.findLast(({ drawn }) => drawn > 0)!;
}
