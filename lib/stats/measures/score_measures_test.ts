import { UsageError } from "../../model/usage_error.ts";
import { ok, strictEqual, throws } from "node:assert";
import { averagePrecision } from "./average_precision.ts";
import { rocAuc } from "./roc_auc.ts";
import { vusPr } from "./vus_pr.ts";

interface Shape {
  readonly rows: number;
  readonly windows: readonly (readonly [number, number])[];
  /** Scores are whole numbers below it, so that few levels mean many ties; a third is added in the windows. */
  readonly levels: number;
}

/** A series that any language makes alike, by Lehmer's generator. */
function made({ rows, windows, levels }: Shape): { scores: number[]; labels: number[] } {
  let x = 1;
  const labels = Array.from(
    { length: rows },
    (_, row) => Number(windows.some(([a, b]) => a <= row && row <= b)),
  );
  const scores = labels.map((label) => {
    x = x * 48271 % 2147483647;
    return x % levels + label * Math.floor(levels / 3);
  });
  return { scores, labels };
}

const TIED = made({ rows: 1000, windows: [[100, 139], [155, 160], [500, 500], [970, 999]], levels: 50 });
const DISTINCT = made({ rows: 400, windows: [[0, 9], [200, 230]], levels: 1e6 });

const near = (actual: number, expected: number) =>
  ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

Deno.test("rocAuc() and averagePrecision() agree with scikit-learn 1.9.1, with ties and without", () => {
  near(rocAuc(TIED.scores, TIED.labels), 0.7736207454517314);
  near(rocAuc(DISTINCT.scores, DISTINCT.labels), 0.823153746857803);
  near(averagePrecision(TIED.scores, TIED.labels), 0.4598942756516875);
  near(averagePrecision(DISTINCT.scores, DISTINCT.labels), 0.5716589774553594);
});

Deno.test("vusPr() agrees with the packages TSB-AD 1.5 and vus 0.0.6", () => {
  const tied = [[0, 0.3760236555902316], [1, 0.3760236555902316], [10, 0.4059201235374324]]
    .concat([[25, 0.4444949651850667], [100, 0.5340290401415811]]);
  for (const [buffer, expected] of tied) {
    near(vusPr(TIED.scores, TIED.labels, { buffer: buffer! }), expected!);
  }
  const { scores, labels } = DISTINCT;
  near(vusPr(scores, labels, { buffer: 7 }), 0.5761487191584023);
  near(vusPr(scores, labels, { buffer: 40 }), 0.6354049629430564);
  near(vusPr(scores, labels, { buffer: 7, thresholds: 400 }), 0.5770227423149575);
  near(vusPr(scores, labels, { buffer: 40, thresholds: 400 }), 0.6370322614547295);
});

Deno.test("a constant score carries no information: a ROC area of .5, the share of anomalous rows as precision", () => {
  const labels = [0, 1, 0, 0];
  strictEqual(rocAuc([3, 3, 3, 3], labels), 0.5);
  strictEqual(averagePrecision([3, 3, 3, 3], labels), 0.25);
});

Deno.test("without anomalous rows measures are NaN, and a score that is not a number is rejected", () => {
  for (const measure of [rocAuc, averagePrecision, vusPr]) {
    ok(Number.isNaN(measure([1, 2], [0, 0])));
    ok(Number.isNaN(measure([], [])));
    throws(() => measure([1, NaN], [0, 1]), /A score must be a number, found NaN in row 1/);
    throws(() => measure([1], [0, 1]), UsageError);
  }
  ok(Number.isNaN(rocAuc([1, 2], [1, 1])));
  throws(() => vusPr([1], [1], { buffer: -1 }), /A buffer must be an integer of 0 or more, found -1/);
  throws(
    () => vusPr([1], [1], { thresholds: 1 }),
    /A number of thresholds must be an integer of 2 or more, found 1/,
  );
});

Deno.test("a buffer that reaches over both ends of the series is cut there", () => {
  ok(vusPr([1, 2, 1], [0, 1, 0], { buffer: 50 }) > 0.9);
});
