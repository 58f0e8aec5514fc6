import { ok } from "node:assert";
import { gammaln } from "simple-statistics";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createStreamDetector } from "../catalogue.ts";

const { next } = createStream(1, "bocpd test");
const VALUES = Float64Array.from({ length: 120 }, (_, step) => normalQuantile(next()) + (step >= 60 ? 6 : 0));
const points = [...VALUES].map((value, step) => ({ timeSeconds: step, values: Float64Array.of(value) }));

/** The density of Student's t with its place and squared scale. */
function density(x: number, { nu, place, square }: { nu: number; place: number; square: number }): number {
  const log = gammaln((nu + 1) / 2) - gammaln(nu / 2) - Math.log(nu * Math.PI * square) / 2;
  return Math.exp(log - (nu + 1) / 2 * Math.log1p((x - place) ** 2 / (nu * square)));
}

/** What a run predicts, by the batch formulas for a normal distribution of unknown mean and variance (Murphy 2007, section 3). */
function prediction(run: readonly number[]) {
  const [n, kappa, alpha] = [run.length, 0.1 + run.length, 1 + run.length / 2];
  const mean = n === 0 ? 0 : run.reduce((sum, x) => sum + x) / n;
  const squares = run.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const beta = 0.5 + squares / 2 + 0.1 * n * mean * mean / (2 * kappa);
  return { nu: 2 * alpha, place: n * mean / kappa, square: beta * (kappa + 1) / (alpha * kappa) };
}

/** The scores of the whole recursion, each run kept as the values that it holds. */
function naive(values: readonly number[]): number[] {
  let runs: { weight: number; values: number[] }[] = [{ weight: 1, values: [] }];
  return values.map((x) => {
    const predicted = runs.map((run) => ({ ...run, prediction: prediction(run.values) }));
    const sum = predicted.reduce((all, { weight, prediction }) => all + weight * density(x, prediction), 0);
    const most = predicted.reduce(
      (all, { weight, prediction }) => all + weight * density(prediction.place, prediction),
      0,
    );
    runs = predicted.map(({ weight, values, prediction }) => ({
      weight: weight * density(x, prediction) / sum * (1 - 1 / 250),
      values: [...values, x],
    }));
    runs.unshift({ weight: 1 / 250, values: [] });
    return Math.log10(most / sum);
  });
}

Deno.test("bocpd scores as the whole recursion with batch formulas does", () => {
  const detector = createStreamDetector("bocpd", { dimensions: 1, seed: 1 });
  // Of one point: its mean is the place, and its size the scale.
  const first = points[0]!;
  detector.fit([first]);
  const [centre, width] = [first.values[0]!, Math.abs(first.values[0]!)];
  const expected = naive([...VALUES].map((value) => (value - centre) / width));
  points.slice(1).forEach((point, i) => {
    const score = detector.update(point);
    ok(Math.abs(score - expected[i + 1]!) < 1e-6, `step ${i + 1}: ${score} ${expected[i + 1]}`);
  });
});

Deno.test("bocpd marks where a level shifts, and takes the new one for normal within a few points", () => {
  const detector = createStreamDetector("bocpd", { dimensions: 1, seed: 1 });
  detector.fit(points.slice(0, 30));
  const scores = points.slice(30).map((point) => detector.update(point));
  ok(scores[30]! > 2 * Math.max(...scores.slice(0, 30)), `${scores[30]}`);
  ok(Math.max(...scores.slice(36)) < scores[30]! / 2);
});

/**
 * The recursion with two run lengths, 0 and 1 or more, point by point. Where both lead to a run of one point or more, the likelier one's
 * posterior is kept; a run of one or more stays one of one, so that its beta, as its alpha, fades by what a point adds.
 */
function ofTwoRuns(values: readonly number[], hazard: number): number[] {
  const [kappa, alpha] = [0.1, 1];
  const fresh = { mean: 0, beta: 0.5 };
  let longer = { ...fresh, weight: 0 };
  const predictive = ({ mean, beta }: typeof fresh, run: number) => ({
    nu: 2 * alpha + run,
    place: mean,
    square: beta * (kappa + run + 1) / ((alpha + run / 2) * (kappa + run)),
  });
  const learnt = ({ mean, beta }: typeof fresh, run: number, x: number) => ({
    mean: mean + (x - mean) / (kappa + run + 1),
    beta: beta + (kappa + run) * (x - mean) ** 2 / (2 * (kappa + run + 1)),
  });
  return values.map((x, step) => {
    const runs = [{ ...fresh, weight: step === 0 ? 1 : hazard }, longer];
    const predicted = runs.map((run, length) => predictive(run, length));
    const sums = [x, undefined].map((at) =>
      runs.reduce((sum, { weight }, i) => sum + weight * density(at ?? predicted[i]!.place, predicted[i]!), 0)
    );
    const [begun, lasting] = runs.map(({ weight }, i) =>
      weight * density(x, predicted[i]!) / sums[0]! * (1 - hazard)
    );
    const faded = learnt(longer, 1, x);
    longer = {
      ...(begun! > lasting!
        ? learnt(fresh, 0, x)
        : { ...faded, beta: faded.beta * (alpha + 1 / 2) / (alpha + 1) }),
      weight: begun! + lasting!,
    };
    return Math.log10(sums[1]! / sums[0]!);
  });
}

Deno.test("bocpd with two run lengths counts longer runs as the longest, with the likelier one's posterior", () => {
  const detector = createStreamDetector("bocpd:runs=2,hazard=0.3", { dimensions: 1, seed: 1 });
  const first = points[0]!;
  detector.fit([first]);
  const [centre, width] = [first.values[0]!, Math.abs(first.values[0]!)];
  const expected = ofTwoRuns([...VALUES].map((value) => (value - centre) / width), 0.3);
  points.slice(1).forEach((point, i) => {
    const score = detector.update(point);
    ok(Math.abs(score - expected[i + 1]!) < 1e-9, `step ${i + 1}: ${score} ${expected[i + 1]}`);
  });
});
