import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { type JsonValue, UsageError } from "../../model/mod.ts";
import { environmentOptions, resolveExperiment } from "./resolve.ts";

const MINE = { name: "mine", agents: ["noop", "full"] };

/** A mistake in a file, and what is said of it. */
const MISTAKES: readonly [given: { [key: string]: JsonValue }, message: RegExp][] = [
  [{ agent: ["full"] }, /^agent is not known: did you mean "agents"\? Known: .*agents/],
  [{ agents: ["fulll"] }, /^agents\[0\] is "fulll": did you mean "full"\?/],
  [{ agents: [3] }, /^agents\[0\] must be a name or a text or an object, found 3/],
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
  [{ scenarios: [{ severity: [-0.2, 1] }] }, /^scenarios\[0\]: .*found \[-0.2, 1\]/],
  [{ scenarios: [{ benign: "deplyo" }] }, /^scenarios\[0\]: .*did you mean "deploy"/],
  [{ scenarios: [{ measuredAt: ["dbb"] }] }, /^scenarios\[0\]: .*did you mean "db"/],
  [{ scenarios: [{ begnin: "deploy" }] }, /^scenarios\[0\].begnin is not known: did you mean "benign"/],
  [{ scenarios: [{ workload: "dayly" }] }, /^scenarios\[0\]: .*did you mean "daily"/],
  [{ scenarios: [{ scrapes: { lost: 1 } }] }, /^scenarios\[0\].scrapes.lost is not known/],
  [{ scenarios: [{ scrapes: { silent: ["dbb"] } }] }, /^scenarios\[0\]: .*did you mean "db"/],
  [{ scenarios: [{ flapping: [5] }] }, /^scenarios\[0\].flapping/],
  [{ scenarios: [{ onset: "rmp" }] }, /^scenarios\[0\].onset is "rmp": did you mean "ramp"/],
  [{ scenarios: [{ knownCalls: 2 }] }, /^scenarios\[0\].knownCalls must be at most 1, found 2/],
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
  [
    { scenarios: [{ parts: { ful: { diagnoser: "fused" } } }] },
    /^scenarios\[0\]\.parts: .*did you mean "full"/,
  ],
  [
    { scenarios: [{ parts: { full: { diagnoser: "fusd" } } }] },
    /^scenarios\[0\]\.parts\.full\.diagnoser: .*did you mean "fused"/,
  ],
  [
    { scenarios: [{ parts: { full: { diagnosr: "fused" } } }] },
    /^scenarios\[0\]\.parts\.full\.diagnosr is not known: did you mean "diagnoser"/,
  ],
  [
    { scenarios: [{ parts: { noop: { diagnoser: "fused" } } }] },
    /^scenarios\[0\]\.parts\.noop: .*no parts/,
  ],
  [
    { scenarios: [{ parts: { full: { diagnoser: "fused:without=partitoin" } } }] },
    /^scenarios\[0\]\.parts\.full\.diagnoser: .*did you mean "partition"/,
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

Deno.test("the conditions of a scenario reach its environment, and one without any resolves as before there were any", () => {
  const conditions = {
    onset: "ramp",
    rampSteps: 20,
    flapping: [5, 3],
    startSteps: [70, 90],
    packetLoss: [0.01, 0.1],
    workload: [1, 1.2],
    benign: "deploy:api",
    scrapes: { lostShare: 0.1, silent: ["db"], lostMetrics: ["errorRate"] },
    measuredAt: ["db"],
    knownCalls: 0.5,
    unknownCallers: 1,
    wording: "varied",
  } as const;
  const [own, usual] =
    resolveExperiment({ ...MINE, scenarios: [{ name: "own", ...conditions }, {}] }).scenarios;
  const options = environmentOptions(own!);
  for (const [name, value] of Object.entries(conditions)) {
    deepStrictEqual(options[name as keyof typeof options], value, name);
  }
  deepStrictEqual(Object.keys(usual!).filter((key) => key in conditions), []);
});

Deno.test("a scenario can have an error budget, weights of the reward and the prototype's model, with all defaults written out", () => {
  const input = {
    name: "mine",
    agents: ["noop"],
    scenarios: [
      { slo: { objective: 0.99 }, reward: { breach: -4 } },
      { name: "seed", mode: "prototype" },
    ],
  } as const;
  const resolved = resolveExperiment(input);
  const [budget, prototype] = resolved.scenarios;
  strictEqual(budget!.slo.timeScale, 1 / 18);
  strictEqual(budget!.slo.windows!.length, 2);
  deepStrictEqual(budget!.reward, { breach: -4 });
  deepStrictEqual(prototype!.slo, { latencyP95Ms: 220, errorRate: 0.06 });
  strictEqual(prototype!.guardrails.disruptionSteps, 0);
  deepStrictEqual(resolveExperiment(resolved as unknown as JsonValue), resolved);
  throws(
    () => resolveExperiment({ ...input, scenarios: [{ reward: { breech: -4 } }] } as unknown as JsonValue),
    /did you mean "breach"/,
  );
  throws(
    () => resolveExperiment({ ...input, scenarios: [{ mode: "prototype", decoys: 1 }] }),
    /The mode "prototype" has no decoys/,
  );
});

Deno.test("looks at logs and traces one by one are refused where agents see metrics alone, so that nobody measures nothing", () => {
  const looking = (looks: string, signals: readonly ("logs" | "traces")[]) =>
    resolveExperiment({
      name: "x",
      agents: [{ agent: "full", diagnoser: `fused${looks}` }],
      scenarios: [{ signals: [...signals] }],
      seeds: { count: 1 },
    });
  throws(() => looking(":looks=3", []), {
    name: "UsageError",
    message:
      /^The diagnoser "fused" with looks=3 looks at logs and traces, found metrics alone: .* or take looks=0$/,
  });
  for (const looks of ["", ":looks=0", ":looks=1000"]) looking(looks, []);
  for (const signal of ["logs", "traces"] as const) looking(":looks=3", [signal]);
});
