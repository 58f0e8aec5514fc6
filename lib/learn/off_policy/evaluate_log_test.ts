import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import { createStream } from "../../random/mod.ts";
import type { LoggedDecision } from "../decision_log.ts";
import { evaluateLog } from "./evaluate_log.ts";
import {
  alwaysPolicy,
  inferredPolicy,
  loggedPolicy,
  shadowPolicy,
  type TargetPolicy,
  uniformPolicy,
} from "./target.ts";

const ACTIONS = ["noop", "restart(db)", "restore"];
const LOGGING = [0.6, 0.3, 0.1];
const WORTH = [-1, 0.5, 1];

/** Decisions of known worth; those of an episode stand together. */
function logOf(count: number, { perEpisode = 1, lie = 1 } = {}): LoggedDecision[] {
  const stream = createStream(4, "evaluate log");
  return Array.from({ length: count }, (_, i) => {
    const u = stream.next();
    const chosen = u < LOGGING[0]! ? 0 : u < LOGGING[0]! + LOGGING[1]! ? 1 : 2;
    const reward = WORTH[chosen]! + stream.between(-0.5, 0.5);
    return {
      seed: Math.floor(i / perEpisode),
      step: i % perEpisode,
      signature: "-",
      action: ACTIONS[chosen]!,
      executed: true,
      propensity: LOGGING[chosen]! * lie,
      reward,
      earned: reward,
      candidates: ACTIONS.map((action, k) => ({
        action,
        propensity: LOGGING[k]! * lie,
        features: Float64Array.of(Number(k === 1)),
      })),
      shadows: { keen: [0, 0, 1], lost: [0.5, 0, 0] },
    };
  });
}

Deno.test("every one-step estimator finds what a policy of known worth earns, within its interval", () => {
  const { estimates, bettingBound, lowerBound, overlap, logged } = evaluateLog(logOf(3000), uniformPolicy);
  strictEqual(estimates.length, 8);
  const truth = 0.5 / 3;
  for (const { estimator, value, low, high } of estimates) {
    ok(low <= truth && truth <= high && low <= value && value <= high, `${estimator}: ${low} to ${high}`);
    ok(Math.abs(value - truth) < 0.12, `${estimator}: ${value}`);
  }
  ok(lowerBound < truth && lowerBound > -0.5, `${lowerBound}`);
  ok(lowerBound < bettingBound && bettingBound < truth, `${bettingBound} and ${lowerBound}`);
  ok(logged.value < -0.3 && logged.low < logged.value && logged.value < logged.high);
  strictEqual(overlap.words.length, 1);
});

Deno.test("estimators of episodes judge their sums, and the policy of the log earns what it earned", () => {
  const log = logOf(3000, { perEpisode: 3 });
  const own = evaluateLog(log, loggedPolicy, { reward: "episode" });
  deepStrictEqual([own.episodes, own.estimates.map(({ estimator }) => estimator)], [1000, [
    "per-decision",
    "weighted-dr",
  ]]);
  ok(Math.abs(own.estimates[0]!.value - own.logged.value) < 1e-9);
  ok(Number.isNaN(own.lowerBound) && Number.isNaN(own.bettingBound));
  for (const { estimator, low, high } of evaluateLog(log, uniformPolicy, { reward: "episode" }).estimates) {
    ok(low <= 0.5 && 0.5 <= high, `${estimator}: ${low} to ${high}`);
  }
});

Deno.test("the same seed gives the same intervals, and another reward model can be put in", () => {
  const log = logOf(200);
  deepStrictEqual(evaluateLog(log, uniformPolicy), evaluateLog(log, uniformPolicy));
  const [dm] = evaluateLog(log, uniformPolicy, { estimators: ["dm"], model: () => () => 7 }).estimates;
  ok(Math.abs(dm!.value - 7) < 1e-12);
  const [means] = evaluateLog(log, alwaysPolicy("restore"), { estimators: ["dm"], model: "means" }).estimates;
  ok(Math.abs(means!.value - 1) < 0.3);
});

Deno.test("a model never predicts a decision that it has seen", () => {
  const log = logOf(40, { perEpisode: 2 });
  const seen: ReadonlySet<number>[] = [];
  const memory = (rows: readonly { readonly outcome: number }[]) => {
    seen.push(new Set(rows.map(({ outcome }) => outcome)));
    return () => 0;
  };
  evaluateLog(log, uniformPolicy, { estimators: ["dm"], model: memory, folds: 4 });
  // Then come those of the bound, which learn from the episodes before: 8, and 16.
  deepStrictEqual(seen.map(({ size }) => size), [30, 30, 30, 30, 16, 32]);
  // The two decisions of an episode are left out together.
  for (const rows of seen.slice(0, 4)) {
    for (let i = 0; i < log.length; i += 2) {
      strictEqual(rows.has(log[i]!.reward), rows.has(log[i + 1]!.reward));
    }
  }
});

Deno.test("what the log cannot tell is said in words: actions without support, one heavy weight, wrong propensities", () => {
  const words = (log: readonly LoggedDecision[], target: TargetPolicy) =>
    evaluateLog(log, target, { estimators: ["ips"] }).overlap;
  const lost = words(logOf(500), shadowPolicy("lost"));
  ok(Math.abs(lost.unsupportedShare - 0.5) < 1e-9);
  match(lost.words[0]!, /^50 % of its choices are actions that the logged policy could not choose/);
  const never = logOf(500).filter(({ action }) => action !== "restore");
  match(
    words(never, alwaysPolicy("restore")).words.join("\n"),
    /never logged, though it would choose them: restore \(100 %\)/,
  );
  const few = words(logOf(30), alwaysPolicy("restore"));
  match(few.words.join("\n"), /hardly better than a guess\n\d+ % of the weight is on one of 30 decisions/);
  const wrong = words(logOf(2000, { lie: 0.5 }), uniformPolicy);
  match(
    wrong.words.join("\n"),
    /the weights average (?:1\.9|2\.0)\d and not 1\.00: the logged propensities are wrong/,
  );
});

/** A log of decisions between two actions, the second taken with a probability that is told or another one. */
function rareLog(count: number, chance: number, told = chance): LoggedDecision[] {
  const stream = createStream(9, "rare");
  return Array.from({ length: count }, (_, seed) => {
    const isRare = stream.next() < chance;
    const earned = isRare ? 1 : stream.between(0, 0.2);
    return {
      ...{ seed, step: 0, signature: "-", executed: true, reward: earned, earned },
      action: isRare ? "restore" : "noop",
      propensity: isRare ? told : 1 - told,
      candidates: [
        { action: "noop", propensity: 1 - told, features: new Float64Array() },
        { action: "restore", propensity: told, features: new Float64Array() },
      ],
    };
  });
}

Deno.test("a log without the rare large weights that it could have held is not believed: the intervals say so and hold the truth", () => {
  const target: TargetPolicy = { name: "often", probabilities: () => [0.7, 0.3] };
  // At one in 2,000 the log holds none of the actions that the policy takes in three of ten decisions.
  const log = rareLog(300, 0.0005).filter(({ action }) => action === "noop");
  const { estimates, overlap } = evaluateLog(log, target, { leastReward: 0, greatestReward: 1 });
  const truth = 0.7 * 0.1 + 0.3 * 1;
  for (const { estimator, low, high } of estimates) {
    ok(low <= truth && truth <= high, `${estimator}: ${low} to ${high}`);
  }
  ok(overlap.effectiveSamples > 290 && overlap.expectedSamples < 3, `${overlap.expectedSamples}`);
  ok(Math.abs(overlap.beyondReach - 0.3) < 1e-9);
  match(
    overlap.words.join("\n"),
    /^30 % of its choices are too rare in the log, at weights above 0\.70: the intervals hold every reward that they may have$/m,
  );
  match(overlap.words.join("\n"), /such a log is worth 1\.\d decisions of the policy's own in the long run/);
  // With the action in a third of the log nothing is too rare.
  const good = evaluateLog(rareLog(300, 0.3), target).overlap;
  ok(good.beyondReach === 0 && good.reach === Infinity && good.words.length === 1, good.words.join("\n"));
});

Deno.test("propensities that don't fit the actions taken are found whatever policy is judged", () => {
  const words = (told: number) =>
    evaluateLog(rareLog(1000, 0.2, told), loggedPolicy, { estimators: ["ips"] }).overlap.words;
  strictEqual(words(0.2).length, 1);
  match(
    words(0.05)[0]!,
    /^the logged propensities are wrong: the actions taken were less likely by them than chance allows, by \d+ standard errors$/,
  );
});

Deno.test("an episode of many decisions is worth the less, the more of them another policy would have made otherwise", () => {
  const target: TargetPolicy = { name: "other", probabilities: () => [0.5, 0.5] };
  const log = rareLog(900, 0.2);
  const inEpisodes = (length: number) =>
    log.map((one, i) => ({ ...one, seed: Math.floor(i / length), step: i % length }));
  const square = 0.25 / 0.8 + 0.25 / 0.2;
  for (const length of [1, 6]) {
    const { overlap, estimates, episodes } = evaluateLog(inEpisodes(length), target, { reward: "episode" });
    ok(Math.abs(overlap.expectedSamples - episodes / square ** length) < 1e-6, `${overlap.expectedSamples}`);
    strictEqual(overlap.words.some((words) => /in the long run|a guess/.test(words)), length === 6);
    for (const { estimator, low, high } of estimates) {
      ok(low < length * 0.55 && length * 0.55 < high, `${length} ${estimator}: ${low} to ${high}`);
    }
  }
});

Deno.test("inferredPolicy() finds a policy that only the propensities of its own choices tell", () => {
  // The policy drifts: its propensities differ from row to row, and an action is shown the more often the likelier it is.
  const stream = createStream(5, "inferred");
  const log = logOf(20_000).map((decision): LoggedDecision => {
    const first = stream.between(0.2, 0.9);
    const isFirst = stream.next() < first;
    return { ...decision, action: isFirst ? "noop" : "restore", propensity: isFirst ? first : 1 - first };
  });
  const { probabilities } = inferredPolicy("other", log);
  const [noop, restart, restore] = Array.from(probabilities(logOf(1)[0]!));
  ok(
    Math.abs(noop! - 0.55) < 0.01 && restart === 0 && Math.abs(restore! - 0.45) < 0.01,
    `${noop} ${restore}`,
  );
});

Deno.test("evaluateLog() refuses what it cannot judge in one line", () => {
  const log = logOf(10);
  const [one] = log;
  throws(() => evaluateLog([], uniformPolicy), /the log holds no decision/);
  throws(
    () => evaluateLog([{ ...one!, propensity: 0 }], uniformPolicy),
    /A propensity must lie in \(0, 1\], found 0 in step 0 of seed 0/,
  );
  throws(
    () => evaluateLog([{ ...one!, reward: NaN }], uniformPolicy),
    /A reward must be a finite number, found NaN/,
  );
  throws(
    () => evaluateLog([{ ...one!, action: "drain(db)" }], uniformPolicy),
    /must be one of the candidates, found drain\(db\)/,
  );
  throws(() => evaluateLog(log, uniformPolicy, { estimators: ["ip"] }), /did you mean "ips"/);
  throws(
    () => evaluateLog(log, uniformPolicy, { estimators: ["weighted-dr"] }),
    /"weighted-dr" judges episodes/,
  );
  throws(() => evaluateLog(log, uniformPolicy, { reward: "step" as never }), /reward is "step"/);
  throws(() => evaluateLog(log, uniformPolicy, { modle: "ridge" } as never), /did you mean "model"/);
  throws(
    () => evaluateLog(log, shadowPolicy("full")),
    /does not say what "full" would have done in step 0 of seed 0/,
  );
  throws(
    () => evaluateLog(log, { name: "mine", probabilities: () => [1, 1, 0] }),
    /"mine" must give a probability for each of 3/,
  );
});
