import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { createAgent } from "../agent/mod.ts";
import { everyAction } from "../decide/mod.ts";
import { NOOP, type Observation } from "../model/mod.ts";
import { synthesize, SYNTHETIC } from "../observe/testing/synthetic.ts";
import { logDecisions } from "./decision_log.ts";

const CONTEXT = {
  topology: SYNTHETIC,
  slo: { latencyP95Ms: 220, errorRate: 0.06 },
  warmupSteps: 5,
  seed: 9,
};

Deno.test("the log holds the decisions made during a breach, with propensity, reward and whether they were executed", () => {
  const agent = logDecisions(createAgent("random"), { horizonSteps: 2 });
  const observe = synthesize(1);
  agent.begin(CONTEXT);
  for (let i = 0; i < 5; i++) {
    agent.act(observe());
    agent.learn({ executed: NOOP, reward: 1, sloViolated: false });
  }
  const first = agent.act(observe({ values: { 0: 500 } })).decision;
  agent.learn({ executed: first.action, reward: -2, sloViolated: true });
  agent.act(observe());
  agent.learn({ executed: NOOP, reward: 1, sloViolated: false });
  strictEqual(agent.decisions.length, 1);
  const [{ action: _, ...entry }] = [agent.decisions[0]!];
  deepStrictEqual(entry, {
    seed: 9,
    step: 5,
    signature: "-/slow/answering",
    propensity: 1 / everyAction(SYNTHETIC).length,
    executed: true,
    reward: -0.5,
  });
});

Deno.test("a refused decision is logged as not executed, and the next episode settles open decisions", () => {
  const agent = logDecisions(
    createAgent("full", { policy: "ucb1" }),
    { horizonSteps: 100 },
  );
  const observe = synthesize(2);
  agent.begin(CONTEXT);
  for (let i = 0; i < 5; i++) agent.act(observe());
  const proposals: string[] = [];
  for (let i = 0; i < 12; i++) {
    proposals.push(agent.act(observe({ values: { 0: 500, 1: 0.2 } })).decision.action.kind);
    agent.learn({ executed: NOOP, reward: -2, sloViolated: true });
  }
  agent.begin(CONTEXT);
  deepStrictEqual(agent.decisions.map(({ executed }) => executed), proposals.map((kind) => kind === "noop"));
  strictEqual(agent.decisions.every(({ reward }) => reward === -2), true);
});

Deno.test("a logged agent learns and keeps its state exactly as the agent it wraps", () => {
  const plain = { ...createAgent("full", { policy: "thompson" }) };
  strictEqual(logDecisions(plain).learns, true);
  strictEqual("learns" in logDecisions(createAgent("noop")), false);
  class Counter {
    readonly name = "counter";
    #episodes = 0;
    begin = () => {
      this.#episodes++;
    };
    act = createAgent("noop").act;
    learn = () => {};
    saveState() {
      return this.#episodes;
    }
    loadState(state: unknown) {
      this.#episodes = Number(state);
    }
  }
  const logged = logDecisions(new Counter());
  logged.loadState(4);
  logged.begin(CONTEXT);
  strictEqual(logged.saveState(), 5);
});

Deno.test("what is logged is what was observed, whatever the agent writes to it, and an answer that is none is told", () => {
  const plain = createAgent("noop");
  const spoils = {
    ...plain,
    act: (observation: Observation) => {
      const answer = plain.act(observation);
      observation.values.fill(0);
      return answer;
    },
  };
  const observe = synthesize(1);
  const logged = logDecisions(spoils, { horizonSteps: 1 });
  logged.begin(CONTEXT);
  logged.act(observe({ values: { 0: 500 } }));
  logged.learn({ executed: NOOP, reward: -2, sloViolated: true });
  deepStrictEqual(logged.decisions.map(({ signature }) => signature), ["-/slow/answering"]);
  for (
    const answer of [undefined, 5, {}, { decision: {} }, {
      decision: { action: { kind: "x" }, propensity: 1, reason: "" },
    }]
  ) {
    const mad = logDecisions({ ...plain, name: "mad", act: () => answer as never });
    mad.begin(CONTEXT);
    throws(() => mad.act(observe()), /^UsageError: The agent "mad" in step \d+: /);
  }
});
