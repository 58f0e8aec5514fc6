import { UsageError } from "../../model/mod.ts";
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createStream } from "../../random/mod.ts";
import type { LoggedDecision } from "../decision_log.ts";
import {
  doublyRobust,
  evaluatePolicy,
  inversePropensity,
  type ModelledSample,
  selfNormalised,
} from "./evaluate_policy.ts";

/** Three actions with known mean rewards: the logged policy prefers the worst, the evaluated one the best. */
const TRUTH = [-2, 0, 1];
const LOGGING = [0.6, 0.3, 0.1];
const TARGET = [0.1, 0.1, 0.8];
const WORTH = TRUTH.reduce((sum, reward, i) => sum + reward * TARGET[i]!, 0);

function samples(count: number, modelError = 0): ModelledSample[] {
  const stream = createStream(1, "off-policy");
  const model = TRUTH.map((reward) => reward + modelError);
  return Array.from({ length: count }, () => {
    const u = stream.next();
    const action = u < LOGGING[0]! ? 0 : u < LOGGING[0]! + LOGGING[1]! ? 1 : 2;
    return {
      reward: TRUTH[action]! + stream.between(-1, 1),
      propensity: LOGGING[action]!,
      target: TARGET[action]!,
      expectedOfLogged: model[action]!,
      expectedOfTarget: model.reduce((sum, reward, i) => sum + reward * TARGET[i]!, 0),
    };
  });
}

Deno.test("all three estimates give the value of a policy from another one's log, where the plain mean does not", () => {
  const log = samples(40_000);
  const plain = log.reduce((sum, { reward }) => sum + reward, 0) / log.length;
  ok(Math.abs(plain - WORTH) > 1);
  for (const estimate of [inversePropensity(log), selfNormalised(log), doublyRobust(log)]) {
    ok(Math.abs(estimate - WORTH) < 0.05, `${estimate} is not ${WORTH}`);
  }
});

Deno.test("the doubly robust estimate survives a wrong model", () => {
  ok(Math.abs(doublyRobust(samples(40_000, 0.7)) - WORTH) < 0.05);
});

Deno.test("by each estimate the value of the logged policy itself is the mean of its log", () => {
  const own = samples(100).map((sample) => ({ ...sample, target: sample.propensity }));
  const plain = own.reduce((sum, { reward }) => sum + reward, 0) / own.length;
  ok(Math.abs(inversePropensity(own) - plain) < 1e-12);
  ok(Math.abs(selfNormalised(own) - plain) < 1e-12);
});

Deno.test("estimates reject a propensity outside (0, 1], and give NaN for an empty log", () => {
  for (const propensity of [0, -1, 1.1, NaN]) {
    throws(() => inversePropensity([{ reward: 1, propensity, target: 1 }]), UsageError);
  }
  strictEqual(Number.isNaN(inversePropensity([])), true);
});

/** Two situations in which opposite actions are right; the logged policy prefers the wrong one in both. */
const REWARDS = {
  "db/slow": { failover: 1, rollback: -2 },
  "api/fast": { failover: -2, rollback: 0.5 },
} as const;

function logOfBadHabits(count: number): LoggedDecision[] {
  const stream = createStream(2, "off-policy");
  return Array.from({ length: count }, (_, step) => {
    const signature = stream.pick(["db/slow", "api/fast"] as const);
    const [right, wrong] = signature === "db/slow"
      ? ["failover", "rollback"] as const
      : ["rollback", "failover"] as const;
    const isRight = stream.next() < 0.1;
    const action = isRight ? right : wrong;
    const reward = REWARDS[signature][action] + stream.between(-1, 1);
    return {
      seed: 1,
      step,
      signature,
      action,
      executed: true,
      propensity: isRight ? 0.1 : 0.9,
      reward,
      earned: reward,
    };
  });
}

const chooseRight = (action: string, signature: string) =>
  action === (signature === "db/slow" ? "failover" : "rollback") ? 1 : 0;

Deno.test("evaluatePolicy() gives the value of the right decisions from a log of mostly wrong ones", () => {
  const value = evaluatePolicy(logOfBadHabits(20_000), chooseRight);
  const truth = (1 + 0.5) / 2;
  ok(value.logged < -1.5, `${value.logged}`);
  for (const estimate of [value.inversePropensity, value.selfNormalised, value.doublyRobust]) {
    ok(Math.abs(estimate - truth) < 0.05, `${estimate} is not ${truth}`);
  }
  // A tenth of the decisions is the policy's own, each with the same weight.
  ok(Math.abs(value.effectiveSamples - 2000) < 5 * Math.sqrt(20_000 * 0.09), `${value.effectiveSamples}`);
});

Deno.test("evaluatePolicy() of the logged policy itself gives the mean of the log and all of its decisions", () => {
  const log = logOfBadHabits(500);
  const value = evaluatePolicy(log, (action, signature) => chooseRight(action, signature) ? 0.1 : 0.9);
  for (const estimate of [value.inversePropensity, value.selfNormalised]) {
    ok(Math.abs(estimate - value.logged) < 1e-9, `${estimate} is not ${value.logged}`);
  }
  // The right decisions are a tenth by their propensity, not exactly a tenth of the log.
  ok(Math.abs(value.doublyRobust - value.logged) < 0.1, `${value.doublyRobust} is not ${value.logged}`);
  ok(Math.abs(value.effectiveSamples - 500) < 1e-9);
});

Deno.test("evaluatePolicy() tells by no effective samples that a log contains none of a policy's actions", () => {
  const value = evaluatePolicy(logOfBadHabits(50), () => 0);
  deepStrictEqual([value.effectiveSamples, value.inversePropensity, value.selfNormalised], [0, 0, NaN]);
  const empty = evaluatePolicy([], () => 1);
  deepStrictEqual([empty.logged, empty.doublyRobust, empty.effectiveSamples], [NaN, NaN, 0]);
});

Deno.test("evaluatePolicy() counts effective samples as Kish does: (sum of weights)^2 / sum of their squares", () => {
  const [decision] = logOfBadHabits(1);
  const logged = [0.5, 0.5, 0.25].map((propensity) => ({ ...decision!, propensity }));
  // Weights of 2, 2 and 4: 64 / 24. A single one counts 1, however small its weight.
  ok(Math.abs(evaluatePolicy(logged, () => 1).effectiveSamples - 64 / 24) < 1e-12);
  strictEqual(evaluatePolicy(logged.slice(0, 1), () => 0.25).effectiveSamples, 1);
});
