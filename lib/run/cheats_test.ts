import { deepStrictEqual, notStrictEqual, ok, strictEqual, throws } from "node:assert";
import {
  type Action,
  type Agent,
  type AgentContext,
  type AgentStep,
  LATENCY_P95_MS,
  NOOP,
  type Observation,
  PLATFORM,
  TIMINGS,
} from "../model/mod.ts";
import * as model from "../model/mod.ts";
import * as simulator from "../simulator/mod.ts";
import { DEFAULT_GUARDRAILS } from "../act/mod.ts";
import { createStream } from "../random/mod.ts";
import { createEnvironment, type Environment, type EnvironmentOptions } from "../simulator/mod.ts";
import { benignCatalogue } from "../simulator/benign/catalogue.ts";
import { faultCatalogue } from "../simulator/faults/catalogue.ts";
import { MULTIPLIERS } from "../simulator/prototype/system.ts";
import { faultSignatures } from "../simulator/telemetry/fault_signatures.ts";
import { everyAction } from "../decide/mod.ts";
import { UNLEARNED } from "../decide/policy.ts";
import { runEpisode } from "./run_episode.ts";
import type { EpisodeRecord } from "./records.ts";
import { createAgent } from "./trial.ts";

/** Shortcuts that agents could win by without any diagnosis, and that none of them wins by it. */

/** The agent that does what `choose` says. */
function agentThat(
  choose: (seen: { observation: Observation; context: AgentContext }) => Action,
): Agent {
  let context: AgentContext;
  return {
    name: "cheat",
    begin: (given) => context = given,
    act: (observation) => ({
      decision: { action: choose({ observation, context }), propensity: 1, reason: "" },
    }),
    ...UNLEARNED,
  };
}

const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);

function play(agent: Agent, environment: Environment, seeds = SEEDS): EpisodeRecord[] {
  return seeds.map((seed) => runEpisode({ agent, environment, seed, trace: false }).record);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

Deno.test("the seed that an agent is given rebuilds another world than its own", () => {
  let right = 0;
  const seeds: number[] = [];
  for (const seed of SEEDS) {
    const environment = createEnvironment();
    const agent = agentThat(({ observation, context }) => {
      if (observation.step > 0) return NOOP;
      seeds.push(context.seed);
      const rebuilt = createEnvironment();
      rebuilt.reset({ seed: context.seed });
      const [guess, truth] = [rebuilt.faults[0]!, environment.faults[0]!];
      if (guess.type === truth.type && guess.startStep === truth.startStep) right++;
      return NOOP;
    });
    runEpisode({ agent, environment, seed, steps: 2 });
  }
  strictEqual(right, 0);
  strictEqual(new Set(seeds).size, SEEDS.length);
});

Deno.test("an agent is given its own seed: the same for the same episode, whatever system is played, and another with a secret", () => {
  const given = (options: EnvironmentOptions, seed: number) => {
    const environment = createEnvironment(options);
    const seeds: number[] = [];
    const agent = agentThat(({ context }) => {
      seeds.push(context.seed);
      return NOOP;
    });
    runEpisode({ agent, environment, seed, steps: 1 });
    strictEqual(seeds[0], environment.agentSeed);
    return seeds[0]!;
  };
  const systems: EnvironmentOptions[] = [{}, { topology: "boutique", noise: 2 }, { mode: "prototype" }];
  for (const seed of [0, 7, 2 ** 40]) {
    const seeds = systems.map((options) => given(options, seed));
    ok(Number.isInteger(seeds[0]) && seeds[0]! >= 0 && seeds[0]! < 2 ** 31);
    strictEqual(new Set(seeds).size, 1);
    for (const options of systems) notStrictEqual(given({ ...options, secret: "kept" }, seed), seeds[0]);
  }
});

Deno.test("with a secret no seed rebuilds an episode, not even the right one", () => {
  const closed = createEnvironment({ secret: "kept by the judge" });
  const open = createEnvironment();
  for (const seed of SEEDS) {
    const [first, second] = [closed, open].map((one) => one.reset({ seed }).observation.values);
    notStrictEqual(first!.join(), second!.join());
  }
  const again = createEnvironment({ secret: "kept by the judge" });
  deepStrictEqual(again.reset({ seed: 3 }), closed.reset({ seed: 3 }));
  deepStrictEqual(again.faults, closed.faults);
});

Deno.test("an agent that is given the environment says so in each of its records, and no other does", () => {
  const environment = createEnvironment();
  const spy = { ...agentThat(() => NOOP), attach: () => {} };
  strictEqual(play(spy, environment, [1])[0]!.privileged, true);
  strictEqual(play(createAgent("oracle"), environment, [1])[0]!.privileged, true);
  for (const name of ["noop", "full", "blind"]) {
    strictEqual(play(createAgent(name), environment, [1])[0]!.privileged, false);
  }
});

Deno.test("nothing lies in the array of an observation beyond its own values, whether telemetry is late or not", () => {
  const environment = createEnvironment();
  for (const telemetryDelaySteps of [0, 12]) {
    const agent = agentThat(({ observation: { values } }) => {
      strictEqual(values.buffer.byteLength, values.byteLength);
      return NOOP;
    });
    runEpisode({ agent, environment, seed: 1, telemetryDelaySteps });
  }
});

Deno.test("a remedy that is tried before a fault begins mends nothing: to restart everything beforehand wins nothing", () => {
  const environment = createEnvironment();
  const beforehand = agentThat(({ observation: { step } }) => {
    if (step === 20) return { kind: "failover", service: "db" };
    if (step === 35) return { kind: "rollback", service: "api" };
    return NOOP;
  });
  const usual = sum(
    play(createAgent("noop"), environment).map(({ effective_duration }) => effective_duration!),
  );
  const cheat = sum(play(beforehand, environment).map(({ effective_duration }) => effective_duration!));
  strictEqual(cheat, usual);
});

Deno.test("an agent that hides its symptoms behind a traffic limit cures nothing, and its record says what users were denied", () => {
  const environment = createEnvironment();
  const hiding = agentThat(({ observation: { step } }) =>
    step > 60 && step % 11 === 0 ? { kind: "limit_traffic", factor: 0.3 } : NOOP
  );
  const records = play(hiding, environment);
  ok(records.every(({ cured_after }) => cured_after === null));
  const usual = play(createAgent("noop"), environment);
  const impact = (of: readonly EpisodeRecord[]) => sum(of.map(({ impact_steps }) => impact_steps));
  ok(impact(records) > impact(usual), `${impact(records)} of ${impact(usual)}`);
});

Deno.test("open breakers hide a database's failure from the SLO, and the incident counts as cured only when the fault is over", () => {
  const environment = createEnvironment({ fault: "disk_full:db:1" });
  const hiding = agentThat(({ observation: { step } }) =>
    step % 11 === 0 ? { kind: "open_breaker", caller: "api", callee: "db" } : NOOP
  );
  for (const { cured_after, fault_t_start, fault_duration, first_slo } of play(hiding, environment)) {
    if (cured_after === null || first_slo === null || first_slo < fault_t_start!) continue;
    ok(first_slo + cured_after >= fault_t_start! + fault_duration!);
  }
});

Deno.test("acting at random in every step is worse than doing nothing", () => {
  const environment = createEnvironment();
  const rewards = ["random", "noop"].map((name) =>
    sum(play(createAgent(name), environment).map(({ total_reward }) => total_reward))
  );
  ok(rewards[0]! < rewards[1]!, rewards.join(" against "));
});

/** The seed whose agent has this seed, among those that people use. */
function seedOf(agentSeed: number, secret?: string): number | undefined {
  return Array.from({ length: 3000 }, (_, i) => i).find((seed) => {
    const key = secret === undefined ? seed : `${seed}/${secret}`;
    return createStream(key, "agent").integer(2 ** 31) === agentSeed;
  });
}

Deno.test("whoever tries all seeds finds the one of an episode, but none where there is a secret", () => {
  const [open, closed] = [createEnvironment(), createEnvironment({ secret: "kept by the judge" })];
  for (const seed of [1, 77, 2001]) {
    for (const environment of [open, closed]) environment.reset({ seed });
    strictEqual(seedOf(open.agentSeed), seed);
    strictEqual(seedOf(closed.agentSeed), undefined);
    strictEqual(seedOf(closed.agentSeed, "guessed"), undefined);
  }
});

Deno.test("an agent that gets its attach, or shows it, only after it was asked is given no environment", () => {
  const environment = createEnvironment();
  let given = 0;
  const late: Agent = agentThat(() => NOOP);
  const attach = () => void given++;
  const growing = {
    ...late,
    begin(this: Record<string, unknown>) {
      this.attach = attach;
    },
  };
  let looks = 0;
  const hiding = new Proxy({ ...late, attach }, {
    has: (target, key) => key === "attach" ? ++looks > 1 : key in target,
  });
  for (const agent of [growing as Agent, hiding]) {
    strictEqual(play(agent, environment, [1])[0]!.privileged, false);
  }
  strictEqual(given, 0);
});

Deno.test("what an agent hears of its actions is as late as its telemetry and foretells nothing", () => {
  const environment = createEnvironment({ fault: "slow_query" });
  const heard: boolean[] = [];
  const seen: boolean[] = [];
  const late = 12;
  const agent: Agent = {
    ...agentThat(({ observation }) => {
      seen.push(observation.values[LATENCY_P95_MS]! > environment.slo.latencyP95Ms);
      return NOOP;
    }),
    learn: ({ sloViolated }) => void heard.push(sloViolated),
  };
  const { record } = runEpisode({ agent, environment, seed: 3, telemetryDelaySteps: late });
  strictEqual(heard.indexOf(true), record.first_slo! + late - 1);
  ok(seen.indexOf(true) >= record.first_slo!);
});

/** What an agent may put in the place of a part of the language, and how it is undone. */
function replace(owner: object, key: PropertyKey, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  Object.defineProperty(owner, key, { value, configurable: true, writable: true });
  return () => {
    if (before) Object.defineProperty(owner, key, before);
    else Reflect.deleteProperty(owner, key);
  };
}

const { filter, map } = Array.prototype;
const REPLACED: Readonly<Record<string, () => () => void>> = {
  "Math.exp": () => replace(Math, "exp", () => 0),
  "Math.random": () => replace(Math, "random", () => 0),
  "Array.prototype.filter": () =>
    replace(Array.prototype, "filter", function (this: unknown[], ...given: Parameters<typeof filter>) {
      return filter.apply(this, given);
    }),
  "Array.prototype.map": () => replace(Array.prototype, "map", map.bind([])),
  "TypedArray.prototype.slice": () =>
    replace(Object.getPrototypeOf(Float64Array.prototype), "slice", () => new Float64Array(15)),
  "TypedArray.prototype.Symbol(Symbol.iterator)": () =>
    replace(Object.getPrototypeOf(Float64Array.prototype), Symbol.iterator, [][Symbol.iterator]),
  "Object.prototype": () => replace(Object.prototype, "faultCount", 0),
  "Object.freeze": () => replace(Object, "freeze", <T>(value: T) => value),
  "Map.prototype.get": () => replace(Map.prototype, "get", () => undefined),
  "Float64Array": () => replace(globalThis, "Float64Array", class extends Float64Array {}),
};

for (const [what, make] of Object.entries(REPLACED)) {
  Deno.test(`an agent that replaces ${what} is stopped in that step, or at the end where the simulation does without it`, () => {
    const environment = createEnvironment();
    let undo = () => {};
    const agent: Agent = {
      ...agentThat(({ observation: { step } }) => {
        if (step === 20) undo = make();
        return NOOP;
      }),
    };
    try {
      throws(() => play(agent, environment, [1]), (error) => {
        undo();
        ok(error instanceof model.UsageError, String(error));
        const wanted = /^The agent "cheat" in step (20|240): an agent must leave the language as it is/;
        ok(wanted.test(error.message) && error.message.endsWith(`another ${what}`), error.message);
        return true;
      });
    } finally {
      undo();
    }
  });
}

Deno.test("an agent that replaces what the simulation works with while it steps, and puts it back, is stopped", () => {
  let [undo, seen] = [() => {}, 0];
  const agent: Agent = {
    ...agentThat(() => {
      undo = replace(
        Array.prototype,
        "filter",
        function (this: unknown[], ...given: Parameters<typeof filter>) {
          seen++;
          return filter.apply(this, given);
        },
      );
      return NOOP;
    }),
    learn: () => undo(),
  };
  try {
    throws(() => play(agent, createEnvironment(), [1]), /in step 0: .* found another Array.prototype.filter/);
  } finally {
    undo();
  }
  strictEqual(seen, 0);
});

Deno.test("an agent whose answer replaces the language while it is read is stopped in that step, and sees no fault", () => {
  const [seen, environment] = [new Set<unknown>(), createEnvironment({ fault: "slow_query" })];
  let undo = () => {};
  const { forEach } = Array.prototype;
  const spy = function (this: unknown[], ...given: Parameters<typeof forEach>) {
    for (let i = 0; i < this.length; i++) {
      if (environment.faults.includes(this[i] as never)) seen.add(this[i]);
    }
    forEach.apply(this, given);
  };
  const replaced = <T>(answer: T): T => {
    undo();
    undo = replace(Array.prototype, "forEach", spy);
    return answer;
  };
  const decision = { action: NOOP, propensity: 1, reason: "" };
  const detection = { globalScore: 0, anomalous: false };
  class Scores extends Float64Array {
    override slice(): this {
      return replaced(this);
    }
  }
  const answers: (() => AgentStep)[] = [
    () => ({
      get decision() {
        return replaced(decision);
      },
    }),
    () => ({
      decision,
      get detection() {
        return replaced({ ...detection, scores: new Float64Array(3) });
      },
    }),
    () => ({ decision, detection: { ...detection, scores: new Scores(3) } }),
  ];
  for (const answer of answers) {
    // Undone by itself: within an episode nobody would notice.
    const agent: Agent = { ...agentThat(() => NOOP), act: answer, learn: () => undo() };
    try {
      runEpisode({ agent, environment, seed: 1 });
    } catch (error) {
      undo();
      ok(/must leave the language as it is, found another Array.prototype.forEach/.test(String(error)));
    } finally {
      undo();
    }
    strictEqual(seen.size, 0);
  }
});

Deno.test("an agent that looks on while it learns sees no telemetry before its time", () => {
  let [undo, asked, ahead] = [() => {}, false, 0];
  const { push } = Array.prototype;
  const spy = function (this: unknown[], ...given: unknown[]) {
    if ((given[0] as Partial<Observation>)?.values) ahead++;
    return push.apply(this, given);
  };
  const agent: Agent = {
    ...agentThat(() => {
      undo();
      asked = true;
      return NOOP;
    }),
    learn: () => {
      if (asked) undo = replace(Array.prototype, "push", spy);
    },
  };
  try {
    const environment = createEnvironment();
    throws(
      () => runEpisode({ agent, environment, seed: 1, trace: false, telemetryDelaySteps: 12 }),
      /must leave the language as it is, found another Array.prototype.push/,
    );
  } finally {
    undo();
  }
  strictEqual(ahead, 0);
});

Deno.test("the stack of an error shows no function and no object of those who call an agent", () => {
  const kept = Error.prepareStackTrace;
  const reached: unknown[] = [];
  const agent = agentThat(() => {
    Error.prepareStackTrace = (_, sites) =>
      sites.map((site) => reached.push(site.getThis(), site.getFunction()));
    void new Error("look around").stack;
    Error.prepareStackTrace = kept;
    return NOOP;
  });
  runEpisode({ agent, environment: createEnvironment(), seed: 1, steps: 2 });
  ok(reached.length > 0);
  // Frames of the runtime's own scripts show nothing of the episode.
  const isOfEpisode = (value: unknown) => typeof value === "object" && value !== null && "step" in value;
  ok(!reached.some(isOfEpisode));
  for (const fn of reached) if (typeof fn === "function") ok(!/runEpisode|advance/.test(fn.name), fn.name);
});

Deno.test("arrays that an agent keeps stay as they were, and what it writes to its answers later changes no record", () => {
  const environment = createEnvironment({ fault: "slow_query" });
  const kept: { values: Float64Array; then: number[] }[] = [];
  const diagnosis = {
    suspect: "cache",
    confidence: 1,
    ranking: [{ service: "cache", score: 1 }],
    rationale: "",
  };
  const detection = { scores: new Float64Array(3), globalScore: 0, anomalous: false };
  const agent: Agent = {
    ...agentThat(() => NOOP),
    act: ({ values, step }) => {
      for (const { values: old, then } of kept) deepStrictEqual([...old], then);
      if (step % 20 === 0) kept.push({ values, then: [...values] });
      diagnosis.suspect = diagnosis.ranking[0]!.service = step < 200 ? "cache" : "db";
      detection.scores.fill(step);
      return { detection, diagnosis, decision: { action: NOOP, propensity: 1, reason: "" } };
    },
  };
  const { steps } = runEpisode({ agent, environment, seed: 1 });
  for (const { step, diagnosis, detection } of steps) {
    const suspect = step < 200 ? "cache" : "db";
    deepStrictEqual([diagnosis!.suspect, diagnosis!.ranking[0]!.service], [suspect, suspect]);
    deepStrictEqual([...detection!.scores], [step, step, step]);
  }
});

Deno.test("an agent that catches what the guardrails look at while it asks them changes no guardrail", () => {
  const caught = new Set<Map<unknown, unknown> | unknown[]>();
  const { get } = Map.prototype;
  const restart: Action = { kind: "restart", service: "db" };
  const agent = agentThat(({ observation: { step }, context }) => {
    if (step % 2 === 0) return restart;
    const undo = [
      replace(Map.prototype, "get", function (this: Map<unknown, unknown>, key: unknown) {
        caught.add(this);
        return get.call(this, key);
      }),
      replace(Array.prototype, "filter", function (this: unknown[], ...given: Parameters<typeof filter>) {
        caught.add(this);
        return filter.apply(this, given);
      }),
    ];
    context.allows!(restart);
    for (const one of undo) one();
    for (const one of caught) Array.isArray(one) ? one.length = 0 : one.clear();
    return NOOP;
  });
  const { steps } = runEpisode({ agent, environment: createEnvironment(), seed: 1, steps: 60 });
  ok(caught.size > 0);
  deepStrictEqual(
    steps.filter(({ executed }) => executed.kind === "restart").map(({ step }) => step),
    [0, 20, 40],
  );
});

Deno.test("what the guardrails say to an agent is the same whatever the fault, and is asked in the topology that it is told", () => {
  const restart: Action = { kind: "restart", service: "db" };
  const answers = (fault: string) => {
    const heard: boolean[] = [];
    const agent = agentThat(({ observation: { step }, context }) => {
      heard.push(...everyAction(context.topology).map((action) => context.allows!(action)));
      return step % 15 === 0 ? restart : NOOP;
    });
    runEpisode({ agent, environment: createEnvironment({ fault }), seed: 1 });
    return heard;
  };
  const [one, other] = ["slow_query", "traffic_surge"].map(answers);
  deepStrictEqual(one, other);
  ok(one!.includes(false) && one!.includes(true));
  const environment = createEnvironment({ topology: "boutique", unknownCallers: ["frontend"] });
  const agent = agentThat(({ observation: { step }, context }) => {
    if (step > 0) return NOOP;
    const isKnown = ({ caller, callee }: { caller: string; callee: string }) =>
      context.topology.calls.some((one) => one.caller === caller && one.callee === callee);
    const hidden = environment.topology.calls.filter((call) => !isKnown(call));
    ok(hidden.length > 0);
    for (const { caller, callee } of hidden) {
      throws(() => context.allows!({ kind: "open_breaker", caller, callee }), model.UsageError);
    }
    return NOOP;
  });
  runEpisode({ agent, environment, seed: 1, steps: 2 });
});

Deno.test("no table that agents may import can be written to: platform, timings, limits, names and catalogues", () => {
  const open: string[] = [];
  const look = (value: unknown, path: string, depth = 0) => {
    if (typeof value !== "object" || value === null || depth > 3) return;
    if (!Object.isFrozen(value)) open.push(path);
    for (const [key, inner] of Object.entries(value)) {
      // Parameters hold schemas, which fill themselves as they are used.
      if (key !== "parameters") look(inner, `${path}.${key}`, depth + 1);
    }
  };
  for (const [name, value] of Object.entries({ ...model, ...simulator })) look(value, name);
  const inside = { faultCatalogue, benignCatalogue, faultSignatures, MULTIPLIERS };
  for (const [name, value] of Object.entries(inside)) look(value, name);
  for (const table of [PLATFORM, TIMINGS, DEFAULT_GUARDRAILS]) look(table, "table");
  deepStrictEqual(open, []);
});

Deno.test("an agent that writes to the SLO it is told is judged by the one there is", () => {
  const environment = createEnvironment();
  const lenient: Agent = {
    ...agentThat(() => NOOP),
    begin: (context) => {
      for (const slo of [context.slo, environment.slo]) {
        throws(() => (slo as { latencyP95Ms: number }).latencyP95Ms = Infinity, TypeError);
      }
    },
  };
  const noop = play(createAgent("noop"), environment, [1, 2, 3]);
  deepStrictEqual(
    play(lenient, environment, [1, 2, 3]).map(({ slo_steps }) => slo_steps),
    noop.map(({ slo_steps }) => slo_steps),
  );
});
