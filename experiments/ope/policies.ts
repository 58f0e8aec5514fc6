import { z } from "zod";
import {
  alwaysPolicy,
  type LoggedDecision,
  loggedPolicy,
  shadowPolicy,
  type TargetPolicy,
  uniformPolicy,
} from "../../lib/learn/mod.ts";
import { learntPolicy } from "../../lib/agent/mod.ts";
import { checkJson } from "../../lib/model/check_options.ts";
import { requireName, UsageError } from "../../lib/model/mod.ts";
import { readJsonFile, underFile } from "../cli/json_file.ts";
import { readLearnt } from "../cli/state_file.ts";

const LINEAR = z.strictObject({
  name: z.string().min(1).optional(),
  weights: z.array(z.number()).min(1),
  temperature: z.number().min(0).optional(),
});

/**
 * What an agent has learnt, as a policy: the shadow of the log that had the same state, or else the agent's learner on the features of the log.
 *
 * @throws {UsageError} for a log that says neither
 */
export function learntPolicyOf(path: string, decisions: readonly LoggedDecision[]): TargetPolicy {
  const { name, agent, state } = readLearnt(path, "state");
  if (decisions.some(({ shadows }) => shadows !== undefined && Object.hasOwn(shadows, name))) {
    return shadowPolicy(name);
  }
  const policy = underFile(path, () => learntPolicy(state));
  const hasFeatures = decisions.some(({ candidates = [] }) =>
    candidates.some(({ features }) => features.length > 0)
  );
  if (hasFeatures) return { ...policy, name };
  throw new UsageError(
    `The log neither has features nor says what "${agent}" would have done: write it with --shadow ${path}`,
  );
}

/**
 * The policy that a command line names: a shadow of the log, `uniform`, `logged`, `always:ACTION`, or a JSON file of a linear one.
 *
 * @throws {UsageError} for an unknown name, with the nearest one, and for a file that fits neither its schema nor the log's features
 */
export function policyOf(choice: string, decisions: readonly LoggedDecision[]): TargetPolicy {
  if (choice.startsWith("always:")) {
    return alwaysPolicy(knownAction(choice.slice("always:".length), decisions));
  }
  if (choice.endsWith(".json")) return linearPolicy(choice, decisions);
  const shadows = [...new Set(decisions.flatMap(({ shadows }) => Object.keys(shadows ?? {})))];
  const name = knownName(choice, shadows);
  if (name === "uniform") return uniformPolicy;
  return name === "logged" ? loggedPolicy : shadowPolicy(name);
}

function knownName(choice: string, shadows: readonly string[]): string {
  try {
    return requireName("policy", choice, [...shadows, "uniform", "logged"]);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      `${error.message}, always:ACTION; the log says what "${choice}" would have done if it is written with --shadow ${choice}`,
    );
  }
}

function knownAction(action: string, decisions: readonly LoggedDecision[]): string {
  const known = new Set(
    decisions.flatMap((one) => [one.action, ...(one.candidates ?? []).map((its) => its.action)]),
  );
  return requireName("action of the log", action, [...known]);
}

function linearPolicy(path: string, decisions: readonly LoggedDecision[]): TargetPolicy {
  const given = readJsonFile(path, "policy");
  const { name = path, weights, temperature = 0 } = underFile(
    path,
    () => checkJson(LINEAR, given, "the policy"),
  );
  const features = decisions.reduce(
    (most, { candidates = [] }) => Math.max(most, candidates[0]?.features.length ?? 0),
    0,
  );
  if (features !== weights.length) {
    throw new UsageError(
      `${path}: the log's candidates have ${features} features, and weights has ${weights.length}`,
    );
  }
  return {
    name,
    probabilities: ({ candidates = [] }) => {
      const scores = candidates.map((one) => one.features.reduce((sum, x, k) => sum + x * weights[k]!, 0));
      const best = Math.max(...scores);
      const shares = scores.map((score) =>
        temperature === 0 ? Number(score === best) : Math.exp((score - best) / temperature)
      );
      const total = shares.reduce((sum, one) => sum + one, 0);
      return shares.map((one) => one / total);
    },
  };
}
