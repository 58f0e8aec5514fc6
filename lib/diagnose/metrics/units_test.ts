import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { Signals } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { createDiagnoser, diagnosers } from "../catalogue.ts";
import { madeUpSignals } from "../testing/made_up_signals.ts";

const SERVICES = ["front", "cart", "orders", "idle"];
const GRAPH = [["front", "cart"], ["front", "orders"], ["orders", "idle"]].map(([caller, callee]) => ({
  caller: caller!,
  callee: callee!,
}));
const CONTEXT = { services: SERVICES, graph: GRAPH, symptom: { service: "front" }, seed: 1 };

/** CPU and latency that vary, memory and errors that don't. In the incident cart is busy, slow and failing, and a page is added to idle. */
function incident(unit: Readonly<Record<string, number>> = {}): { before: Signals; after: Signals } {
  const stream = createStream(7, "units");
  const part = (rows: number, wrong: boolean) =>
    madeUpSignals(Object.fromEntries(SERVICES.flatMap((service) => {
      const column = (metric: string, value: () => number) =>
        [
          `${service}/${metric}`,
          Array.from({ length: rows }, () => value() * (unit[`${service}/${metric}`] ?? unit[metric] ?? 1)),
        ] as const;
      const cart = wrong && service === "cart";
      const slow = wrong && (service === "cart" || service === "front");
      return [
        column("cpu", () => stream.between(2.5, 3.5) + (cart ? 87 : 0)),
        column("latency", () => stream.between(0.018, 0.022) + (slow ? 0.3 : 0)),
        column("memory", () => 431552512 + (wrong && service === "idle" ? 8192 : 0)),
        column("errors", () => cart ? 0.3 : 0),
      ];
    })));
  return { before: part(120, false), after: part(60, true) };
}

function judge(name: string, { before, after }: { before: Signals; after: Signals }) {
  const diagnoser = createDiagnoser(name, CONTEXT);
  diagnoser.fit(before);
  return diagnoser.diagnose(after);
}

Deno.test("a page more of memory that never moved does not outweigh a service that is busy and slow", () => {
  for (const name of ["baro", "n-sigma", "alerts", "fused", "circa", "random-walk", "pagerank"]) {
    const { suspect, ranking } = judge(name, incident());
    strictEqual(suspect, "cart", name);
    const idle = ranking.find(({ service }) => service === "idle")!.score;
    ok(idle < 0.1 * ranking[0]!.score, `${name}: ${JSON.stringify(ranking)}`);
  }
});

Deno.test("errors that were 0 all along and are 0.3 now accuse, while all else stays as it was", () => {
  const { before, after } = incident();
  const columns = after.metrics.columns.map((column, i) =>
    after.metrics.indicators[i]!.role === "errors" ? column : before.metrics.columns[i]!.slice(0, 60)
  );
  for (const name of ["baro", "n-sigma", "fused", "circa"]) {
    const diagnoser = createDiagnoser(name, { services: SERVICES });
    diagnoser.fit(before);
    const { suspect, confidence } = diagnoser.diagnose({ metrics: { ...after.metrics, columns } });
    strictEqual(suspect, "cart", name);
    ok(confidence > 0.5, `${name} ${confidence}`);
  }
});

const JUDGES_METRICS = diagnosers.list()
  .filter(({ needs = [] }) => needs.length === 0)
  .map(({ name }) => name);

for (const name of JUDGES_METRICS) {
  Deno.test(`${name} ranks alike in any unit`, () => {
    const ranked = (unit: Readonly<Record<string, number>> = {}) =>
      judge(name, incident(unit)).ranking.map(({ service }) => service);
    const plain = ranked();
    for (const metric of ["cpu", "latency", "memory", "errors", "idle/memory", "cart/cpu", "cart/errors"]) {
      for (const unit of [1e-6, 1e6]) deepStrictEqual(ranked({ [metric]: unit }), plain, `${metric} ${unit}`);
    }
  });
}
