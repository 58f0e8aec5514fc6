import { ok, strictEqual, throws } from "node:assert";
import { createStream } from "../random/mod.ts";
import { doublyRobust, inversePropensity, type ModelledSample, selfNormalised } from "./off_policy.ts";

/** Three actions with known mean rewards: the logging policy prefers the worst, the one in question the best. */
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

Deno.test("all three estimates find what a policy is worth from another one's log, where the plain mean does not", () => {
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

Deno.test("a policy is worth the mean of its own log, by each estimate", () => {
  const own = samples(100).map((sample) => ({ ...sample, target: sample.propensity }));
  const plain = own.reduce((sum, { reward }) => sum + reward, 0) / own.length;
  ok(Math.abs(inversePropensity(own) - plain) < 1e-12);
  ok(Math.abs(selfNormalised(own) - plain) < 1e-12);
});

Deno.test("estimates refuse a propensity that is no probability, and give NaN for an empty log", () => {
  for (const propensity of [0, -1, 1.1, NaN]) {
    throws(() => inversePropensity([{ reward: 1, propensity, target: 1 }]), RangeError);
  }
  strictEqual(Number.isNaN(inversePropensity([])), true);
});
