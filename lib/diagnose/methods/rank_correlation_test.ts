import { ok, strictEqual } from "node:assert";
import { fromScores } from "../../detect/detector.ts";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { contextOf } from "../diagnoser.ts";
import { createDiagnoser } from "../catalogue.ts";

Deno.test("rank and correlation point at the callee that moves with the front, not at the front itself", () => {
  const observe = synthesize(1);
  const recent = createWindow(SYNTHETIC, 24);
  for (let i = 0; i < 24; i++) {
    const slow = i < 12 ? 1 : 10;
    recent.push(observe({ values: { 0: 70 * slow, 10: 60 * slow, 12: i < 12 ? 0.25 : 0.99 } }));
  }
  const diagnoser = createDiagnoser("rank-correlation", contextOf(SYNTHETIC));
  diagnoser.fit(createWindow(SYNTHETIC, 24).signals());
  const { suspect, ranking, confidence } = diagnoser.diagnose(
    recent.signals(),
    fromScores(Float64Array.of(1.3, 0.4, 1.2)),
  );
  strictEqual(suspect, "db");
  strictEqual(ranking.length, 3);
  ok(ranking.every(({ score }, i) => i === 0 || score <= ranking[i - 1]!.score));
  ok(confidence >= 0.5 && confidence <= 0.95);
});

Deno.test("rank and correlation still find the front where it alone is anomalous and nothing moves with it", () => {
  const observe = synthesize(2);
  const recent = createWindow(SYNTHETIC, 24);
  for (let i = 0; i < 24; i++) recent.push(observe({ values: { 1: i < 12 ? 0.002 : 0.2 } }));
  const diagnoser = createDiagnoser("rank-correlation", contextOf(SYNTHETIC));
  diagnoser.fit(createWindow(SYNTHETIC, 24).signals());
  const { suspect, ranking } = diagnoser.diagnose(
    recent.signals(),
    fromScores(Float64Array.of(1.5, 0.1, 0.1)),
  );
  strictEqual(suspect, "api");
  // The largest anomaly counts 0.6, whatever its size, and the front has no correlation with itself.
  ok(Math.abs(ranking[0]!.score - 0.6) < 1e-12, `${ranking[0]!.score}`);
});
