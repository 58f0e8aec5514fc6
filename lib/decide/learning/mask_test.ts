import { ok } from "node:assert";
import type { Action } from "../../model/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createMask } from "./mask.ts";

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 } };
const restart = (service: string): Action => ({ kind: "restart", service });

function maskAfter(actions: readonly Action[], steps = 1) {
  const mask = createMask(CONTEXT);
  mask.begin();
  mask.tick();
  actions.forEach(mask.note);
  for (let i = 0; i < steps; i++) mask.tick();
  return mask;
}

Deno.test("a mask knows the cooldown of a restart, and that only one service is replaced at a time", () => {
  ok(!maskAfter([restart("db")]).allows([restart("db")]));
  ok(!maskAfter([restart("db")], 19).allows([{ kind: "failover", service: "db" }]));
  ok(maskAfter([restart("db")], 20).allows([restart("db")]));
  ok(!maskAfter([restart("db")], 5).allows([restart("api")]));
  ok(maskAfter([restart("db")], 12).allows([restart("api")]));
});

Deno.test("a mask counts each action of a plan as of its own step", () => {
  const plan: Action[] = [{ kind: "limit_traffic", factor: 0.4 }, restart("db")];
  ok(maskAfter([restart("db")], 19).allows(plan));
  ok(!maskAfter([restart("db")], 18).allows(plan));
});

Deno.test("a mask knows how many actions are allowed, and that caches aren't cleared again and again", () => {
  const scale: Action = { kind: "scale", service: "api", delta: 1 };
  ok(maskAfter(Array(11).fill({ kind: "limit_traffic", factor: 0.5 })).allows([scale]));
  ok(!maskAfter(Array(12).fill({ kind: "limit_traffic", factor: 0.5 })).allows([scale]));
  ok(!maskAfter([{ kind: "clear_cache" }]).allows([{ kind: "clear_cache" }]));
  ok(maskAfter([{ kind: "clear_cache" }], 20).allows([{ kind: "clear_cache" }]));
});

Deno.test("a mask forgets with the episode", () => {
  const mask = maskAfter([restart("db")]);
  mask.begin();
  ok(mask.allows([restart("db")]));
});
