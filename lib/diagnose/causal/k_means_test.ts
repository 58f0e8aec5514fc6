import { deepStrictEqual, ok } from "node:assert";
import { kMeansCuts } from "./k_means.ts";

// Made with scikit-learn 1.9.1's KBinsDiscretizer(strategy="kmeans").
const KNOWN: readonly (readonly [values: readonly number[], bins: number, cuts: readonly number[]])[] = [
  [[0, 1, 2.5, 10, 11, 100], 3, [5.833333333333334, 55.25]],
  [[1, 2, 4, 7, 8.5, 16, 19, 26, 32.5, 33, 48, 70, 71], 5, [
    12.416666666666668,
    26.541666666666668,
    40.375,
    59.25,
  ]],
  [
    [
      0.0,
      136.9,
      547.6,
      10.0,
      220.9,
      705.6,
      40.0,
      324.9,
      883.6,
      90.0,
      448.9,
      0.9,
      160.0,
      592.9,
      16.9,
      250.0,
      756.9,
      52.9,
      360.0,
      940.9,
      108.9,
      490.0,
      3.6,
      184.9,
      640.0,
      25.6,
      280.9,
      810.0,
      67.6,
      396.9,
      1000.0,
      129.6,
      532.9,
      8.1,
      211.6,
      688.9,
      36.1,
      313.6,
      864.9,
      84.1,
    ],
    4,
    [188.09722222222217, 455.83333333333337, 737.875],
  ],
  [[0.1, 0.2, 0.25, 0.3, 5, 5.5, 9.25], 2, [3.3979166666666667]],
  [[3, 1, 4, 1.5, 9, 2.6, 5.3, 58, 97, 93], 6, [2.2249999999999996, 5.174999999999999, 32.575, 75.5, 95.0]],
];

for (const [values, bins, cuts] of KNOWN) {
  Deno.test(`kMeansCuts() of ${values.length} values into ${bins} bins cuts where scikit-learn does`, () => {
    const found = kMeansCuts(Float64Array.from(values), bins);
    deepStrictEqual(found.length, cuts.length);
    found.forEach((cut, i) => ok(Math.abs(cut - cuts[i]!) < 1e-9 * Math.abs(cuts[i]!), `${cut} ${cuts[i]}`));
  });
}

Deno.test("kMeansCuts() is the same in any unit and at any level", () => {
  const values = Float64Array.from({ length: 80 }, (_, i) => (i * 37 % 101) ** 2);
  const cuts = kMeansCuts(values, 5);
  for (const [unit, level] of [[1e9, 0], [1e-9, 0], [1, 1e6]] as const) {
    const moved = kMeansCuts(values.map((x) => unit * x + level), 5);
    moved.forEach((cut, i) => ok(Math.abs(cut - (unit * cuts[i]! + level)) < 1e-9 * cut));
  }
});
