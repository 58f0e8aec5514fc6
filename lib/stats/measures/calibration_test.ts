import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { brierScore, expectedCalibrationError, reliabilityCurve } from "./calibration.ts";
import { wilsonInterval } from "../estimates/wilson.ts";

const outcomes = [0, 0, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1];
const confidences = [0.1, 0.2, 0.3, 0.35, 0.8, 0.9, 0.65, 0.2, 1, 0, 0.72, 0.95];

function near(found: readonly number[], expected: readonly number[]): void {
  strictEqual(found.length, expected.length);
  expected.forEach((x, i) => ok(Math.abs(found[i]! - x) < 1e-12, `found ${found[i]}, expected ${x}`));
}

// scikit-learn 1.9.1: brier_score_loss(outcomes, confidences)
Deno.test("brierScore() is scikit-learn's", () => near([brierScore(confidences, outcomes)], [0.146325]));

// scikit-learn 1.9.1: calibration_curve(outcomes, confidences, n_bins=5); the bin (0.4, 0.6] is empty.
Deno.test("reliabilityCurve() is scikit-learn's, edges and an empty bin too", () => {
  const curve = reliabilityCurve(confidences, outcomes, { bins: 5 });
  near(curve.map(({ observed }) => observed), [0.25, 0.5, 2 / 3, 1]);
  near(curve.map(({ confidence }) => confidence), [0.125, 0.325, 0.7233333333333333, 0.95]);
  near(curve.map(({ from }) => from), [0, 0.2, 0.6, 0.8]);
  deepStrictEqual(curve.map(({ cases }) => cases), [4, 2, 3, 3]);
  const { low, high } = wilsonInterval({ successes: 1, cases: 4 });
  deepStrictEqual([curve[0]!.low, curve[0]!.high], [low, high]);
});

Deno.test("expectedCalibrationError() weighs the gaps of scikit-learn's curve by their cases", () => {
  const gaps = (4 * 0.125 + 2 * 0.175 + 3 * (0.7233333333333333 - 2 / 3) + 3 * 0.05) / 12;
  near([expectedCalibrationError(confidences, outcomes, { bins: 5 })], [gaps]);
});

Deno.test("expectedCalibrationError() is near 0 for calibrated confidences and .2 for ones .2 too high", () => {
  const { next } = createStream(1, "calibration");
  const truths = Array.from({ length: 20_000 }, () => 0.8 * next());
  const came = truths.map((p) => next() < p);
  ok(expectedCalibrationError(truths, came) < 0.02);
  ok(Math.abs(expectedCalibrationError(truths.map((p) => p + 0.2), came) - 0.2) < 0.02);
});

Deno.test("a confidence on an edge belongs to the bin below it, whatever its product rounds to", () => {
  for (let k = 1; k <= 100; k++) {
    const { to } = reliabilityCurve([k / 100], [1], { bins: 100 })[0]!;
    strictEqual(to, k / 100);
  }
});

Deno.test("calibration of nothing is NaN; a wrong confidence is named", () => {
  deepStrictEqual([brierScore([], []), expectedCalibrationError([], [])], [NaN, NaN]);
  deepStrictEqual(reliabilityCurve([], []), []);
  throws(() => brierScore([1.2], [1]), /from 0 to 1, found 1.2/);
  throws(() => reliabilityCurve([-0.1], [1]), /from 0 to 1, found -0.1/);
  throws(() => brierScore([0.2], []), /same length/);
  throws(() => reliabilityCurve([0.2], [1], { bins: 0 }), /1 or more, found 0/);
});
