import { match, ok, strictEqual, throws } from "node:assert";
import type { AgentContext, JsonValue } from "../model/mod.ts";
import type { OwnPolicy } from "../decide/mod.ts";
import { synthesize, SYNTHETIC } from "../observe/testing/synthetic.ts";
import { type AgentParts, createComposedAgent } from "./composed.ts";

const CONTEXT: AgentContext = {
  topology: SYNTHETIC,
  slo: { latencyP95Ms: 220, errorRate: 0.06 },
  warmupSteps: 2,
  seed: 1,
};
const waiting: OwnPolicy = {
  name: "waits",
  decide: () => ({ action: { kind: "noop" }, propensity: 1, reason: "" }),
};

/** Lets an agent of some parts act for three steps. */
function run(parts: Partial<AgentParts>): ReturnType<typeof createComposedAgent> {
  const agent = createComposedAgent("mine", { policy: () => waiting, ...parts });
  agent.begin(CONTEXT);
  const observe = synthesize(1);
  for (let i = 0; i < 3; i++) agent.act(observe());
  return agent;
}

/** The message of what is thrown. */
function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return `${error}`;
  }
  return "nothing was thrown";
}

Deno.test("a policy of one's own with a name and decide() alone waits, learns nothing and has no state", () => {
  const agent = run({});
  agent.learn({ executed: { kind: "noop" }, reward: 1, sloViolated: false });
  strictEqual(agent.saveState(), null);
});

Deno.test("what a policy of one's own has of the other members is called, on the policy itself", () => {
  class Counting {
    readonly name = "counts";
    #calls: string[] = [];
    begin = () => this.#calls.push("begin");
    fit() {
      this.#calls.push("fit");
    }
    decide = waiting.decide;
    learn() {
      this.#calls.push("learn");
    }
    saveState(): JsonValue {
      return [...this.#calls];
    }
    loadState(state: JsonValue) {
      this.#calls = [...state as string[], "load"];
    }
  }
  const agent = run({ policy: () => new Counting() });
  agent.learn({ executed: { kind: "noop" }, reward: 1, sloViolated: false });
  const state = agent.saveState();
  const next = createComposedAgent("mine", { policy: () => new Counting() });
  next.loadState(state);
  next.begin(CONTEXT);
  ok(JSON.stringify(next.saveState()).includes('["begin","fit","learn","load","begin"]'));
});

for (
  const [made, expected] of [
    [{ name: "four" }, /its policy: what it makes lacks decide\(\), found {"name":"four"}$/],
    [{ decide: () => {} }, /lacks name, found/],
    [3, /what it makes must be an object with name, decide\(\), found 3$/],
    [{ ...waiting, learn: 3 }, /must have learn\(\) or leave it out, found/],
    [{ ...waiting, saveState: () => 1 }, /must have both saveState\(\) and loadState\(\), or neither, found/],
  ] as const
) {
  Deno.test(`what is no policy is refused with what it lacks: ${expected.source}`, () => {
    throws(() => run({ policy: () => made as never }), expected);
  });
}

Deno.test("a part of one's own that gives nothing, or a service that isn't there, is told with part and step", () => {
  match(
    messageOf(() =>
      run({ detector: () => ({ name: "dn", fit: () => {}, update: () => undefined as never }) })
    ),
    /^UsageError: the detector "dn" \(update, step 2\): must return a detection, .* found nothing$/,
  );
  const asking: OwnPolicy = {
    name: "asks",
    decide: ({ diagnose }) => ({ ...waiting.decide(undefined as never), reason: diagnose().suspect }),
  };
  const guess = (suspect: string) => () => ({
    name: "guess",
    fit: () => {},
    diagnose: () => ({ suspect, confidence: 1, ranking: [], rationale: "" }),
  });
  const parts = { detector: "robust-z", policy: () => asking };
  run({ ...parts, diagnoser: guess("api") });
  match(
    messageOf(() => run({ ...parts, diagnoser: guess("apii") })),
    /^UsageError: the diagnoser "guess" \(diagnose, step 2\): .*"apii": did you mean "api"/,
  );
});

Deno.test("what a part of one's own throws is told with part, member and step, in the episode's own steps", () => {
  const boom = () => {
    throw new TypeError("boom");
  };
  const agent = run({ policy: () => ({ ...waiting, learn: boom }) });
  match(messageOf(() => agent.learn({} as never)), /^Error: the policy "waits" \(learn, step 2\): boom$/);
  match(messageOf(() => run({ policy: () => ({ ...waiting, begin: boom }) })), /\(begin\): boom$/);
  match(
    messageOf(() => run({ detector: () => ({ name: "d", fit: boom, update: boom }) })),
    /\(fit, step 1\): boom$/,
  );
  match(messageOf(() => run({ policy: boom })), /its policy \(where it is made\): boom$/);
});
