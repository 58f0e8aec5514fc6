import { z } from "zod";
import { policies } from "../decide/mod.ts";
import { CANDIDATE_FEATURES } from "../decide/features/plan_features.ts";
import { readState } from "../detect/state/state.ts";
import type { LoggedDecision, TargetPolicy } from "../learn/mod.ts";
import { checkOptions } from "../model/check_options.ts";
import { type JsonValue, UsageError } from "../model/mod.ts";
import { createStream } from "../random/mod.ts";
import { ANY_SYSTEM } from "./composed.ts";

const ARGUMENTS = z.object({ state: z.json() });

/** What a composed agent saves, as far as its policy's learner is in it. */
const STATE = z.object({
  name: z.string(),
  policy: z.string(),
  inner: z.object({
    systems: z.object({
      [ANY_SYSTEM]: z.object({ inner: z.object({ learner: z.json() }) }),
    }),
  }),
});

/**
 * What an agent has learnt, as a policy to be judged on a log before it acts: its learner chooses among the candidates of a decision by the features
 * in the log. Where a decision has none, since the playbook alone makes it, the policy does what is likeliest in the log.
 *
 * @param state as `saveState` of an agent whose policy learns by features returns it, `linear-ucb` for one
 * @throws {UsageError} for another state; as it is asked, for a log with other features than those
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createAgent, runTrial, seedRange } from "aiops";
 * import { evaluateLog, logDecisions } from "aiops/learn";
 * import { exploring, learntPolicy } from "./mod.ts";
 * const learner = createAgent("full", { policy: "linear-ucb" });
 * const agent = logDecisions(exploring(learner, { share: 0.3 }));
 * runTrial({ agent, seeds: seedRange(1, 10) });
 * agent.settle();
 * const { overlap } = evaluateLog(agent.decisions, learntPolicy(learner.saveState()), { estimators: ["snips"] });
 * ok(overlap.effectiveSamples > 10);
 * ```
 */
export function learntPolicy(state: JsonValue): TargetPolicy {
  checkOptions("learntPolicy", ARGUMENTS, { state });
  const { policy } = readState("that has learnt", z.object({ policy: z.string() }), state, "agent");
  const { entry, parameters } = policies.choose(policy);
  const learner = entry.learner?.(parameters);
  if (learner === undefined) {
    const fitting = policies.entries.filter((one) => one.learner !== undefined).map(({ name }) => name);
    throw new UsageError(
      `Only a policy that learns by features can be judged by its state, as ${
        fitting.join(", ")
      }; found "${policy}"`,
    );
  }
  const { name, inner } = readState(policy, STATE, state, "agent");
  learner.loadState(inner.systems[ANY_SYSTEM].inner.learner as JsonValue);
  return {
    name,
    probabilities: (decision) => {
      const rows = decision.candidates?.map(({ features }) => features) ?? [];
      if (rows.every(({ length }) => length === 0)) return likeliest(decision);
      requireFeatures(rows, decision);
      const { next } = createStream(decision.seed, "learnt policy", decision.step);
      return learner.choose(rows, next).propensities;
    },
  };
}

function requireFeatures(rows: readonly Float64Array[], { step, seed }: LoggedDecision): void {
  const other = rows.find(({ length }) => length !== CANDIDATE_FEATURES.length);
  if (other === undefined) return;
  throw new UsageError(
    `A candidate must have the ${CANDIDATE_FEATURES.length} features that policies learn by, found ${other.length} in step ${step} of seed ${seed}`,
  );
}

/** All of the probability on the action that the logged policy was likeliest to choose. */
function likeliest({ candidates, propensity }: LoggedDecision): number[] {
  if (candidates === undefined) return [propensity >= 0.5 ? 1 : 0];
  const most = candidates.findIndex((one) => candidates.every((other) => other.propensity <= one.propensity));
  return candidates.map((_, k) => Number(k === most));
}
