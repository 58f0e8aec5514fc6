import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { Call, MetricTable } from "../../model/mod.ts";
import { contextOfIncident } from "../diagnoser.ts";
import {
  API,
  CACHE,
  changed,
  CPU,
  DB,
  MEMORY,
  type MetricChanges,
  RATE,
  recordedIncident,
} from "../testing/recorded_incident.ts";
import { learnByNetwork } from "./by_network.ts";

const INCIDENT = recordedIncident();
const CONTEXT = contextOfIncident(INCIDENT);
const { metrics: BEFORE } = INCIDENT.before;

/** What the network makes of a window after. */
function judged(after: MetricTable, before = BEFORE) {
  return learnByNetwork(CONTEXT, { metrics: before })({ metrics: after });
}

/** Rises of some metrics of all services far beyond what systems of the simulator do. */
function beyond(...metrics: number[]): MetricChanges {
  return Object.fromEntries([API, CACHE, DB].flatMap((at) => metrics.map((metric) => [at + metric, 50])));
}

Deno.test("values are strange to the network where five kinds of features are beyond all that it was shown", () => {
  const isStrange = (...metrics: number[]) => judged(changed(BEFORE, beyond(...metrics))).strange;
  strictEqual(judged(INCIDENT.after.metrics).strange, false);
  strictEqual(isStrange(CPU), false);
  // Memory and requests count twice, by their rise and by how it grows.
  strictEqual(isStrange(MEMORY, RATE), false);
  strictEqual(isStrange(MEMORY, RATE, CPU), true);
});

Deno.test("the network tells how likely anything is wrong", () => {
  ok(judged(BEFORE).wrong < 0.1, `${judged(BEFORE).wrong}`);
  const slow = judged(changed(BEFORE, { [DB + CPU]: 2, [DB]: 8, [API]: 8 }));
  ok(slow.wrong > 0.9, `${slow.wrong}`);
});

Deno.test("the network takes calls to stand behind a cache where usual rates show it, as if that were written down", () => {
  const { topology, ...rest } = CONTEXT;
  const { calls, ...services } = topology!;
  const before = changed(BEFORE, { [DB + RATE]: 0.2 });
  const after = changed(before, { [DB + RATE]: 4, [DB]: 2, [API]: 2 });
  const blame = (change: (call: Call) => Call) => [
    ...learnByNetwork({ ...rest, topology: { ...services, calls: calls.map(change) } }, { metrics: before })(
      { metrics: after },
    ).blame,
  ];
  const toDatabase = ({ callee }: Call) => callee === "db";
  const written = blame((call) => toDatabase(call) ? { ...call, onMissOf: "cache" } : call);
  const unwritten = blame(({ onMissOf: _, ...call }) => call);
  deepStrictEqual(unwritten, written);
});
