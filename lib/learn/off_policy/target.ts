import { z } from "zod";
import { listWith } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/mod.ts";
import { showValue } from "../../model/show_value.ts";
import type { LoggedDecision } from "../decision_log.ts";
import { candidatesOf } from "./log_episodes.ts";

/** A policy to be judged on a log. */
export interface TargetPolicy {
  /** As in tables. */
  readonly name: string;
  /**
   * The probabilities with which it chooses each of a decision's candidates, in their order. They sum to 1 at most: the rest falls on actions
   * that the logged policy could not choose.
   */
  probabilities(decision: LoggedDecision): ArrayLike<number>;
}

const ALWAYS_ARGUMENTS = z.object({ action: z.string().min(1) });
const SHADOW_ARGUMENTS = z.object({ name: z.string().min(1) });
const INFERRED_ARGUMENTS = z.object({
  name: z.string().min(1),
  decisions: listWith({ signature: "string", action: "string", propensity: "number" }),
});

/** Sums of rounded probabilities differ from 1 in their last digits. */
const TOLERANCE = 1e-6;

/** What a policy says of a decision. @throws {UsageError} unless it is a probability for each candidate, with a sum of 1 at most */
export function probabilitiesOf(target: TargetPolicy, decision: LoggedDecision): ArrayLike<number> {
  const given = target.probabilities(decision);
  const count = candidatesOf(decision).length;
  let sum = 0;
  for (let k = 0; k < count; k++) sum += given[k]! >= 0 ? given[k]! : NaN;
  if (given.length === count && sum <= 1 + TOLERANCE) return given;
  throw new UsageError(
    `The policy "${target.name}" must give a probability for each of ${count} candidates, with a sum of 1 at most, found ${
      showValue(Array.from(given))
    } in step ${decision.step} of seed ${decision.seed}`,
  );
}

/** The policy that was logged. */
export const loggedPolicy: TargetPolicy = Object.freeze({
  name: "logged",
  probabilities: (decision: LoggedDecision) => candidatesOf(decision).map(({ propensity }) => propensity),
});

/** Each candidate is equally likely. */
export const uniformPolicy: TargetPolicy = Object.freeze({
  name: "uniform",
  probabilities: (decision: LoggedDecision) => {
    const { length } = candidatesOf(decision);
    return new Float64Array(length).fill(1 / length);
  },
});

/** Always the same action, as `describeAction` writes it. @throws {UsageError} unless it is a text */
export function alwaysPolicy(action: string): TargetPolicy {
  checkOptions("alwaysPolicy", ALWAYS_ARGUMENTS, { action });
  return {
    name: `always ${action}`,
    probabilities: (decision) =>
      candidatesOf(decision).map((candidate) => Number(candidate.action === action)),
  };
}

/**
 * What a shadow of the log would have done, see `logDecisions`.
 *
 * @throws {UsageError} when it is asked of a decision for which the log doesn't say it
 */
export function shadowPolicy(name: string): TargetPolicy {
  checkOptions("shadowPolicy", SHADOW_ARGUMENTS, { name });
  return {
    name,
    probabilities: ({ shadows, seed, step }) => {
      const said = shadows?.[name];
      if (said !== undefined) return said;
      throw new UsageError(
        `The log does not say what "${name}" would have done in step ${step} of seed ${seed}`,
      );
    },
  };
}

/**
 * A policy whose probabilities are inferred from a log of its own, where only those of the chosen actions are known and the policy looks at
 * nothing but the signature. With an action chosen n times at propensities p in a situation, n / sum(1 / p) estimates its probability, since the
 * expected sum of 1 / p over the times at which an action is chosen is the number of decisions; the estimates are divided by their sum.
 *
 * @throws {UsageError} for an argument of another type
 */
export function inferredPolicy(name: string, decisions: readonly LoggedDecision[]): TargetPolicy {
  checkOptions("inferredPolicy", INFERRED_ARGUMENTS, { name, decisions });
  const situations = new Map(
    Map.groupBy(decisions, ({ signature }) => signature).entries().map(([signature, its]) => {
      const shares = Map.groupBy(its, ({ action }) => action).entries().map(([action, same]) => {
        const inverses = same.reduce((sum, { propensity }) => sum + 1 / propensity, 0);
        return [action, same.length / inverses] as const;
      }).toArray();
      const total = shares.reduce((sum, [, share]) => sum + share, 0);
      return [signature, new Map(shares.map(([action, share]) => [action, share / total]))] as const;
    }),
  );
  return {
    name,
    probabilities: (decision) => {
      const shares = situations.get(decision.signature);
      return candidatesOf(decision).map(({ action }) => shares?.get(action) ?? 0);
    },
  };
}
