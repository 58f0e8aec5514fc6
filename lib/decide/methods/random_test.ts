import { deepStrictEqual, notDeepStrictEqual, strictEqual } from "node:assert";
import { describeAction } from "../../model/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { everyAction } from "../every_action.ts";
import type { Situation } from "../policy.ts";
import { createPolicy } from "../catalogue.ts";

/** Drawn actions; the policy looks at nothing, so it is shown nothing. */
function drawn(seed: number, steps: number): string[] {
  const policy = createPolicy("random", { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 } });
  policy.begin({ seed });
  return Array.from({ length: steps }, () => describeAction(policy.decide({} as Situation).action));
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
  strictEqual(policy.decide({} as Situation).propensity, 1 / actions.length);
});
