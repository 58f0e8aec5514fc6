import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { kaplanMeier, medianSurvival, restrictedMean } from "./survival.ts";

// survival::aml of R (Miller, Survival Analysis, 1981, page 49): weeks of remission, with and without
// maintained therapy.
const maintained = kaplanMeier(
  [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161],
  [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0],
);
const nonmaintained = kaplanMeier(
  [5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45],
  [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1],
);

function near(found: readonly number[], expected: readonly number[], within: number): void {
  strictEqual(found.length, expected.length);
  expected.forEach((x, i) => ok(Math.abs(found[i]! - x) < within, `found ${found[i]}, expected ${x}`));
}

// R's survfit(Surv(time, status) ~ x, aml) prints the same survivals to three digits; six from lifelines
// 0.30.3, KaplanMeierFitter().fit(times, events).survival_function_ and .confidence_interval_ (log-log by
// default).
Deno.test("kaplanMeier() of the maintained group of aml is that of lifelines, limits too", () => {
  deepStrictEqual(maintained.time, [9, 13, 18, 23, 28, 31, 34, 45, 48, 161]);
  deepStrictEqual(maintained.atRisk, [11, 10, 8, 7, 6, 5, 4, 3, 2, 1]);
  deepStrictEqual(maintained.events, [1, 1, 1, 1, 0, 1, 1, 0, 1, 0]);
  near(maintained.survival, [
    0.909091,
    0.818182,
    0.715909,
    0.613636,
    0.613636,
    0.490909,
    0.368182,
    0.368182,
    0.184091,
    0.184091,
  ], 6e-7);
  near(
    maintained.low.slice(0, 7),
    [0.508080, 0.447429, 0.350190, 0.265752, 0.265752, 0.167331, 0.092830],
    6e-7,
  );
  near(
    maintained.high.slice(0, 7),
    [0.986674, 0.951162, 0.899024, 0.835299, 0.835299, 0.753400, 0.657041],
    6e-7,
  );
});

Deno.test("kaplanMeier() treats two events at the same time as one step and ends at 0 without limits", () => {
  near(nonmaintained.survival.slice(0, 3), [0.833333, 0.666667, 0.583333], 6e-7);
  near(nonmaintained.low.slice(0, 3), [0.481715, 0.337019, 0.270139], 6e-7);
  strictEqual(nonmaintained.survival.at(-1), 0);
  ok(Number.isNaN(nonmaintained.low.at(-1)));
});

// R prints the medians 31 and 23. lifelines: median_survival_times(confidence_interval_) is 13 to inf and 5
// to 33; there a limit of 0.481715 at week 5 is the first at or below a half.
Deno.test("medianSurvival() of aml is R's 31 and 23 weeks, with lifelines' limits", () => {
  deepStrictEqual(medianSurvival(maintained), { value: 31, low: 13, high: Infinity });
  deepStrictEqual(medianSurvival(nonmaintained), { value: 23, low: 5, high: 33 });
});

// R: print(survfit(Surv(time, status) ~ x, aml), print.rmean = TRUE) gives *rmean 41.96818, *se(rmean)
// 11.257627 and 22.70833, 4.180942, both to the horizon (161 + 45) / 2 that R took at the time.
Deno.test("restrictedMean() of aml up to week 103 and its standard error are R's", () => {
  const long = restrictedMean(maintained, 103);
  near([long.mean, long.standardError], [41.96818, 11.257627], 6e-6);
  const short = restrictedMean(nonmaintained, 103);
  near([short.mean, short.standardError], [22.70833, 4.180942], 6e-6);
});

// lifelines 0.30.3: restricted_mean_survival_time(fitter, t=161) and (t=40).
Deno.test("restrictedMean() is lifelines' at other horizons", () => {
  near(
    [restrictedMean(maintained, 161).mean, restrictedMean(maintained, 40).mean],
    [52.645455, 28.897727],
    6e-7,
  );
  near([restrictedMean(nonmaintained, 40).mean], [21.930556], 6e-7);
});

Deno.test("restrictedMean() without censoring is the mean of the times cut at the horizon", () => {
  const times = [1, 4, 4, 6, 9];
  const { mean, standardError } = restrictedMean(kaplanMeier(times, times.map(() => true)), 5);
  near([mean, standardError], [(1 + 4 + 4 + 5 + 5) / 5, Math.sqrt((7.84 + 2 * 0.04 + 2 * 1.44) / 25)], 1e-12);
});

Deno.test("a curve of cases that are all censored stays at 1, has no median and no uncertain mean", () => {
  const curve = kaplanMeier([3, 5], [0, 0]);
  deepStrictEqual([curve.survival, curve.low, curve.high], [[1, 1], [1, 1], [1, 1]]);
  deepStrictEqual(medianSurvival(curve), { value: Infinity, low: Infinity, high: Infinity });
  deepStrictEqual(restrictedMean(curve, 4), { mean: 4, standardError: 0 });
  deepStrictEqual(restrictedMean(kaplanMeier([], []), 4), { mean: NaN, standardError: NaN });
});

Deno.test("kaplanMeier() with an exact half counts it as the median though the product of shares is rounded", () => {
  strictEqual(medianSurvival(kaplanMeier([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 1, 1])).value, 3);
});

Deno.test("kaplanMeier() and restrictedMean() say which time is wrong", () => {
  throws(() => kaplanMeier([1, -2], [1, 1]), /0 or more and finite, found -2/);
  throws(() => kaplanMeier([1, Infinity], [1, 0]), /found Infinity/);
  throws(() => kaplanMeier([1], [1, 0]), /same length/);
  throws(() => restrictedMean(maintained, 0), /above 0 and finite, found 0/);
});
