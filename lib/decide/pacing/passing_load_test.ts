import { deepStrictEqual } from "node:assert";
import type { FaultType } from "../../model/mod.ts";
import { breachStepsFor, type Cause, isOfLoad } from "./passing_load.ts";

const cause = (fault: FaultType, probability = 1): Cause => ({
  suspect: "api",
  kinds: [{ service: "api", fault, probability }],
});

Deno.test("what load explains is waited for, the longer the milder, and longest where it is the users'", () => {
  const steps = (fault: FaultType) => [true, false].map((isMild) => breachStepsFor(cause(fault), { isMild }));
  deepStrictEqual(steps("traffic_surge"), [8, 2]);
  deepStrictEqual(steps("cpu_saturation"), [3, 2]);
  deepStrictEqual(steps("bad_deploy"), [1, 1]);
});

Deno.test("a fifth of a chance of load is enough, at the suspect alone", () => {
  deepStrictEqual([0.19, 0.2].map((one) => isOfLoad(cause("traffic_surge", one))), [false, true]);
  deepStrictEqual(isOfLoad({ ...cause("traffic_surge"), suspect: "db" }), false);
});
