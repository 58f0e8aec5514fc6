import { ok, strictEqual, throws } from "node:assert";
import { fromScores } from "../../detect/detector.ts";
import type { Topology } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { contextOf } from "../diagnoser.ts";
import { createDiagnoser } from "../catalogue.ts";

const API = 0;
const DB = 10;
const CACHE = 5;
const [P95, ERRORS, CPU, MEMORY, RATE] = [0, 1, 2, 3, 4];

function diagnose(values: Record<number, number>, { load = 1, seed = 1 } = {}) {
  const observe = synthesize(seed);
  const healthy = createWindow(SYNTHETIC, 60);
  for (let i = 0; i < 60; i++) healthy.push(observe());
  const diagnoser = createDiagnoser("graph", contextOf(SYNTHETIC));
  diagnoser.fit(healthy.signals());
  const recent = createWindow(SYNTHETIC, 24);
  for (let i = 0; i < 3; i++) recent.push(observe({ load, values }));
  return diagnoser.diagnose(recent.signals(), fromScores(Float64Array.of(2, 1, 1)));
}

/** What each fault does to the five metrics at the usual load, from the physics. */
const SYMPTOMS: readonly [fault: string, service: string, values: Record<number, number>][] = [
  ["cpu_saturation", "api", { [API + P95!]: 1500, [API + ERRORS!]: 0.3, [API + CPU!]: 0.99 }],
  ["memory_leak", "api", { [API + P95!]: 300, [API + MEMORY!]: 0.8, [API + CPU!]: 0.8 }],
  ["latency_injection", "db", { [API + P95!]: 330 }],
  ["packet_loss", "db", { [API + P95!]: 520 }],
  ["partition", "db", { [API + P95!]: 1080, [API + ERRORS!]: 0.15, [DB + RATE!]: 8 }],
  ["error_burst", "api", { [API + ERRORS!]: 0.12 }],
  ["bad_deploy", "api", { [API + ERRORS!]: 0.12, [API + P95!]: 85, [API + CPU!]: 0.62 }],
  ["slow_query", "db", { [API + P95!]: 900, [DB + P95!]: 850, [DB + CPU!]: 0.99 }],
  ["pool_exhaustion", "api", { [API + P95!]: 1050, [API + ERRORS!]: 0.05, [DB + RATE!]: 15.5 }],
  ["disk_full", "db", { [API + ERRORS!]: 0.12, [DB + ERRORS!]: 0.6 }],
  ["cache_flush", "cache", { [API + P95!]: 900, [DB + RATE!]: 85, [DB + CPU!]: 0.99 }],
  ["cache_poison", "cache", { [API + ERRORS!]: 0.2, [DB + RATE!]: 38, [DB + CPU!]: 0.5 }],
];

for (const [fault, service, values] of SYMPTOMS) {
  Deno.test(`the graph diagnoser calls ${service} the suspect of ${fault}, and names it`, () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { suspect, fault: named, confidence, ranking, rationale } = diagnose(values, { seed });
      strictEqual(`${named} at ${suspect}`, `${fault} at ${service}`);
      strictEqual(ranking[0]!.service, service);
      strictEqual(ranking.length, 3);
      ok(confidence > 0.5 && confidence <= 1 && rationale.includes(service));
    }
  });
}

/** What faults of the link to a database do where the database is measured at its callers: calls fail at their deadline, and it has no more to do. */
const SYMPTOMS_AT_CALLERS: readonly [fault: string, values: Record<number, number>][] = [
  ["partition", {
    ...{ [API + P95!]: 1080, [API + ERRORS!]: 0.15 },
    ...{ [DB + P95!]: 1000, [DB + ERRORS!]: 0.5, [DB + RATE!]: 28, [DB + CPU!]: 0.15 },
  }],
  ["packet_loss", {
    ...{ [API + P95!]: 700, [API + ERRORS!]: 0.02 },
    ...{ [DB + P95!]: 995, [DB + ERRORS!]: 0.13 },
  }],
];

for (const [fault, values] of SYMPTOMS_AT_CALLERS) {
  Deno.test(`the graph diagnoser names ${fault} where the database is measured at its callers`, () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { suspect, fault: named } = diagnose(values, { seed });
      strictEqual(`${named} at ${suspect}`, `${fault} at db`);
    }
  });
}

Deno.test("the graph diagnoser tells a surge from the storm that it leaves", () => {
  const surge = { [API + RATE!]: 180, [API + CPU!]: 0.9 };
  strictEqual(diagnose(surge, { load: 1.8 }).fault, "traffic_surge");
  strictEqual(diagnose({ [API + RATE!]: 320, [API + CPU!]: 1 }, { load: 3.2 }).fault, "retry_storm");
});

Deno.test("the graph diagnoser is not misled by more load: what grows with it is normal", () => {
  const { suspect } = diagnose({ [API + ERRORS!]: 0.12 }, { load: 1.3 });
  strictEqual(suspect, "api");
  strictEqual(diagnose({ [API + P95!]: 330 }, { load: 1.3 }).suspect, "db");
});

Deno.test("the graph diagnoser falls back on the highest score, and says that it does", () => {
  const { suspect, confidence, fault } = diagnose({ [CACHE + P95!]: 1.4 });
  strictEqual(suspect, "api");
  strictEqual(fault, undefined);
  ok(confidence < 0.5);
});

/** Two services share a database: the calls of one of them are a third of its load. */
const SHARED: Topology = {
  ...SYNTHETIC,
  calls: [
    { ...SYNTHETIC.calls[1]!, callsPerRequest: 0.2 },
    { ...SYNTHETIC.calls[1]!, caller: "cache", callsPerRequest: 0.1 },
  ].map(({ onMissOf: _, ...call }) => call),
};

Deno.test("the graph diagnoser sees a partition of one caller although the database's other callers get through", () => {
  const observe = synthesize(3);
  const healthy = createWindow(SYNTHETIC, 60);
  for (let i = 0; i < 60; i++) healthy.push(observe({ values: { [DB + RATE!]: 30 } }));
  const diagnoser = createDiagnoser("graph", contextOf(SHARED));
  diagnoser.fit(healthy.signals());
  const recent = createWindow(SYNTHETIC, 24);
  // Of api's 20 calls a second, 14 are lost: the database as a whole misses less than half.
  const partition = { [API + P95!]: 1080, [API + ERRORS!]: 0.15, [API + RATE!]: 100, [DB + RATE!]: 16 };
  for (let i = 0; i < 3; i++) recent.push(observe({ values: { ...partition, [CACHE + RATE!]: 100 } }));
  const { suspect, fault } = diagnoser.diagnose(recent.signals(), fromScores(Float64Array.of(2, 1, 1)));
  strictEqual(`${fault} at ${suspect}`, "partition at db");
});

Deno.test("the graph diagnoser refuses to diagnose before it is fitted", () => {
  const diagnoser = createDiagnoser("graph", contextOf(SYNTHETIC));
  throws(
    () => diagnoser.diagnose(createWindow(SYNTHETIC, 24).signals(), fromScores(new Float64Array(3))),
    /must be fitted/,
  );
});

Deno.test("the graph diagnoser takes from a caller's errors those that come from its callees, by how often it calls", () => {
  // One request in five gets to the database: of its 5 % of errors the api inherits 1 %, not 5 %.
  const { suspect, fault, rationale } = diagnose({
    [API + ERRORS!]: 0.102,
    [DB + ERRORS!]: 0.05,
    [DB + RATE!]: 20,
    [API + RATE!]: 100,
  });
  strictEqual(`${fault} at ${suspect}`, "error_burst at api");
  ok(rationale.includes("9 %"), rationale);
});

Deno.test("the graph diagnoser takes a busy node for the cause from 1.22 times its usual CPU per request on", () => {
  const faultAt = (factor: number) => {
    const observe = synthesize(1);
    const healthy = createWindow(SYNTHETIC, 60);
    for (let i = 0; i < 60; i++) healthy.push(observe());
    const diagnoser = createDiagnoser("graph:busyCpu=0.4", contextOf(SYNTHETIC));
    diagnoser.fit(healthy.signals());
    const recent = createWindow(SYNTHETIC, 24);
    for (let i = 0; i < 3; i++) {
      recent.push(observe({ values: { [API + CPU!]: 0.5 * factor, [API + RATE!]: 100 } }));
    }
    return diagnoser.diagnose(recent.signals(), fromScores(Float64Array.of(2, 1, 1))).fault;
  };
  strictEqual(faultAt(1.17), undefined);
  strictEqual(faultAt(1.27), "cpu_saturation");
});
