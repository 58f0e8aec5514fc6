import { deepStrictEqual, ok } from "node:assert";
import { createConditions } from "./conditions.ts";
import { createPhysics } from "./physics.ts";
import { allocateState, resetState } from "./state.ts";
import { compileNetwork } from "../topology/network.ts";
import { threeTier } from "./testing/steady_state.ts";

/** Error rate of three-tier five minutes after a surge of 30 s, whose users try again after so many seconds. */
function afterSurge(
  userRetryDelaySeconds: number | undefined,
  { factor, retries, budget }: { factor: number; retries: number; budget: number },
): number {
  const topology = { ...threeTier(), ...(userRetryDelaySeconds !== undefined && { userRetryDelaySeconds }) };
  const network = compileNetwork(topology);
  const state = allocateState(network);
  const conditions = createConditions(network);
  conditions.userRetries = retries;
  conditions.userRetryBudget = budget;
  resetState(state, network);
  const { truth, step } = createPhysics({ network, state, conditions });
  for (let i = 0; i < 12; i++) step(100);
  for (let i = 0; i < 6; i++) step(100 * factor);
  ok(truth.errorRate[0]! > 0.3, `${truth.errorRate[0]} in the surge`);
  for (let i = 0; i < 60; i++) step(100);
  return truth.errorRate[0]!;
}

Deno.test("a surge leaves an endless storm of users who try again after 5 s, and none of users who do so at once", () => {
  const storm = { factor: 2.4, retries: 3, budget: Infinity };
  deepStrictEqual([0, 5, undefined].map((seconds) => afterSurge(seconds, storm) < 0.06), [
    true,
    false,
    false,
  ]);
});

Deno.test("a surge of users who try again at once, at most as often as there are users, heals", () => {
  ok(afterSurge(0, { factor: 2, retries: 2, budget: 1 }) < 0.06);
});

Deno.test("users without retries are those with any delay", () => {
  const once = { factor: 2.4, retries: 0, budget: 0 };
  deepStrictEqual(afterSurge(0, once), afterSurge(5, once));
});
