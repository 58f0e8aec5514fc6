import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createDiagnoser } from "../catalogue.ts";
import { madeUpSignals } from "../testing/made_up_signals.ts";

const SERVICES = ["a", "b", "c", "d", "bare"];
const context = { services: SERVICES };

function signalsOf(length: number, value: (i: number, c: number) => number) {
  return madeUpSignals(Object.fromEntries(
    ["a", "b", "c", "d"].map((name, c) => [`${name}/cpu`, Array.from({ length }, (_, i) => value(i, c))]),
  ));
}

// Made with scikit-learn 1.9.1's RobustScaler and StandardScaler.
const ROBUST = [3.5100000000000002, 3.6446700507614205, 3.797979797979797, 3.828282828282828];
const STANDARD = [6.020269255276486, 6.16336974829168, 6.4454208793928025, 6.5067639199990825];

for (const [name, expected] of [["baro", ROBUST], ["n-sigma", STANDARD]] as const) {
  const diagnoser = createDiagnoser(name, context);
  Deno.test(`${name} scores metrics as scikit-learn's scaler does, and a service without any last`, () => {
    diagnoser.fit(signalsOf(60, (i, c) => ((i * 37 + c * 11) % 101) / 10));
    const { indicators, ranking } = diagnoser.diagnose(
      signalsOf(24, (i, c) => ((i * 53 + c * 29) % 97) / 4),
    );
    for (const { service, score } of indicators!) {
      ok(Math.abs(score - expected[SERVICES.indexOf(service)]!) < 1e-12, `${service} ${score}`);
    }
    strictEqual(indicators!.length, 4);
    deepStrictEqual(ranking.at(-1), { service: "bare", score: 0 });
  });

  Deno.test(`${name} measures what was constant by a hundredth of its level, and drops what still is`, () => {
    const made = createDiagnoser(name, context);
    made.fit(madeUpSignals({
      "a/errors": [0, 0, 0],
      "b/memory": [5e6, 5e6, 5e6],
      "c/cpu": [1, 1, 1],
      "d/latency": [0.0045, 0.0045000000000000005, 0.0045],
    }));
    const after = madeUpSignals({
      "a/errors": [0, 0.5],
      "b/memory": [8e6, 6e6],
      "c/cpu": [1, 1],
      "d/latency": [0.0045000000000000005, 0.0045],
    });
    const { indicators, suspect } = made.diagnose(after);
    deepStrictEqual(indicators, [
      { service: "a", metric: "errors", score: 100 },
      { service: "b", metric: "memory", score: 37.5 },
    ]);
    strictEqual(suspect, "a");
  });

  Deno.test(`${name} fills missing values with those before, or skips them`, () => {
    const before = madeUpSignals({ "a/cpu": [NaN, 4, 4, 4] });
    const after = madeUpSignals({ "a/cpu": [NaN, 5] });
    const score = (missing: "fill" | "skip") => {
      const made = createDiagnoser({ name, missing }, context);
      made.fit(before);
      return made.diagnose(after).indicators![0]!.score;
    };
    // 4 all along, then 5: 1 in a hundredth of 5.
    strictEqual(score("skip"), 20);
    // Filled: 0, 4, 4, 4, with a mean of 3 and a standard deviation of √3; median 4, quartiles 3 and 4.
    const filled = name === "baro" ? 1 : 2 / Math.sqrt(3);
    ok(Math.abs(score("fill") - filled) < 1e-12);
  });

  Deno.test(`${name} holds no metric for risen that begins or ends with the incident`, () => {
    const made = createDiagnoser(name, context);
    made.fit(
      madeUpSignals({ "a/gain": [-4, -5, -4, -5], "b/cpu": Array(4).fill(NaN), "c/cpu": [1, 2, 1, 2] }),
    );
    const { indicators } = made.diagnose(
      madeUpSignals({ "a/gain": Array(3).fill(NaN), "b/cpu": [7, 8, 7], "c/cpu": [2, 1, NaN] }),
    );
    deepStrictEqual(indicators!.map(({ service }) => service), ["c"]);
  });

  Deno.test(`${name} names nobody where nothing was recorded, and refuses to judge unfitted`, () => {
    const made = createDiagnoser(name, context);
    throws(() => made.diagnose(madeUpSignals({})), /must be fitted/);
    made.fit(madeUpSignals({ "a/cpu": [1, 2, NaN] }));
    const { ranking, confidence } = made.diagnose(madeUpSignals({ "a/cpu": [] }));
    strictEqual(confidence, 0);
    deepStrictEqual(ranking.map(({ score }) => score), [0, 0, 0, 0, 0]);
    strictEqual(made.diagnose(madeUpSignals({ "a/cpu": [9] })).suspect, "a");
  });
}
