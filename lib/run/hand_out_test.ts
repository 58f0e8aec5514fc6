import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert";
import type { Observation } from "../model/mod.ts";
import { handOut } from "./hand_out.ts";

/** An observation with a log and a span, whatever their contents. */
function made(): Observation {
  const logs = [{ body: "hello", attributes: {} }];
  const spans = [{ name: "GET /", attributes: {} }];
  return { step: 3, timeSeconds: 15, values: Float64Array.of(1, 2), logs, spans } as unknown as Observation;
}

Deno.test("an observation is handed out with a copy of its values", () => {
  for (const recorded of [true, false]) {
    const observation = made();
    const handed = handOut(observation, { recorded });
    notStrictEqual(handed.values, observation.values);
    deepStrictEqual(handed, observation);
  }
});

Deno.test("logs and spans are frozen to the bottom where they are recorded, and only there", () => {
  for (const recorded of [true, false]) {
    const { logs, spans } = handOut(made(), { recorded });
    for (const list of [logs!, spans!]) {
      strictEqual(Object.isFrozen(list), recorded);
      strictEqual(Object.isFrozen(list[0]!.attributes), recorded);
    }
  }
});
