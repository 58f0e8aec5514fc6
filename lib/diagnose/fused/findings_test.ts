import { deepStrictEqual, ok } from "node:assert";
import { findingsOf } from "./findings.ts";
import type { MetricChange } from "./metric_changes.ts";

/** A metric that is certain to have risen tenfold, by five spreads or standard deviations, from the first row on. */
const risen = (its: Pick<MetricChange, "service" | "role"> & Partial<MetricChange>): MetricChange => ({
  column: its.service,
  metric: its.role,
  usual: 1,
  certainty: 1,
  logRatio: Math.log(10),
  spreads: 5,
  distance: 9,
  separation: 5,
  meanDistance: 9,
  meanLogRatio: Math.log(10),
  since: 0,
  fallen: false,
  zero: false,
  ended: false,
  ...its,
});

const suffering = (changes: readonly MetricChange[]) =>
  findingsOf(changes, { count: 2, calls: undefined }).map((one) => one.suffering);

Deno.test("who fails most is told by means over the window after, not by the worst moment of a few requests", () => {
  const errors = [{ distance: 0.9, meanDistance: 0.02 }, { distance: 0.2, meanDistance: 0.1 }];
  const [seldom, steadily] = suffering(
    errors.map((its, service) => risen({ service, role: "errors", ...its })),
  );
  deepStrictEqual(steadily, 1);
  ok(Math.abs(seldom! - 0.2) < 1e-9, `${seldom}`);
});

Deno.test("who is slowed most is told by the ratio of means, and among equals by how clearly", () => {
  const latencies = (...its: readonly Partial<MetricChange>[]) =>
    suffering(its.map((one, service) => risen({ service, role: "latency", ...one })));
  deepStrictEqual(
    latencies({ logRatio: 3, meanLogRatio: 0.5 }, { logRatio: 2, meanLogRatio: 1 }),
    [0.5, 1],
  );
  deepStrictEqual(latencies({ separation: 4 }, { separation: 16 }), [0.5, 1]);
});
