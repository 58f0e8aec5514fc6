import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import { type Action, type Diagnosis, type JsonValue, NOOP, UsageError } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createPolicy } from "../catalogue.ts";

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 } };
const SLOW = { 0: 500 };

/** The bandit in situations of a breach with a fixed suspect, unless something else is given. */
function bandit(suspect: string, allows?: (action: Action) => boolean) {
  const policy = createPolicy("prototype-bandit", CONTEXT);
  const observe = synthesize(1);
  let diagnoses = 0;
  const diagnose = (): Diagnosis => {
    diagnoses++;
    return { suspect, confidence: 1, ranking: [], rationale: "given" };
  };
  const decide = ({ values = SLOW as Record<number, number>, inBreach = true, anomalous = false } = {}) =>
    policy.decide({
      observation: observe({ values }),
      recent: createWindow(SYNTHETIC, 1),
      detection: { scores: new Float64Array(3), globalScore: 0, anomalous },
      inBreach,
      ...(allows && { allows }),
      diagnose,
    });
  const pass = (steps: number, reward: number) => {
    for (let i = 0; i < steps; i++) policy.learn({ executed: NOOP, reward, sloViolated: reward < 0 });
  };
  /** The kinds of the next `count` actions, each with its six rewards. */
  const kinds = (count: number) =>
    Array.from({ length: count }, () => {
      const { action } = decide();
      pass(6, -2);
      return action.kind;
    });
  const learnt = () => (policy.saveState() as { readonly inner: JsonValue }).inner;
  return { policy, decide, pass, kinds, learnt, diagnoses: () => diagnoses };
}

Deno.test("the prototype's bandit diagnoses and acts at an alarm without a breach, and does neither without both", () => {
  const { decide, pass, learnt, diagnoses } = bandit("db");
  strictEqual(decide({ values: {}, inBreach: false }).reason, "healthy");
  strictEqual(diagnoses(), 0);
  const { reason } = decide({ values: {}, inBreach: false, anomalous: true });
  match(reason, /^UCB1 prefers noop for db\/fast\/answering after 0 tries$/);
  strictEqual(diagnoses(), 1);
  pass(6, 1);
  deepStrictEqual(decide({ values: {}, inBreach: false, anomalous: true }).action, {
    kind: "restart",
    service: "db",
  });
  pass(6, -2);
  deepStrictEqual(learnt(), {
    "db/fast/answering": [[1, 1, 1], [1, -2, 0.0625], ...Array(3).fill([0, 0, 0])],
  });
});

Deno.test("the prototype's bandit clears the caches for a cache only", () => {
  const all = ["noop", "restart", "scale", "clear_cache", "limit_traffic"];
  deepStrictEqual(bandit("cache").kinds(5), all);
  for (const suspect of ["api", "db"]) {
    const kinds = bandit(suspect).kinds(60);
    deepStrictEqual(new Set(kinds), new Set(all.filter((kind) => kind !== "clear_cache")), suspect);
  }
});

Deno.test("the prototype's bandit does not offer what the guardrails refuse, and tries it when they let it through", () => {
  let cooling = true;
  const { kinds, learnt } = bandit("db", ({ kind }) => kind !== "restart" || !cooling);
  ok(!kinds(40).includes("restart"));
  const [, restart] = (learnt() as Record<string, number[][]>)["db/slow/answering"]!;
  deepStrictEqual(restart, [0, 0, 0]);
  cooling = false;
  deepStrictEqual(kinds(1), ["restart"]);
  deepStrictEqual(bandit("cache", ({ kind }) => kind === "noop").kinds(3), ["noop", "noop", "noop"]);
});

Deno.test("the prototype's bandit goes on from its state, and refuses that of ucb1", () => {
  const one = bandit("db");
  one.kinds(9);
  const other = bandit("db");
  other.policy.loadState(JSON.parse(JSON.stringify(one.policy.saveState())));
  deepStrictEqual(other.kinds(20), one.kinds(20));
  throws(() => other.policy.loadState(createPolicy("ucb1", CONTEXT).saveState()), UsageError);
});
