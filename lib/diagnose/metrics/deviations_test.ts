import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { anomalousDeviation, anomalyOf, certainty, learnAnomalies } from "./deviations.ts";

const ranking = (first: number, second: number) => [
  { service: "db", score: first },
  { service: "api", score: second },
];

Deno.test("certainty() grows with the lead over the second and with the distance from the alarm, up to 1", () => {
  const of = (first: number, second: number, strongest: number) =>
    certainty(ranking(first, second), { strongest, alarm: 3 });
  strictEqual(of(12, 4, 12), 0.75 * 0.75);
  ok(of(12, 1, 12) > of(12, 4, 12) && of(12, 4, 12) > of(12, 11, 12));
  ok(of(12, 4, 100) > of(12, 4, 12) && of(12, 4, 12) > of(12, 4, 4));
  ok(of(1e9, 0, 1e9) > 0.999);
});

Deno.test("certainty() is 0 at the alarm and below, and without a score", () => {
  strictEqual(certainty(ranking(12, 4), { strongest: 3, alarm: 3 }), 0);
  strictEqual(certainty(ranking(0, 0), { strongest: 12, alarm: 3 }), 0);
  strictEqual(certainty([], { strongest: 12, alarm: 3 }), 0);
});

Deno.test("anomalyOf() is the distance in spreads, and 0 up to the threshold or where nothing is known", () => {
  const model = { centre: 10, spread: 2, threshold: 5 };
  deepStrictEqual([10, 20, 0, 20.5, -1, NaN].map((value) => anomalyOf(value, model)), [
    0,
    0,
    0,
    5.25,
    5.5,
    0,
  ]);
  strictEqual(anomalyOf(11, { ...model, spread: 0 }), Infinity);
  strictEqual(anomalyOf(10, { ...model, spread: 0 }), 0);
  strictEqual(anomalyOf(9, { centre: NaN, spread: NaN, threshold: Infinity }), 0);
});

Deno.test("what was constant, or nearly always, is anomalous from a thousandth of its level on, in any unit", () => {
  const constant = Array(20).fill(1);
  const nearly = constant.with(3, 0.5);
  for (const unit of [1e-6, 1, 1e6]) {
    const of = (before: number[], value: number) => {
      const model = learnAnomalies(Float64Array.from(before, (x) => x * unit));
      return [anomalyOf(value * unit, model), anomalousDeviation(value * unit, model)]
        .map((x) => Number(x.toPrecision(9)));
    };
    deepStrictEqual(of(constant, 0.98), [0.02, 2]);
    deepStrictEqual(of(nearly, 0.98), [Infinity, 2]);
    for (const before of [constant, nearly]) deepStrictEqual(of(before, 1.0009), [0, 0]);
    deepStrictEqual(of(Array(20).fill(0), 0.3), [1, 100]);
    deepStrictEqual(of(Array(20).fill(0), 0), [0, 0]);
  }
});
