import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { createAgent } from "../agent/mod.ts";
import { everyAction } from "../decide/mod.ts";
import { type Agent, type Decision, NOOP, type Observation } from "../model/mod.ts";
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
  const [{ action, candidates, ...entry }] = [agent.decisions[0]!];
  strictEqual(candidates!.length, everyAction(SYNTHETIC).length);
  strictEqual(candidates!.find((one) => one.action === action)!.propensity, entry.propensity);
  deepStrictEqual(entry, {
    seed: 9,
    step: 5,
    signature: "-/slow/answering",
    propensity: 1 / everyAction(SYNTHETIC).length,
    executed: true,
    reward: -0.5,
    earned: -1,
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

/** An agent that does nothing, and what it was told. */
function listener() {
  const told: unknown[] = [];
  return {
    told,
    agent: logDecisions({ ...createAgent("noop"), learn: (feedback) => void told.push(feedback) }),
  };
}

Deno.test("a logged agent hears of every step, in a breach and out of it", () => {
  const { told, agent } = listener();
  const observe = synthesize(1);
  agent.begin(CONTEXT);
  const feedbacks = [{ executed: NOOP, reward: 1, sloViolated: false }, {
    executed: NOOP,
    reward: -2,
    sloViolated: true,
  }];
  agent.act(observe());
  agent.learn(feedbacks[0]!);
  agent.act(observe({ values: { 0: 500 } }));
  agent.learn(feedbacks[1]!);
  deepStrictEqual(told, feedbacks);
});

Deno.test("a decision has the mean of six rewards by default, its own step's among them", () => {
  const { agent } = listener();
  const observe = synthesize(1);
  agent.begin(CONTEXT);
  agent.act(observe({ values: { 0: 500 } }));
  for (const reward of [1, 2, 3, 4, 5]) agent.learn({ executed: NOOP, reward, sloViolated: false });
  strictEqual(agent.decisions.length, 0);
  agent.learn({ executed: NOOP, reward: 9, sloViolated: false });
  deepStrictEqual(agent.decisions.map(({ reward }) => reward), [4]);
});

Deno.test("a decision is logged once, and not at all if the next step is acted on before its reward is known", () => {
  const { agent } = listener();
  const observe = synthesize(1);
  const feedback = { executed: NOOP, reward: 1, sloViolated: false };
  agent.begin(CONTEXT);
  agent.act(observe({ values: { 0: 500 } }));
  for (let i = 0; i < 20; i++) agent.learn(feedback);
  strictEqual(agent.decisions.length, 1, "learnt from again");
  agent.act(observe({ values: { 0: 500 } }));
  agent.act(observe());
  for (let i = 0; i < 20; i++) agent.learn(feedback);
  agent.act(observe({ values: { 0: 500 } }));
  agent.begin(CONTEXT);
  for (let i = 0; i < 20; i++) agent.learn(feedback);
  strictEqual(agent.decisions.length, 1, "dropped");
});

Deno.test("a logged agent that has not begun acts as the agent it wraps, and nothing is logged", () => {
  const { agent } = listener();
  deepStrictEqual(agent.act(synthesize(1)({ values: { 0: 500 } })).decision.action, NOOP);
  for (let i = 0; i < 9; i++) agent.learn({ executed: NOOP, reward: 1, sloViolated: true });
  deepStrictEqual(agent.decisions, []);
});

/** A logged agent that waits, with shadows, and the log of one breach of two steps. */
function shadowed(shadows: readonly Agent[], logged: Agent = createAgent("noop")) {
  const agent = logDecisions(logged, { shadows });
  const observe = synthesize(1);
  agent.begin(CONTEXT);
  for (let i = 0; i < 6; i++) agent.act(observe());
  for (let i = 0; i < 2; i++) {
    agent.act(observe({ values: { 0: 500 } }));
    agent.learn({ executed: NOOP, reward: -2, sloViolated: true });
  }
  agent.settle();
  return agent.decisions;
}

/** An agent that always answers the same. */
const saying = (name: string, decision: Decision): Agent => ({
  ...createAgent("noop"),
  name,
  act: () => ({ decision }),
});

Deno.test("the log says what shadows would have done, as probabilities of the candidates", () => {
  const features = new Float64Array(0);
  const restore = { kind: "restore" } as const;
  const both = [{ action: NOOP, propensity: 0.25, features }, {
    action: restore,
    propensity: 0.75,
    features,
  }];
  const shadows = [
    saying("waits", { action: NOOP, propensity: 1, reason: "" }),
    saying("says", { action: restore, propensity: 0.75, reason: "", candidates: both }),
    saying("silent", { action: NOOP, propensity: 0.5, reason: "" }),
    saying("elsewhere", { action: { kind: "clear_cache" }, propensity: 1, reason: "" }),
  ];
  deepStrictEqual(
    shadowed(shadows).map(({ shadows }) => shadows),
    Array(2).fill({ waits: [1], says: [0.25], elsewhere: [0] }),
  );
  const logged = saying("logged", { action: NOOP, propensity: 0.25, reason: "", candidates: both });
  deepStrictEqual(shadowed(shadows, logged)[0]!.shadows, {
    waits: [1, 0],
    says: [0.25, 0.75],
    elsewhere: [0, 0],
  });
});

Deno.test("shadows hear what was done unless they learn, and need names of their own", () => {
  const told: string[] = [];
  const hearing = (name: string, learns: boolean): Agent => ({
    ...createAgent("noop"),
    name,
    learns,
    learn: () => void told.push(name),
  });
  shadowed([hearing("fixed", false), hearing("learner", true)]);
  deepStrictEqual(told, ["fixed", "fixed"]);
  throws(() => shadowed([createAgent("noop"), createAgent("noop")]), /name of its own, found "noop" twice/);
});

Deno.test("a decision has earned what came until the next one, and the last one what came until the end", () => {
  const agent = logDecisions(createAgent("noop"), { horizonSteps: 1 });
  const observe = synthesize(1);
  agent.begin(CONTEXT);
  for (const [latency, reward] of [[500, -2], [100, 1], [100, 3], [500, -4], [100, 5]] as const) {
    agent.act(observe({ values: { 0: latency } }));
    agent.learn({ executed: NOOP, reward, sloViolated: latency > 220 });
  }
  agent.settle();
  agent.learn({ executed: NOOP, reward: 100, sloViolated: false });
  deepStrictEqual(agent.decisions.map(({ reward, earned }) => [reward, earned]), [[-2, 2], [-4, 1]]);
});
