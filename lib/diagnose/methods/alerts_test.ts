import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { type MetricTable, SEVERITY } from "../../model/mod.ts";
import { createDiagnoser } from "../catalogue.ts";
import { signalsOf, traces } from "../testing/written_trace.ts";

const services = ["front", "db"];

/** One metric per service around 10, and the given values of db's. */
function metrics(db: readonly number[]): MetricTable {
  const timesSeconds = Float64Array.from(db, (_, i) => 60 * i);
  const indicators = services.map((service) => ({ service, metric: "cpu", role: "cpu" as const }));
  return {
    indicators,
    timesSeconds,
    columns: [timesSeconds.map((_, i) => 10 + i % 2), Float64Array.from(db)],
  };
}

const calm = [10, 11, 9, 10, 11, 9, 10, NaN];

Deno.test("a metric is an alert beyond three standard deviations, once however often, and never where it is missing", () => {
  const diagnoser = createDiagnoser("alerts", { services });
  diagnoser.fit({ metrics: metrics(calm) });
  const { suspect, ranking, confidence } = diagnoser.diagnose({ metrics: metrics([10, 20, 30, NaN]) });
  strictEqual(suspect, "db");
  deepStrictEqual(ranking.map(({ score }) => score), [1, 0]);
  ok(confidence > 0 && confidence < 1);
  // The standard deviation is .76 around a mean of 10.
  strictEqual(diagnoser.diagnose({ metrics: metrics([10, 12.2, NaN, NaN]) }).confidence, 0);
});

Deno.test("an operation is an alert when its p95 is over three times the usual one", () => {
  const spans = (db: number) =>
    traces(
      20,
      () => ({ service: "front", from: 0, to: 100, children: [{ service: "db", from: 0, to: db }] }),
    );
  const scores = (db: number) => {
    const diagnoser = createDiagnoser("alerts", { services });
    diagnoser.fit(signalsOf({ spans: spans(10) }));
    return diagnoser.diagnose(signalsOf({ spans: spans(db) })).ranking.find(({ service }) =>
      service === "db"
    )!.score;
  };
  deepStrictEqual([scores(29), scores(31)], [0, 1]);
});

Deno.test("a burst of failures in the logs is an alert, a few are not", () => {
  const logs = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      timeSeconds: i,
      service: "db",
      severityNumber: SEVERITY.info,
      body: "write failed",
    }));
  const score = (count: number) => {
    const diagnoser = createDiagnoser("alerts", { services });
    diagnoser.fit(signalsOf({ logs: logs(1) }));
    return diagnoser.diagnose(signalsOf({ logs: logs(count) })).ranking[0]!.score;
  };
  deepStrictEqual([score(4), score(5)], [0, 1]);
});

Deno.test("without any signals there are no alerts, and without a fit no diagnosis", () => {
  const diagnoser = createDiagnoser("alerts", { services });
  throws(() => diagnoser.diagnose(signalsOf()), /must be fitted/);
  diagnoser.fit(signalsOf());
  strictEqual(diagnoser.diagnose(signalsOf()).confidence, 0);
});
