import { ok } from "node:assert";
import type { Signals } from "../model/mod.ts";
import { SYNTHETIC } from "../observe/testing/synthetic.ts";
import type { DiagnoserContext } from "./diagnoser.ts";
import { createDiagnoser } from "./mod.ts";
import { madeUpIncident, madeUpTree } from "./testing/made_up_incident.ts";

/** The same items; `onRead` is called whenever one of them is read. */
function watched<T extends object>(items: T, onRead: () => void): T {
  return new Proxy(items, {
    get: (target, key) => {
      if (typeof key === "string" && /^\d+$/.test(key)) onRead();
      return Reflect.get(target, key);
    },
  });
}

/** How often a diagnosis reads each column of the table and each of its indicators, on average. */
function readsPerColumn(
  name: string,
  context: DiagnoserContext,
  { before, after }: Record<"before" | "after", Signals>,
) {
  const { metrics } = after;
  const reads = { columns: 0, indicators: 0 };
  const diagnoser = createDiagnoser(name, context);
  diagnoser.fit(before);
  diagnoser.diagnose({
    ...after,
    metrics: {
      ...metrics,
      columns: watched(metrics.columns, () => reads.columns++),
      indicators: watched(metrics.indicators, () => reads.indicators++),
    },
  });
  const count = metrics.columns.length;
  return { columns: reads.columns / count, indicators: reads.indicators / count };
}

// Linear in the number of services. Measured: 2.3 to 10.1 reads of a column, of which the check of the signals is one, and 1 to 18 of an indicator, the most in
// the smallest system. Where only calls are known a network is asked beside the opinions, which makes three of them.
// How long that takes is measured by diagnosers_bench.ts.
for (
  const { system, topology } of [
    { system: "three tiers", topology: SYNTHETIC },
    { system: "1,000 services", topology: madeUpTree(1000) },
  ]
) {
  const incident = madeUpIncident(topology);
  const { topology: _, ...graphOnly } = incident.context;

  Deno.test(`fused reads each column of ${system} at most 11 times and each indicator at most 20, by network or by opinions`, () => {
    for (const [way, context] of Object.entries({ network: incident.context, opinions: graphOnly })) {
      const { columns, indicators } = readsPerColumn("fused", context, incident);
      ok(columns >= 1 && columns <= 11, `by ${way} ${columns} reads of a column`);
      ok(indicators <= 20, `by ${way} ${indicators} reads of an indicator`);
    }
  });
}
