import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { type AgentContext, UsageError } from "../model/mod.ts";
import { policyFrom } from "../decide/mod.ts";
import { synthesize, SYNTHETIC } from "../observe/testing/synthetic.ts";
import { createComposedAgent } from "./composed.ts";

const CONTEXT: AgentContext = {
  topology: SYNTHETIC,
  slo: { latencyP95Ms: 220, errorRate: 0.06 },
  warmupSteps: 12,
  seed: 1,
};

Deno.test("a composed agent waits through the warm-up, then detects and decides", () => {
  const agent = createComposedAgent("restarts", {
    detector: "robust-z",
    policy: () => policyFrom("restarts", () => ({ kind: "restart", service: "api" })),
  });
  agent.begin(CONTEXT);
  const observe = synthesize(1);
  const steps = Array.from({ length: 13 }, () => agent.act(observe()));
  ok(steps.slice(0, 12).every(({ decision, detection }) => decision.action.kind === "noop" && !detection));
  deepStrictEqual(steps[12]!.decision.action, { kind: "restart", service: "api" });
  ok(steps[12]!.detection !== undefined);
});

Deno.test("a composed agent diagnoses once a step at most, and only where the policy asks", () => {
  let asked = 0;
  const agent = createComposedAgent("asks", {
    detector: "robust-z",
    diagnoser: () => ({
      name: "counts",
      fit: () => {},
      diagnose: () => {
        asked++;
        return { suspect: "db", confidence: 1, ranking: [], rationale: "always db" };
      },
    }),
    policy: () =>
      policyFrom("asks", ({ observation, diagnose }) => {
        if (observation.step % 2 === 0) return undefined;
        diagnose();
        return { kind: "restart", service: diagnose().suspect };
      }),
  });
  agent.begin(CONTEXT);
  const observe = synthesize(1);
  const steps = Array.from({ length: 22 }, () => agent.act(observe()));
  strictEqual(asked, 5);
  strictEqual(steps.filter(({ diagnosis }) => diagnosis?.suspect === "db").length, 5);
});

Deno.test("a composed agent says what is missing before an episode and for a diagnosis without a diagnoser", () => {
  const agent = createComposedAgent("bare", {
    policy: () => policyFrom("asks", ({ diagnose }) => ({ kind: "restart", service: diagnose().suspect })),
  });
  const observe = synthesize(1);
  throws(() => agent.act(observe()), UsageError);
  throws(() => agent.act(observe()), /"bare" must begin an episode before it acts/);
  agent.begin({ ...CONTEXT, warmupSteps: 1 });
  agent.act(observe());
  throws(() => agent.act(observe()), UsageError);
  throws(() => agent.act(observe()), /"asks" needs an agent with a detector and a diagnoser/);
});

Deno.test("a composed agent hands on to its policy what the guardrails would let through, and refuses what is no function", () => {
  const asked: string[] = [];
  const agent = createComposedAgent("asks", {
    policy: () =>
      policyFrom("asks", ({ allows }) => {
        const action = { kind: "restart", service: "db" } as const;
        return allows!(action) ? action : undefined;
      }),
  });
  agent.begin({
    ...CONTEXT,
    warmupSteps: 1,
    allows: ({ kind }) => (asked.push(kind), asked.length > 1),
  });
  const observe = synthesize(1);
  const kinds = Array.from({ length: 3 }, () => agent.act(observe()).decision.action.kind);
  deepStrictEqual(kinds, ["noop", "noop", "restart"]);
  deepStrictEqual(asked, ["restart", "restart"]);
  throws(() => agent.begin({ ...CONTEXT, allows: true as never }), /allows must be a function/);
});
