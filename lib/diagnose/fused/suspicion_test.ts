import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createDiagnoser } from "../catalogue.ts";
import type { MetricTable } from "../../model/mod.ts";
import { createStream, normalQuantile } from "../../random/mod.ts";
import type { MetricChange } from "./metric_changes.ts";
import { suspicionOf } from "./suspicion.ts";

const change = (service: number, separation: number, meanLogRatio: number): MetricChange => ({
  ...{ column: service, service, metric: "latency", role: "latency", usual: 1, certainty: 0, logRatio: 0 },
  ...{
    spreads: 0,
    distance: 0,
    meanDistance: 0,
    separation,
    meanLogRatio,
    since: 1,
    fallen: false,
    zero: false,
    ended: false,
  },
});

Deno.test("of services that are as much slower, the one to which it is most is suspected first", () => {
  const shares = suspicionOf([change(0, 4, 0.2), change(1, 4, 0.9), change(2, 0.1, 0.01)], 3);
  ok(shares[1]! > shares[0]! && shares[0]! > shares[2]!);
  ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-12);
  deepStrictEqual(suspicionOf([change(0, -3, -0.5)], 2), new Float64Array(2));
});

/** Three services, each waits for the next; the last takes longer in the window after. No graph is known. */
function waiting(rows: number, delay: number, seed: number): { metrics: MetricTable } {
  const stream = createStream(seed, "waiting");
  const own = () => 0.4 * Math.exp(0.4 * normalQuantile(stream.next()));
  const values = Array.from({ length: rows }, () => {
    const c = own() + delay;
    const b = own() + c;
    return [own() + b, b, c];
  });
  return {
    metrics: {
      indicators: ["a", "b", "c"].map((service) => ({ service, metric: "latency", role: "latency" })),
      timesSeconds: Float64Array.from({ length: rows }, (_, i) => i),
      columns: [0, 1, 2].map((i) => Float64Array.from(values, (row) => row[i]!)),
    },
  };
}

Deno.test("fused names the slower service without a graph though its callers are as much slower, and in few rows ranks it first", () => {
  const ask = (before: number, after: number, delay: number) => {
    const made = createDiagnoser("fused", { services: ["a", "b", "c"] });
    made.fit(waiting(before, 0, 1));
    return made.diagnose(waiting(after, delay, 2));
  };
  const { suspect, confidence } = ask(200, 100, 0.4);
  strictEqual(suspect, "c");
  ok(confidence >= 0.5, `${confidence}`);
  const few = ask(14, 4, 0.4);
  strictEqual(few.suspect, "c");
  ok(few.confidence < 0.5);
  strictEqual(ask(200, 100, 0).confidence, 0);
});
