import { strictEqual, throws } from "node:assert";
import { agents, createAgent } from "./mod.ts";

Deno.test("createAgent() makes each agent that is listed", () => {
  for (const { name } of agents.entries) strictEqual(createAgent(name).name, name);
});

Deno.test("createAgent() names the nearest agent or part for one that is not there", () => {
  throws(() => createAgent("ful"), /did you mean "full"\?/);
  throws(() => createAgent("full", { detector: "robust" }), /did you mean "robust-z"\?/);
  throws(() => createAgent("full", { detector: "threshold" }), /did you mean "slo-limits"\?/);
  throws(
    () => createAgent("full", { detector: "cusum:clop=4" }),
    /no parameter "clop": did you mean "clip"\?/,
  );
  throws(
    () => createAgent("random", { policy: "playbook" }),
    /"playbook" needs an agent with a detector and/,
  );
  throws(() => createAgent("full", { threshold: "spot" }), /"two-opinions" has limits of its own/);
  throws(() => createAgent("full", { diagnosr: "fused" } as never), /did you mean "diagnoser"\?/);
});

Deno.test("createAgent() calls an agent of other parts what it is told to", () => {
  strictEqual(createAgent("full", { policy: "ucb1" }).name, "full");
  strictEqual(createAgent("full", { policy: "ucb1", named: "mine" }).name, "mine");
});

Deno.test("the agent noop has no parts, waits and remembers nothing", () => {
  throws(() => createAgent("noop", { policy: "random" }), /"noop" has no parts to swap/);
  const agent = createAgent("noop");
  const observation = { step: 0, timeSeconds: 0, values: new Float64Array(0) };
  strictEqual(agent.act(observation).decision.action.kind, "noop");
  strictEqual(agent.saveState(), null);
});
