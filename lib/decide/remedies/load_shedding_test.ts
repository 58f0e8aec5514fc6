import { deepStrictEqual, strictEqual } from "node:assert";
import { CPU_UTILISATION, METRIC_COUNT } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createLoadShedding } from "./load_shedding.ts";
import type { Situation } from "../policy.ts";

/** Three services: api with 3 replicas, cache with 2, db with 3. */
function situation(cpu: readonly number[]): Situation {
  const recent = createWindow(SYNTHETIC, 2);
  const values = new Float64Array(3 * METRIC_COUNT);
  cpu.forEach((busy, i) => values[i * METRIC_COUNT + CPU_UTILISATION] = busy);
  const observation = { step: 0, timeSeconds: 0, values };
  recent.push(observation);
  return { observation, recent, detection: undefined, inBreach: false, diagnose: () => ({} as never) };
}

Deno.test("without a limit load shedding does nothing", () => {
  strictEqual(createLoadShedding(SYNTHETIC).next(situation([0.9, 0.1, 0.9])), undefined);
});

Deno.test("a limit is lifted when no service would exceed 80 % under the whole load", () => {
  const shedding = createLoadShedding(SYNTHETIC);
  shedding.note({ kind: "limit_traffic", factor: 0.5 });
  deepStrictEqual(shedding.next(situation([0.39, 0.05, 0.3]))!.action, { kind: "restore" });
});

Deno.test("the service that the whole load would overload gets replicas until they suffice, counting those on order", () => {
  const shedding = createLoadShedding(SYNTHETIC);
  shedding.note({ kind: "limit_traffic", factor: 0.5 });
  // The utilisation of db would be 1.2: with 4 replicas .9, with 5 .72.
  const order = { kind: "scale", service: "db", delta: 1 } as const;
  for (let i = 0; i < 2; i++) {
    deepStrictEqual(shedding.next(situation([0.3, 0.05, 0.6]))!.action, order);
    shedding.note(order);
  }
  deepStrictEqual(shedding.next(situation([0.3, 0.05, 0.6]))!.action, { kind: "restore" });
});

Deno.test("a limit ends by itself after twelve steps", () => {
  const shedding = createLoadShedding(SYNTHETIC);
  shedding.note({ kind: "limit_traffic", factor: 0.5 });
  for (let i = 0; i < 11; i++) shedding.tick();
  strictEqual(shedding.limited, true);
  shedding.tick();
  strictEqual(shedding.limited, false);
});
