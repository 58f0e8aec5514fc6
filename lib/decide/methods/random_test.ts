import { deepStrictEqual, notDeepStrictEqual, strictEqual } from "node:assert";
import { describeAction } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { everyAction } from "../every_action.ts";
import type { Situation } from "../policy.ts";
import { createPolicy } from "../catalogue.ts";

/** The policy looks at nothing, so it is shown the same in every step. */
const SITUATION: Situation = {
  observation: synthesize(1)({}),
  recent: createWindow(SYNTHETIC, 1),
  detection: undefined,
  inBreach: false,
  diagnose: () => ({ suspect: "db", confidence: 1, ranking: [], rationale: "given" }),
};

/** Drawn actions. */
function drawn(seed: number, steps: number): string[] {
  const policy = createPolicy("random", { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 } });
  policy.begin({ seed });
  return Array.from({ length: steps }, () => describeAction(policy.decide(SITUATION).action));
}

Deno.test("the policy random draws the same for a seed and something else for another", () => {
  deepStrictEqual(drawn(1, 30), drawn(1, 30));
  notDeepStrictEqual(drawn(1, 30), drawn(2, 30));
});

Deno.test("the policy random reaches every action and says how likely each was", () => {
  const actions = everyAction(SYNTHETIC);
  strictEqual(new Set(drawn(1, 1000)).size, actions.length);
  const policy = createPolicy("random", { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 } });
  policy.begin({ seed: 1 });
  strictEqual(policy.decide(SITUATION).propensity, 1 / actions.length);
});
