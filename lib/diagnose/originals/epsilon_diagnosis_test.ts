import { ok, strictEqual } from "node:assert";
import { createDiagnoser } from "../catalogue.ts";
import { type IncidentCase, incidentCases, windowsOf } from "./fixtures.ts";

/** The score of each metric: its squared correlation if that exceeds the threshold, else 0. */
function scoresOf(made: IncidentCase, parameters: string): readonly number[] {
  const { services, before, after } = windowsOf(made);
  const diagnoser = createDiagnoser(`epsilon-diagnosis:${parameters}`, { services, seed: made.seed });
  diagnoser.fit(before);
  const { indicators } = diagnoser.diagnose(after);
  return made.indicators.map(([service, metric]) =>
    indicators!.find((one) => one.service === service && one.metric === metric)!.score
  );
}

/**
 * PyRCA's squared correlations; 0 for constants. It divides a covariance with divisor n - 1 by variances with divisor n, which makes them too large by
 * (n / (n - 1))².
 */
function theirs({ epsilon: { correlations, rows } }: IncidentCase): readonly number[] {
  return correlations.map((x) => (x ?? 0) * ((rows - 1) / rows) ** 2);
}

Deno.test("epsilon-diagnosis scores metrics by the squared correlations of PyRCA 1.0.1", () => {
  let compared = 0;
  for (const made of incidentCases()) {
    const expected = theirs(made);
    scoresOf(made, "alpha=0.5").forEach((score, i) => {
      if (score === 0) return;
      compared++;
      ok(Math.abs(score - expected[i]!) < 1e-9, `seed ${made.seed} ${made.indicators[i]}`);
    });
  }
  ok(compared > 150, `${compared}`);
});

Deno.test("epsilon-diagnosis names the metrics that exceed PyRCA's threshold, but for 2 % near it", () => {
  let [metrics, agree] = [0, 0];
  for (const made of incidentCases()) {
    const expected = theirs(made);
    scoresOf(made, "bootstraps=10000").forEach((score, i) => {
      metrics++;
      if ((score > 0) === (expected[i]! > made.epsilon.threshold)) agree++;
    });
  }
  strictEqual(metrics, 300);
  ok(agree >= 0.98 * metrics, `${agree}`);
});
