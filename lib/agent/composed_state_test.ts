import { deepStrictEqual, notDeepStrictEqual, strictEqual, throws } from "node:assert";
import { type AgentContext, type JsonValue, NOOP, type Topology } from "../model/mod.ts";
import { synthesize, SYNTHETIC } from "../observe/testing/synthetic.ts";
import { createComposedAgent } from "./composed.ts";

const SLO = { latencyP95Ms: 220, errorRate: 0.06 };
const contextOf = (topology: Topology, slo = SLO): AgentContext => ({
  topology,
  slo,
  warmupSteps: 12,
  seed: 1,
});
const OTHER: Topology = { ...SYNTHETIC, entryRate: SYNTHETIC.entryRate + 1 };

const bandit = (policy = "ucb1") =>
  createComposedAgent("bandit", { detector: "slo-limits", diagnoser: "front", policy });

/** An episode in breach from the end of its warm-up on: the number of decisions that the bandit has to learn from is 4. */
function meet(agent: ReturnType<typeof bandit>, topology: Topology, slo = SLO): void {
  agent.begin(contextOf(topology, slo));
  const observe = synthesize(1);
  for (let step = 0; step < 36; step++) {
    agent.act(observe(step < 12 ? {} : { values: { 0: 900, 1: 0.5 } }));
    agent.learn({ executed: NOOP, reward: -2, sloViolated: true });
  }
}

/** Pulls by system. */
function pullsOf(state: JsonValue): number[] {
  const { systems } =
    (state as { inner: { systems: Record<string, { inner: Record<string, number[][]> }> } }).inner;
  return Object.values(systems).map(({ inner }) =>
    Object.values(inner).flat().reduce((sum, [pulls]) => sum + pulls!, 0)
  );
}

Deno.test("what a bandit learns lasts where every episode has an environment, and so a topology, of its own", () => {
  const agent = bandit();
  for (let episode = 0; episode < 5; episode++) meet(agent, structuredClone(SYNTHETIC));
  deepStrictEqual(pullsOf(agent.saveState()), [20]);
});

Deno.test("a bandit that meets two systems in turn keeps what it has learnt of each apart", () => {
  const agent = bandit();
  for (const topology of [SYNTHETIC, OTHER, SYNTHETIC, SYNTHETIC]) meet(agent, topology);
  deepStrictEqual(pullsOf(agent.saveState()), [12, 4]);
});

Deno.test("what a bandit learns under one SLO it keeps apart from what it learns under another", () => {
  const agent = bandit();
  meet(agent, SYNTHETIC);
  meet(agent, SYNTHETIC, { ...SLO, latencyP95Ms: 200 });
  deepStrictEqual(pullsOf(agent.saveState()), [4, 4]);
});

Deno.test("a bandit goes on from a state of several systems, and before it has met one", () => {
  const first = bandit();
  for (const topology of [SYNTHETIC, OTHER]) meet(first, topology);
  const state = JSON.parse(JSON.stringify(first.saveState()));
  const second = bandit();
  second.loadState(state);
  deepStrictEqual(second.saveState(), state);
  meet(second, OTHER);
  deepStrictEqual(pullsOf(second.saveState()), [4, 8]);
  first.loadState(bandit().saveState());
  deepStrictEqual(pullsOf(first.saveState()), []);
});

Deno.test("an agent refuses a state that was edited, cut, or saved by an agent with another policy or name", () => {
  const agent = bandit();
  meet(agent, SYNTHETIC);
  const state = agent.saveState() as Record<string, JsonValue>;
  const { inner: _, ...cut } = state;
  const foreign = bandit("ucb1:exploration=1");
  meet(foreign, SYNTHETIC);
  const deep = JSON.parse("[".repeat(3000) + "]".repeat(3000));
  for (
    const wrong of [
      { ...state, inner: JSON.parse(JSON.stringify(state.inner).replace("-2", "-1")) },
      cut,
      foreign.saveState(),
      { ...state, name: "full" },
      null,
      5,
      "",
      [],
      { ...state, inner: deep },
    ]
  ) {
    throws(() => agent.loadState(wrong), /^UsageError: Cannot take the state of the agent "bandit"/);
  }
  throws(
    () => agent.loadState({ ...state, extra: 1 }),
    /^UsageError: Cannot take the state of the agent "bandit": "extra" is not known in it$/,
  );
  deepStrictEqual(agent.saveState(), state);
});

Deno.test("an agent that doesn't learn saves nothing, and takes nothing else", () => {
  const agent = bandit("playbook");
  meet(agent, SYNTHETIC);
  strictEqual(agent.saveState(), null);
  agent.loadState(null);
  throws(() => agent.loadState({ a: 1 }), /^UsageError: Cannot take the state of the agent "bandit"/);
});

Deno.test("the state of a policy of one's own is kept, by system", () => {
  const counting = () => {
    let episodes = 0;
    return createComposedAgent("counts", {
      policy: () => ({
        name: "counts",
        begin: () => void episodes++,
        fit: () => {},
        decide: () => ({ action: NOOP, propensity: 1, reason: "counts" }),
        learn: () => {},
        saveState: () => episodes,
        loadState: (state) => void (episodes = Number(state)),
      }),
    });
  };
  const agent = counting();
  meet(agent, SYNTHETIC);
  meet(agent, SYNTHETIC);
  const other = counting();
  other.loadState(agent.saveState());
  meet(other, SYNTHETIC);
  notDeepStrictEqual(other.saveState(), agent.saveState());
  meet(agent, SYNTHETIC);
  deepStrictEqual(other.saveState(), agent.saveState());
});
