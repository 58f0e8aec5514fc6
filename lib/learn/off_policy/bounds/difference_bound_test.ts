import { ok, strictEqual } from "node:assert";
import { createStream, type Stream } from "../../../random/mod.ts";
import type { LoggedDecision } from "../../decision_log.ts";
import { evaluateLog } from "../evaluate_log.ts";
import { judgeGate } from "../gate/judge_gate.ts";
import { alwaysPolicy, loggedPolicy } from "../target.ts";
import { differenceIn } from "./difference_bound.ts";

const ACTIONS = ["usual", "new"];

/** Episodes of some decisions, each drawn evenly from two actions. */
function logOf(
  seed: number,
  { episodes, length = () => 1, range, rewardOf }: {
    readonly episodes: number;
    readonly length?: (stream: Stream) => number;
    readonly range: readonly [number, number];
    readonly rewardOf: (isNew: boolean, stream: Stream) => number;
  },
): LoggedDecision[] {
  const stream = createStream(seed, "difference bound");
  return Array.from(
    { length: episodes },
    (_, episode) =>
      Array.from({ length: length(stream) }, (_, step): LoggedDecision => {
        const isNew = stream.next() < 0.5;
        const reward = rewardOf(isNew, stream);
        return {
          ...{ seed: episode, step, signature: "-", action: ACTIONS[Number(isNew)]!, executed: true },
          ...{ propensity: 0.5, reward, earned: reward, rewardRange: range },
          candidates: ACTIONS.map((action) => ({ action, propensity: 0.5, features: new Float64Array() })),
        };
      }),
  ).flat();
}

const QUICK = { estimators: [], resamples: 60, model: "means" } as const;
const NEW = alwaysPolicy("new");

/** Of how many logs the gate opens. */
function openings(logs: number, logAt: (seed: number) => LoggedDecision[], bound = "difference"): number {
  return Array.from({ length: logs }, (_, k) => judgeGate(evaluateLog(logAt(k + 1), NEW, QUICK), bound))
    .filter(({ why }) => why === undefined).length;
}

/** As good as the usual one on average, but for a rare loss that a third of the logs have not seen. */
const rareLoss = (seed: number) =>
  logOf(seed, {
    episodes: 200,
    range: [-50, 1],
    rewardOf: (isNew, { next, between }) => !isNew ? between(0, 1) : next() < 0.5 / 51 ? -50 : 1,
  });

Deno.test("with rare losses the gate opens wrongly in at most 5 % of logs, and by the least reward seen in more than 10 %", () => {
  const logs = 40;
  for (const bound of ["difference", "betting"]) {
    const wrong = openings(logs, rareLoss, bound);
    ok(wrong <= 0.05 * logs, `${bound}: ${wrong} of ${logs}`);
  }
  const bySeen = Array.from({ length: logs }, (_, k) => {
    const log = rareLoss(k + 1);
    const leastReward = log.reduce((least, { reward }) => Math.min(least, reward), Infinity);
    const { bettingBound, logged } = evaluateLog(log, NEW, { ...QUICK, leastReward });
    return bettingBound > logged.value;
  }).filter((isOpen) => isOpen).length;
  ok(bySeen > 0.1 * logs, `${bySeen} of ${logs}`);
});

Deno.test("a loss of few incidents, which are bad for the new policy alone, keeps the gate closed as well", () => {
  // One incident in ten costs the new policy what the others bring it.
  const log = (seed: number) => {
    let isBad = false;
    return logOf(seed, {
      ...{ episodes: 150, range: [-6, 1] },
      length: ({ next, integer }) => {
        isBad = next() < 0.1;
        return 1 + integer(12);
      },
      rewardOf: (isNew, { between }) => {
        const usual = between(-1, 0.5);
        return !isNew ? usual : isBad ? usual - 3.6 : usual + 0.4;
      },
    });
  };
  ok(openings(30, log) <= 1, `${openings(30, log)}`);
});

Deno.test("the gate opens for a better policy by the difference where the bounds of its value alone keep it closed", () => {
  const better = (seed: number) =>
    logOf(seed, {
      ...{ episodes: 300, range: [-6, 1], length: ({ integer }) => 1 + integer(6) },
      rewardOf: (isNew, { between }) => between(-2, -1) + (isNew ? 1.5 : 0),
    });
  strictEqual(openings(6, better), 6);
  const { differenceBound, logged } = evaluateLog(better(1), NEW, QUICK);
  // It earns 0.75 more than even draws.
  ok(differenceBound > 0.1 && differenceBound < 0.75, `${differenceBound}`);
  strictEqual(judgeGate(evaluateLog(better(1), NEW, QUICK), "difference").toBeat, logged.value);
  strictEqual(openings(6, better, "bernstein"), 0);
});

Deno.test("nothing speaks for the logged policy against itself, and the order of rows does not count", () => {
  const log = rareLoss(1);
  ok(evaluateLog(log, loggedPolicy, QUICK).differenceBound < 0);
  strictEqual(
    evaluateLog(log.toReversed(), NEW, QUICK).differenceBound,
    evaluateLog(log, NEW, QUICK).differenceBound,
  );
});

Deno.test("no decision loses more than its ranges, whatever was chosen and earned, and on average it says the difference", () => {
  const stream = createStream(3, "differences");
  const shares = (count: number) => {
    const parts = Array.from({ length: count }, () => stream.next() ** 3 + 1e-3);
    const sum = parts.reduce((total, one) => total + one, 0);
    return Float64Array.from(parts, (one) => one / sum);
  };
  const [least, range] = [-4, 5];
  for (let trial = 0; trial < 2000; trial++) {
    const count = 2 + stream.integer(5);
    const [logged, judged] = [shares(count), shares(count)];
    const weights = judged.map((chance, k) => chance / logged[k]!);
    const predicted = logged.map(() => least + range * stream.next());
    const ranges = 1 + 2 * stream.integer(2);
    const said = (chosen: number, reward: number) =>
      differenceIn({ weights, logged, chosen, reward, predicted }, { least, range, ranges });
    let mean = 0;
    let truth = 0;
    logged.forEach((chance, k) => {
      for (const reward of [least, least + range]) ok(said(k, reward) >= -ranges * range - 1e-9, `${trial}`);
      const reward = least + range * stream.next();
      mean += chance * said(k, reward);
      truth += (judged[k]! - chance) * reward;
    });
    ok(Math.abs(mean - truth) < 1e-9, `${mean} and ${truth}`);
  }
});
