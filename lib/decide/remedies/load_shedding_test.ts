import { deepStrictEqual, strictEqual } from "node:assert";
import {
  type Action,
  CPU_UTILISATION,
  type Diagnosis,
  METRIC_COUNT,
  REQUEST_RATE,
  TIMINGS,
} from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createLoadShedding, type LoadShedding } from "./load_shedding.ts";
import type { Situation } from "../policy.ts";

/** Three services: api with 3 replicas, cache with 2, db with 3. */
function situation(cpu: readonly number[], requestsPerSecond = 0): Situation {
  const recent = createWindow(SYNTHETIC, 2);
  const values = new Float64Array(3 * METRIC_COUNT);
  cpu.forEach((busy, i) => values[i * METRIC_COUNT + CPU_UTILISATION] = busy);
  values[REQUEST_RATE] = requestsPerSecond;
  const observation = { step: 0, timeSeconds: 0, values };
  recent.push(observation);
  return { observation, recent, detection: undefined, inBreach: false, diagnose: () => ({} as never) };
}

/** Registers an action, and lets enough steps pass for its effect to be measured. */
function settle(shedding: LoadShedding, action: Action): void {
  shedding.note(action);
  for (let i = 0; i < 3; i++) shedding.tick();
}

Deno.test("without a limit load shedding does nothing", () => {
  strictEqual(
    createLoadShedding({ topology: SYNTHETIC, timings: TIMINGS.classic }).next(situation([0.9, 0.1, 0.9])),
    undefined,
  );
});

Deno.test("a limit is lifted when no service would exceed 80 % under the whole load", () => {
  const shedding = createLoadShedding({ topology: SYNTHETIC, timings: TIMINGS.classic });
  settle(shedding, { kind: "limit_traffic", factor: 0.5 });
  deepStrictEqual(shedding.next(situation([0.39, 0.05, 0.3]))!.action, { kind: "restore" });
});

Deno.test("the service that the whole load would overload gets replicas until they suffice, counting those on order, and the limit stays until they are up", () => {
  const shedding = createLoadShedding({ topology: SYNTHETIC, timings: TIMINGS.classic });
  settle(shedding, { kind: "limit_traffic", factor: 0.5 });
  // The utilisation of db would be 1.2: with 4 replicas .9, with 5 .72.
  const order = { kind: "scale", service: "db", delta: 1 } as const;
  for (let i = 0; i < 2; i++) {
    deepStrictEqual(shedding.next(situation([0.3, 0.05, 0.6]))!.action, order);
    shedding.note(order);
  }
  // As many work as before, which bear two thirds of the load.
  deepStrictEqual(shedding.next(situation([0.3, 0.05, 0.6]))!.action, {
    kind: "limit_traffic",
    factor: 0.65,
  });
  deepStrictEqual(shedding.next(situation([0.3, 0.05, 0.36]))!.action, { kind: "restore" });
});

Deno.test("a limit is not judged before all that is averaged was measured under it", () => {
  const shedding = createLoadShedding({ topology: SYNTHETIC });
  const decided = () => shedding.next(situation([0.1, 0.05, 0.1]))?.action.kind;
  shedding.note({ kind: "limit_traffic", factor: 0.4 });
  const first = [1, 2, 3].map(() => (shedding.tick(), decided()));
  shedding.note({ kind: "limit_traffic", factor: 0.8 });
  const second = [1, 2, 3].map(() => (shedding.tick(), decided()));
  deepStrictEqual([first, second], Array(2).fill([undefined, undefined, "restore"]));
});

Deno.test("a limit ends by itself after twelve steps", () => {
  const shedding = createLoadShedding({ topology: SYNTHETIC, timings: TIMINGS.classic });
  shedding.note({ kind: "limit_traffic", factor: 0.5 });
  for (let i = 0; i < 11; i++) shedding.tick();
  strictEqual(shedding.limited, true);
  shedding.tick();
  strictEqual(shedding.limited, false);
});

Deno.test("without replicas to add, a limit is raised if the services can bear a tenth more, else renewed before it ends", () => {
  const after = (steps: number, cpu: number) => {
    const shedding = createLoadShedding({ topology: SYNTHETIC, timings: TIMINGS.classic });
    for (let i = 0; i < 7; i++) shedding.note({ kind: "scale", service: "db", delta: 1 });
    for (let i = 0; i < 30; i++) shedding.tick();
    shedding.note({ kind: "limit_traffic", factor: 0.5 });
    for (let i = 0; i < steps; i++) shedding.tick();
    return shedding.next(situation([0.3, 0.05, cpu]))?.action;
  };
  // The whole load would be 1.2 of the capacity of ten replicas: two thirds of it are 0.8.
  deepStrictEqual(after(3, 0.6), { kind: "limit_traffic", factor: 0.65 });
  // 1.4 of it: 0.57 can be borne, which is not worth another action until two steps before the end.
  deepStrictEqual([3, 9, 10, 11].map((steps) => after(steps, 0.7)?.kind), [
    undefined,
    undefined,
    "limit_traffic",
    "limit_traffic",
  ]);
  deepStrictEqual(after(12, 0.7), undefined);
  // Never below 40 %, and lifted from 95 % on.
  deepStrictEqual(after(10, 1), { kind: "limit_traffic", factor: 0.4 });
  deepStrictEqual(after(3, 0.42), { kind: "restore" });
  deepStrictEqual(after(3, 0.43), { kind: "limit_traffic", factor: 0.95 });
});

Deno.test("a limit is judged by the services that were measured, and stays where none was", () => {
  const shedding = createLoadShedding({ topology: SYNTHETIC });
  settle(shedding, { kind: "limit_traffic", factor: 0.5 });
  const { action } = shedding.next(situation([0.3, NaN, 0.6]))!;
  deepStrictEqual(action, { kind: "scale", service: "db", delta: 1 });
  strictEqual(shedding.next(situation([NaN, NaN, NaN])), undefined);
});

Deno.test("a limit that was needed again after it was lifted is lifted at a lower utilisation", () => {
  const shedding = createLoadShedding({ topology: SYNTHETIC });
  const limit = { kind: "limit_traffic", factor: 0.5 } as const;
  const decided = () => shedding.next(situation([0.38, 0.05, 0.3]))!.action.kind;
  settle(shedding, limit);
  strictEqual(decided(), "restore");
  shedding.note({ kind: "restore" });
  settle(shedding, limit);
  strictEqual(decided(), "scale");
  shedding.begin();
  settle(shedding, limit);
  strictEqual(decided(), "restore");
});

const surge: Diagnosis = {
  suspect: "api",
  confidence: 1,
  ranking: [],
  rationale: "",
  kinds: [{ service: "api", fault: "traffic_surge", probability: 1 }],
};
/** What a service that waits for others uses of its processor when it is full. */
const IDLE = [0.1, 0.05, 0.1];

Deno.test("a service that waits for others is full at a low utilisation: the requests that it could not bear tell, until it has replicas enough", () => {
  const shedding = createLoadShedding({ topology: SYNTHETIC, timings: TIMINGS.classic });
  shedding.blame(surge, situation(IDLE, 150));
  settle(shedding, { kind: "limit_traffic", factor: 0.4 });
  const more = { kind: "scale", service: "api", delta: 1 } as const;
  // Three replicas could not bear 150 requests a second: a fifth less than that would be fine for four.
  deepStrictEqual(shedding.next(situation(IDLE, 60))!.action, more);
  shedding.note(more);
  deepStrictEqual(shedding.next(situation(IDLE, 60))!.action.kind, "limit_traffic", "until it is up");
  for (let i = 0; i < 6; i++) shedding.tick();
  deepStrictEqual(shedding.next(situation(IDLE, 60))!.action, { kind: "restore" });
  strictEqual(shedding.spares(0, situation(IDLE, 150)), false);
  strictEqual(shedding.spares(0, situation(IDLE, 90)), true);
});

Deno.test("the rate of a breach says nothing where too many requests are not what is wrong, nor under a limit", () => {
  const shedding = createLoadShedding({ topology: SYNTHETIC, timings: TIMINGS.classic });
  shedding.blame(
    { ...surge, kinds: [{ ...surge.kinds![0]!, fault: "cpu_saturation" }] },
    situation(IDLE, 150),
  );
  settle(shedding, { kind: "limit_traffic", factor: 0.4 });
  shedding.blame(surge, situation(IDLE, 60));
  deepStrictEqual(shedding.next(situation(IDLE, 60))!.action, { kind: "restore" });
});

Deno.test("where no more replicas are to be had, as much traffic is let in as those that work can bear", () => {
  const shedding = createLoadShedding({ topology: SYNTHETIC, timings: TIMINGS.classic });
  settle(shedding, { kind: "limit_traffic", factor: 0.5 });
  const asked = Array.from({ length: 3 }, () => {
    const { action } = shedding.next(situation([0.3, 0.05, 0.6]))!;
    shedding.note(action);
    if (action.kind === "scale") shedding.takeBack(action);
    return action.kind;
  });
  deepStrictEqual(asked, ["scale", "scale", "limit_traffic"]);
});
