import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { type JsonValue, UsageError } from "../../model/mod.ts";
import { resolveExperiment } from "./resolve.ts";

const MINE = { name: "mine", agents: ["noop", "full"] };

/** A mistake in a file, and what is said of it. */
const MISTAKES: readonly [given: { [key: string]: JsonValue }, message: RegExp][] = [
  [{ agent: ["full"] }, /^agent is not known: did you mean "agents"\? Known: .*agents/],
  [{ agents: ["fulll"] }, /^agents\[0\] is "fulll": did you mean "full"\?/],
  [{ agents: [3] }, /^agents\[0\] must be a name or an object, found 3/],
  [{ agents: [] }, /^agents must have 1 or more, found \[\]/],
  [{ agents: ["full", "full"] }, /^agents\[1\] has the name "full" that agents\[0\] has/],
  [
    { agents: [{ agent: "full", detectr: "x" }] },
    /^agents\[0\].detectr is not known: did you mean "detector"/,
  ],
  [{ agents: [{ agent: "full", detector: "robust-x" }] }, /^agents\[0\].detector: .*did you mean "robust-z"/],
  [{ agents: [{ agent: "oracle", policy: "ucb1" }] }, /^agents\[0\]: .*no parts/],
  [{ name: "A b" }, /^name must be small letters, digits and hyphens, found "A b"/],
  [{ seeds: 5 }, /^seeds must be a list or an object, found 5/],
  [{ seeds: { cout: 4 } }, /^seeds.cout is not known: did you mean "count"/],
  [{ seeds: { count: "many" } }, /^seeds.count must be a number, found "many"/],
  [{ seeds: [1, 1] }, /^seeds holds one number twice/],
  [{ seeds: [1, 2], trials: 2 }, /^trials needs seeds as a range/],
  [{ metrics: ["slo_step"] }, /^metrics\[0\] is "slo_step": did you mean "slo_steps"/],
  [{ scenarios: [{ topology: "boutiq" }] }, /^scenarios\[0\]: .*did you mean "boutique"/],
  [{ scenarios: [{}, { fault: "slow_qery" }] }, /^scenarios\[1\]: .*did you mean "slow_query"/],
  [
    { scenarios: [{ slo: { latency: 3 } }] },
    /^scenarios\[0\].slo.latency is not known: did you mean "latencyP95Ms"\? Known: latencyP95Ms/,
  ],
  [{ scenarios: [{ severity: [0.2, 1] }] }, /^scenarios\[0\]: .*found \[0.2, 1\]/],
  [{ confidence: 95 }, /^confidence must be less than 1, found 95/],
  [{ steps: 50 }, /^scenarios\[0\]: An episode needs at least 100 steps .* found 50/],
  [{ steps: 1e12 }, /^steps must be at most 100000, found 1000000000000/],
  [{ scenarios: [{ steps: 1e9 }] }, /^scenarios\[0\].steps must be at most 100000/],
  [{ scenarios: [{ warmupSteps: 1e9 }] }, /^scenarios\[0\].warmupSteps must be at most 100000/],
  [{ scenarios: [{ signals: ["logs", "logs"] }] }, /^scenarios\[0\].signals must name each once/],
  [{ metrics: ["slo_steps", "slo_steps"] }, /^metrics must name each once/],
  [{ seeds: { first: Number.MAX_SAFE_INTEGER - 1, count: 9 } }, /^seeds must end by 9007199254740991/],
  [{ seeds: { first: 1, count: 1e6 }, trials: 100 }, /at most 10000000 episodes, found 200000000: 2 agents/],
  [
    { agents: [{ agent: "full", detector: { name: ["cusum", "ewma"] } }] },
    /^agents\[0\].detector: name must be a text, found \["cusum","ewma"\]/,
  ],
  [{ reference: "ful" }, /^reference: .*did you mean "full"/],
];

for (const [given, message] of MISTAKES) {
  Deno.test(`resolveExperiment() says where ${JSON.stringify(given)} is wrong, and what was meant`, () => {
    throws(() => resolveExperiment({ ...MINE, ...given }), (error) => {
      strictEqual(error instanceof UsageError && !error.message.includes("\n"), true);
      return message.test((error as Error).message);
    });
  });
}

Deno.test("resolveExperiment() misses what must be there", () => {
  throws(() => resolveExperiment({ agents: ["full"] }), /^UsageError: name is missing: it must be a text/);
  throws(() => resolveExperiment([1]), /^UsageError: the experiment must be an object, found \[1\]/);
});

Deno.test("a resolved experiment is an experiment: resolving it again changes nothing, not even the order", () => {
  const resolved = resolveExperiment({
    agents: ["noop", { policy: "ucb1", detector: "isolation-forest", agent: "full" }],
    scenarios: [{ noise: 2, fault: "slow_query" }, { topology: "boutique", slo: { errorRate: 0.1 } }],
    name: "mine",
  });
  deepStrictEqual(
    JSON.stringify(resolveExperiment(JSON.parse(JSON.stringify(resolved)))),
    JSON.stringify(resolved),
  );
  strictEqual(resolved.agents[1]?.name, "full detector=isolation-forest policy=ucb1");
  strictEqual(resolved.reference, "noop");
});

Deno.test("resolveExperiment() writes the defaults out", () => {
  const [scenario] = resolveExperiment({ name: "mine", agents: ["full"], steps: 300 }).scenarios;
  deepStrictEqual(
    [scenario?.steps, scenario?.slo.latencyP95Ms, scenario?.guardrails.restartCooldownSteps],
    [300, 220, 20],
  );
});
