import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createDiagnoser } from "../catalogue.ts";
import { madeUpSignals } from "../testing/made_up_signals.ts";

const CONTEXT = { services: ["still", "same", "other"], seed: 1 };
const wave = (n: number, step: number) => Array.from({ length: n }, (_, i) => Math.sin(i * step));
const before = madeUpSignals({
  "still/cpu": Array(40).fill(1),
  "same/cpu": wave(40, 0.7),
  "other/cpu": wave(40, 1.3),
});

Deno.test("epsilon-diagnosis names the service whose series repeats itself, with a squared correlation of 1", () => {
  const diagnoser = createDiagnoser("epsilon-diagnosis", CONTEXT);
  throws(() => diagnoser.diagnose(before), /must be fitted/);
  diagnoser.fit(before);
  const after = madeUpSignals({
    "still/cpu": Array(20).fill(1),
    "same/cpu": wave(40, 0.7).slice(20).map((x) => 3 - 2 * x),
    "other/cpu": wave(20, 0.2),
  });
  const { ranking, confidence } = diagnoser.diagnose(after);
  deepStrictEqual(ranking.map(({ service }) => service), ["same", "still", "other"]);
  ok(Math.abs(ranking[0]!.score - 1) < 1e-12 && confidence === 1);
  deepStrictEqual(diagnoser.diagnose(after), diagnoser.diagnose(after));
});

Deno.test("epsilon-diagnosis names nobody in windows of two rows or none", () => {
  const diagnoser = createDiagnoser("epsilon-diagnosis", CONTEXT);
  diagnoser.fit(before);
  for (const values of [[], [1], [1, 2]]) {
    const after = madeUpSignals({ "still/cpu": values, "same/cpu": values, "other/cpu": values });
    const { ranking, confidence } = diagnoser.diagnose(after);
    deepStrictEqual(ranking.map(({ score }) => score), [0, 0, 0]);
    strictEqual(confidence, 0);
  }
});

Deno.test("epsilon-diagnosis never names a metric that never moved, whatever the rounding of its mean", () => {
  const diagnoser = createDiagnoser("epsilon-diagnosis", CONTEXT);
  for (const value of [0.1, 0.0045, 0.7, 1e9 + 0.1]) {
    const still = (rows: number) => Array.from({ length: rows }, (_, i) => value * (1 + (i % 2) * 2 ** -52));
    diagnoser.fit(
      madeUpSignals({ "still/cpu": still(282), "same/cpu": wave(282, 0.7), "other/cpu": still(282) }),
    );
    const after = madeUpSignals({
      "still/cpu": still(60),
      "same/cpu": wave(60, 1.9),
      "other/cpu": wave(60, 0.2),
    });
    const { ranking } = diagnoser.diagnose(after);
    for (const { service, score } of ranking) {
      if (service !== "same") strictEqual(score, 0, `${value} ${service}`);
    }
  }
});
