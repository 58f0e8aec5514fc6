import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { type Diagnosis, type JsonValue, NOOP, UsageError } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createStream } from "../../random/mod.ts";
import { createPolicy, policies } from "../catalogue.ts";
import { type ArmState, type BoundName, countReward, EXPLORATION } from "../bandits/confidence_bounds.ts";
import { upperBound } from "../bandits/ucb1_table.ts";

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 }, seed: 1 };

/** Mean regret of runs with Bernoulli rewards, carried from [0, 1] to the bandit's [-3, 1]. */
function meanRegret(
  bound: BoundName,
  { chancesOf, rounds, runs, next }: {
    chancesOf: () => readonly number[];
    rounds: number;
    runs: number;
    next: () => number;
  },
): number {
  let lost = 0;
  for (let run = 0; run < runs; run++) {
    const chances = chancesOf();
    const arms: ArmState[] = chances.map(() => ({ pulls: 0, total: 0, squares: 0 }));
    const best = Math.max(...chances);
    for (let round = 0; round < rounds; round++) {
      const chosen = upperBound(arms, { bound, exploration: EXPLORATION });
      lost += best - chances[chosen]!;
      countReward(arms[chosen]!, 4 * (next() < chances[chosen]! ? 1 : 0) - 3);
    }
  }
  return lost / runs;
}

Deno.test("UCB1's regret on ten arms uniform in [0, 1] over 500 rounds is the published 86.85 (3 %)", () => {
  const { next } = createStream(1, "regret");
  const chancesOf = () => Array.from({ length: 10 }, next);
  const regret = meanRegret("ucb1", { chancesOf, rounds: 500, runs: 1500, next });
  ok(Math.abs(regret - 86.85) < 0.03 * 86.85, `${regret}`);
});

// Regrets of two other implementations on arms of .9 and .8 over 10,000 rounds.
for (
  const [bound, low, high, runs] of [
    ["ucb1", 0.95 * 86, 1.05 * 89, 60],
    ["ucb1-tuned", 0.9 * 18, 1.1 * 18, 100],
    ["kl-ucb", 0.85 * 14.5, 1.15 * 14.5, 50],
  ] as const
) {
  Deno.test(`the regret of ${bound} on arms of .9 and .8 over 10,000 rounds is between ${low.toFixed(1)} and ${high.toFixed(1)}`, () => {
    const { next } = createStream(2, "regret");
    const regret = meanRegret(bound, { chancesOf: () => [0.9, 0.8], rounds: 10_000, runs, next });
    ok(regret > low && regret < high, `${regret}`);
  });
}

function bandit() {
  const policy = createPolicy("ucb1", CONTEXT);
  const observe = synthesize(1);
  const diagnosis: Diagnosis = { suspect: "db", confidence: 1, ranking: [], rationale: "given" };
  const decide = (values: Record<number, number>, inBreach = true) =>
    policy.decide({
      observation: observe({ values }),
      recent: createWindow(SYNTHETIC, 1),
      detection: undefined,
      inBreach,
      diagnose: () => diagnosis,
    });
  const pass = (steps: number, reward: number) => {
    for (let i = 0; i < steps; i++) policy.learn({ executed: NOOP, reward, sloViolated: reward < 0 });
  };
  const learnt = () => (policy.saveState() as { readonly inner: JsonValue }).inner;
  return { policy, decide, pass, learnt };
}

const SLOW = { 0: 500 };

Deno.test("the bandit tries each of the five kinds of action once, each with six steps to take effect", () => {
  const { decide, pass, learnt } = bandit();
  const kinds = Array.from({ length: 5 }, () => {
    const { action, propensity } = decide(SLOW);
    strictEqual(propensity, 1);
    pass(1, -2);
    strictEqual(decide(SLOW).action.kind, "noop");
    pass(5, -2);
    return action.kind;
  });
  deepStrictEqual(kinds, ["noop", "restart", "scale", "clear_cache", "limit_traffic"]);
  deepStrictEqual(learnt(), { "db/slow/answering": Array(5).fill([1, -2, 0.0625]) });
});

Deno.test("the bandit learns to prefer the action that helps, separately for each kind of incident", () => {
  const { decide, pass } = bandit();
  const chosen: string[] = [];
  for (let i = 0; i < 200; i++) {
    const { action } = decide(SLOW);
    chosen.push(action.kind);
    pass(6, action.kind === "restart" ? 1 : -2);
  }
  ok(chosen.slice(100).filter((kind) => kind === "restart").length > 60);
  strictEqual(decide({ 1: 0.5 }).action.kind, "noop", "another signature starts without experience");
});

Deno.test("the bandit learns nothing without a breach", () => {
  const { decide, pass, learnt } = bandit();
  for (let i = 0; i < 20; i++) {
    decide({}, false);
    pass(1, 1);
  }
  deepStrictEqual(learnt(), {});
});

Deno.test("the state of the bandit survives JSON, and anything else is rejected", () => {
  const { decide, pass, policy } = bandit();
  for (let i = 0; i < 8; i++) {
    decide(SLOW);
    pass(6, -1.25);
  }
  const other = createPolicy("ucb1", CONTEXT);
  other.loadState(JSON.parse(JSON.stringify(policy.saveState())));
  deepStrictEqual(other.saveState(), policy.saveState());
  const tables = [
    null,
    3,
    [],
    { a: 1 },
    { a: [[1, 2]] },
    { a: Array(5).fill(["1", 2, 0]) },
    {
      a: Array(5).fill([-1, 2, 0]),
    },
    { a: Array(5).fill([1, NaN, 0]) },
    { a: Array(5).fill([1.5, 2, 0]) },
  ];
  const { loadState } = policies.get("ucb1").create(CONTEXT, {
    bound: "ucb1",
    exploration: 2,
    horizonSteps: 6,
  });
  for (const table of tables) {
    throws(() => loadState(table), UsageError);
    throws(() => other.loadState(table), UsageError);
  }
});

Deno.test("the bandit waits for six rewards and credits its arm with their mean, the seventh is nobody's", () => {
  const { decide, pass, learnt } = bandit();
  decide(SLOW);
  pass(5, -2);
  strictEqual(decide(SLOW).reason, "the last decision needs time to take effect");
  pass(1, 1);
  pass(1, 100);
  strictEqual(decide(SLOW).action.kind, "restart");
  const [first] = (learnt() as Record<string, number[][]>)["db/slow/answering"]!;
  deepStrictEqual(first, [1, -1.5, 0.140625]);
});

Deno.test("a state of the bandit that was edited, cut, or saved under other parameters or by another policy is refused when it is loaded", () => {
  const { decide, pass, policy } = bandit();
  for (let i = 0; i < 8; i++) {
    decide(SLOW);
    pass(6, -1.25);
  }
  const state = policy.saveState() as Record<string, JsonValue>;
  const edited = JSON.parse(JSON.stringify(state).replace("[2,", "[3,"));
  const { checksum: _, ...cut } = state;
  const before = policy.saveState();
  const foreign = [
    createPolicy("ucb1:exploration=1", CONTEXT).saveState(),
    createPolicy("thompson", CONTEXT).saveState(),
  ];
  for (const wrong of [edited, cut, ...foreign]) {
    throws(() => policy.loadState(wrong), /^UsageError: Cannot take the state of the policy "ucb1"/);
  }
  deepStrictEqual(policy.saveState(), before);
});
