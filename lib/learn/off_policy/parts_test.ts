import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { bettingLowerBound } from "./bounds/betting_bound.ts";
import { fallingValues } from "./estimator.ts";
import { skewnessCorrected, widened } from "./intervals.ts";
import { knownWeights } from "./known_weights.ts";
import { empiricalBernstein, lowerBound } from "./bounds/lower_bound.ts";
import { rewardModels } from "./models/catalogue.ts";
import { openBanditLog } from "./open_bandit.ts";
import { chooseBySlope } from "./slope.ts";
import { independentLog } from "./weighted_log.ts";

const one = (
  ...values: number[]
) => [{ numerators: Float64Array.from(values), denominators: new Float64Array(values.length).fill(1) }];

Deno.test("SLOPE takes the last value before the estimates part", () => {
  // Means 0, .1 and 5: the second cannot be told from the first, the third can.
  const ratios = [one(-1, 1, -1, 1), one(-0.9, 1.2, -1.1, 1.2), one(4, 6, 4, 6)];
  const tuning = { parameter: "lambda", values: () => [0, 1, 2] };
  const { value, difference } = chooseBySlope(tuning, 9, (k) => ratios[k]!);
  strictEqual(value, 1);
  ok(Math.abs(difference + 0.1) < 1e-12);
  strictEqual(chooseBySlope(tuning, 9, () => ratios[0]!).value, 2);
});

Deno.test("fallingValues() goes from the largest to the least in equal ratios", () => {
  deepStrictEqual(fallingValues(100, 1, 3).map((x) => Math.round(1e9 * x) / 1e9), [100, 10, 1]);
});

Deno.test("widened() adds squares, and reaches to the estimate of less bias", () => {
  deepStrictEqual(widened({ value: 10, low: 7, high: 13 }, { halfWidth: 4, difference: -2 }), {
    value: 10,
    low: 3,
    high: 15,
  });
});

Deno.test("Student's interval corrected for skewness holds the mean of few skewed values about as often as it says", () => {
  const { next } = createStream(6, "skewed");
  let covered = 0;
  let straight = 0;
  for (let k = 0; k < 1000; k++) {
    // One in twelve is a catastrophe.
    const values = Float64Array.from({ length: 40 }, () => next() < 1 / 12 ? -20 : next());
    const mean = values.reduce((sum, value) => sum + value, 0) / 40;
    const influences = values.map((value) => (value - mean) / 40);
    const truth = -20 / 12 + 0.5 * 11 / 12;
    const { low, high } = skewnessCorrected(mean, influences, 0.95);
    covered += Number(low <= truth && truth <= high);
    const halfWidth = 2.0227 * Math.sqrt(influences.reduce((sum, one) => sum + one * one, 0) * 40 / 39);
    straight += Number(Math.abs(mean - truth) <= halfWidth);
  }
  ok(covered >= 925 && covered > straight + 30, `${covered} and ${straight}`);
  const flat = skewnessCorrected(3, Float64Array.of(-0.5, 0.5), 0.95);
  ok(Math.abs(flat.high - 3 - 12.706 * 1) < 0.01 && Math.abs(3 - flat.low - 12.706) < 0.01);
});

Deno.test("the empirical-Bernstein bound is the formula of Maurer and Pontil, and covers at least as often as it says", () => {
  // Mean 1/2, variance 1/3, n = 4: 1/2 - sqrt(2/3 ln 40 / 4) - 7 ln 40 / 9.
  const expected = 0.5 - Math.sqrt(2 / 3 * Math.log(40) / 4) - 7 * Math.log(40) / 9;
  ok(Math.abs(empiricalBernstein([0, 1, 0, 1], { range: 1, delta: 0.05 }) - expected) < 1e-12);
  const { next } = createStream(1, "bernstein");
  let below = 0;
  for (let k = 0; k < 400; k++) {
    const clicks = Float64Array.from({ length: 200 }, () => Number(next() < 0.1));
    below += Number(empiricalBernstein(clicks, { range: 1, delta: 0.1 }) <= 0.1);
  }
  ok(below >= 360, `${below}`);
  throws(() => empiricalBernstein([1], { range: -1, delta: 0.1 }), /range must be 0 or more, found -1/);
  throws(() => empiricalBernstein([1], { range: 1, delta: 1 }), /delta must be less than 1, found 1/);
});

Deno.test("the bound by betting covers at least as often as it says, also of rare and very large values, and is the narrower one", () => {
  const { next } = createStream(8, "betting");
  let below = 0;
  let heavy = 0;
  let narrower = 0;
  for (let k = 0; k < 200; k++) {
    const clicks = Float64Array.from({ length: 200 }, () => Number(next() < 0.2));
    const bound = bettingLowerBound(clicks, { delta: 0.1 });
    below += Number(bound <= 0.2);
    narrower += Number(bound > empiricalBernstein(clicks, { range: 1, delta: 0.1 }));
    const rare = Float64Array.from({ length: 200 }, () => next() < 0.01 ? 100 : 0);
    heavy += Number(bettingLowerBound(rare, { delta: 0.1 }) <= 1);
  }
  ok(below >= 180 && heavy >= 180 && narrower === 200, `${below}, ${heavy} and ${narrower}`);
  // Against a claim m below 1, the boldest bet on n values of 1 has the capital (1 + .98 (1 / m - 1))^n / 24.
  const ones = bettingLowerBound(new Float64Array(50).fill(1), { delta: 0.05 });
  ok(ones > 0.87 && ones < 0.91, `${ones}`);
  strictEqual(bettingLowerBound(new Float64Array(5), { delta: 0.05 }), 0);
  throws(() => bettingLowerBound([1, -1], { delta: 0.1 }), /values must be 0 or more, found -1/);
  throws(() => bettingLowerBound([1], { delta: 0 }), /delta must be more than 0, found 0/);
});

Deno.test("the lower bound stays below the value where the weights are heavy, and above the least reward", () => {
  const { next } = createStream(2, "bound");
  const propensity = 0.02;
  const rows = Array.from({ length: 5000 }, () => next() < propensity);
  const log = independentLog({
    rewards: Float64Array.from(rows, (hit) => hit ? 0.5 + 0.5 * next() : 0),
    weights: Float64Array.from(rows, (hit) => hit ? 1 / propensity : 0),
    expectedOfLogged: new Float64Array(5000),
    expectedOfTarget: new Float64Array(5000),
  });
  const bound = lowerBound(log, { rewards: [0, 1], delta: 0.05 });
  ok(bound > 0 && bound < 0.75, `${bound}`);
  strictEqual(lowerBound({ ...log, weights: new Float64Array(5000) }, { rewards: [-3, 1], delta: 0.05 }), -3);
});

Deno.test("ridge finds the coefficients of a linear reward, and shrinks to the mean under a great penalty", () => {
  const { next } = createStream(3, "ridge");
  const rows = Array.from({ length: 300 }, () => {
    const features = Float64Array.of(next(), 10 * next(), 3);
    return { signature: "-", action: "noop", features, outcome: 2 + 3 * features[0]! - features[1]! };
  });
  const fit = (choice: string) => {
    const { entry, parameters } = rewardModels.choose(choice);
    return entry.fit(rows, parameters);
  };
  const input = { signature: "-", action: "noop", features: Float64Array.of(0.5, 2, 3) };
  ok(Math.abs(fit("ridge:strength=1e-9")(input) - 1.5) < 1e-6);
  const mean = rows.reduce((sum, { outcome }) => sum + outcome, 0) / rows.length;
  ok(Math.abs(fit("ridge:strength=1e9")(input) - mean) < 1e-3);
  ok(Math.abs(fit("mean")(input) - mean) < 1e-9);
  // An action that was never met has no coefficient of its own.
  ok(Number.isFinite(fit("ridge")({ ...input, action: "restore" })));
});

Deno.test("ridge takes rows without features, as of decisions that nobody had to choose, among those with", () => {
  const { next } = createStream(7, "mixed");
  const described = Array.from({ length: 200 }, () => {
    const features = Float64Array.of(next(), next());
    return { signature: "-", action: "restore", features, outcome: 1 + 2 * features[0]! };
  });
  const bare = described.map((row) => ({
    ...row,
    action: "noop",
    features: new Float64Array(),
    outcome: -3,
  }));
  const { entry, parameters } = rewardModels.choose("ridge:strength=1e-6");
  const predict = entry.fit([...bare, ...described], parameters);
  const input = { signature: "-", action: "restore", features: Float64Array.of(0.5, 0.5) };
  ok(Math.abs(predict(input) - 2) < 0.01, `${predict(input)}`);
  ok(Math.abs(predict(bare[0]!) + 3) < 0.01, `${predict(bare[0]!)}`);
});

const ITEMS = ",item_id,item_feature_0,item_feature_1\n0,0,-0.5,a\n1,1,0.5,b\n";
const IMPRESSIONS =
  ",timestamp,item_id,position,click,propensity_score,user-item_affinity_0,user-item_affinity_1\n0,t,1,3,1,0.25,0.0,2.0\n1,t,0,1,0,0.5,0.0,0.0\n";

Deno.test("a log of the Open Bandit data has all items as candidates, with position, item and affinity as features", () => {
  const [first, second] = openBanditLog(IMPRESSIONS, ITEMS);
  deepStrictEqual({ ...first, candidates: undefined }, {
    seed: 0,
    step: 0,
    signature: "position 3",
    action: "item 1",
    executed: true,
    propensity: 0.25,
    reward: 1,
    earned: 1,
    rewardRange: [0, 1],
    candidates: undefined,
    othersAssumed: true,
  });
  deepStrictEqual(first!.candidates!.map(({ propensity }) => propensity), [0.75, 0.25]);
  deepStrictEqual(Array.from(first!.candidates![1]!.features), [0, 0, 1, 0.5, 2, 0, 1]);
  deepStrictEqual([second!.seed, second!.action, second!.reward], [1, "item 0", 0]);
  // One of two items at .5 is a uniform choice.
  strictEqual(second!.othersAssumed, undefined);
  strictEqual(knownWeights([first!], [[0.5, 0.5]]), undefined);
  deepStrictEqual(Array.from(knownWeights([second!], [[0.2, 0.8]])!.weights), [0.4, 1.6]);
});

Deno.test("damaged Open Bandit data are refused with the row and the column", () => {
  throws(() => openBanditLog(IMPRESSIONS, "item\n1\n"), /item context has no column "item_id"/);
  throws(
    () => openBanditLog(IMPRESSIONS.replace(",click", ",clack"), ITEMS),
    /The log has no column "click"/,
  );
  throws(
    () => openBanditLog(IMPRESSIONS.replace("0.25", "1.5"), ITEMS),
    /Row 1 of the log: propensity_score must lie in \(0, 1\], found 1.5/,
  );
  throws(
    () => openBanditLog(IMPRESSIONS.replace("0.25", "x"), ITEMS),
    /Row 1: propensity_score must be a number, found "x"/,
  );
  throws(
    () => openBanditLog(IMPRESSIONS.replace("t,1,3", "t,7,3"), ITEMS),
    /the item 7 is not in the item context/,
  );
});
