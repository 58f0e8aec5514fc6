import { deepStrictEqual, notDeepStrictEqual, throws } from "node:assert";
import { agentParts } from "./agent_parts.ts";

Deno.test("agentParts() is the same for the same parts, however they are told", () => {
  const parts = agentParts("full policy=linear-ucb");
  deepStrictEqual(parts, { detector: "two-opinions", diagnoser: "fused", policy: "linear-ucb" });
  deepStrictEqual(agentParts("linear-ucb"), parts);
  deepStrictEqual(agentParts({ name: "mine", agent: "full", policy: { name: "linear-ucb" } }), parts);
  notDeepStrictEqual(agentParts("full"), parts);
  deepStrictEqual(agentParts("noop"), { agent: "noop" });
  deepStrictEqual(agentParts("planner"), { ...agentParts("full"), policy: "planner" });
});

Deno.test("agentParts() counts the threshold that a detector of streams has if none is given", () => {
  const parts = agentParts("full detector=cusum");
  deepStrictEqual(
    parts,
    agentParts({ agent: "full", detector: "cusum", threshold: "peaks:censored=0.4,feedback=0" }),
  );
  notDeepStrictEqual(parts, agentParts("full detector=cusum threshold=spot"));
});

Deno.test("agentParts() refuses what is no agent", () => {
  throws(() => agentParts("ful"), /did you mean "full"/);
  throws(() => agentParts("full policy"), /written as in "full policy=linear-ucb", found "full policy"/);
  throws(() => agentParts("full polcy=playbook"), /did you mean "policy"/);
});
