import { deepStrictEqual, ok } from "node:assert";
import { ACTION_KINDS, type Agent, NOOP, UsageError } from "../model/mod.ts";
import { createStream, type Stream } from "../random/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { type EpisodeOptions, runEpisode } from "./run_episode.ts";
import { createAgent } from "./trial.ts";

// deno-lint-ignore no-explicit-any -- nonsense has no type
type Nonsense = any;

const STEPS = 100;
const noop = createAgent("noop");
const wait = noop.act({ step: 0, timeSeconds: 0, values: new Float64Array(0) });

/** Runs what may fail, as writing to something frozen does. */
function attempt(write: () => unknown): void {
  try {
    write();
  } catch (error) {
    ok(error instanceof TypeError, `${error}`);
  }
}

/** Writes to everything that can be reached from a value. */
function spoil(value: Nonsense, junk: unknown, seen = new Set<unknown>()): void {
  if (value === null || typeof value !== "object" || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Float64Array) {
    attempt(() => new Float64Array(value.buffer).fill(junk as number));
    return;
  }
  for (const key of Object.keys(value)) {
    spoil(value[key], junk, seen);
    attempt(() => value[key] = junk);
  }
  attempt(() => value.push?.(junk));
  attempt(() => delete value.values);
}

/** Waits, and writes junk to all that it is handed: context, observations with their logs and spans, feedback, and its own answers. */
function vandal(junk: unknown): Agent {
  return {
    ...noop,
    begin: (context) => spoil(context, junk),
    act: (observation) => {
      spoil(observation, junk);
      return { decision: { ...wait.decision, action: { kind: "noop" } } };
    },
    learn: (feedback) => spoil(feedback, junk),
  };
}

const JUNK = [0, -1, NaN, Infinity, 1e9, "1", null, undefined, true, {}, []];

for (
  const { what, options, junk, seeds } of [
    { what: "metrics", options: {}, junk: JUNK, seeds: [1, 2, 3] },
    { what: "logs and traces", options: { signals: ["logs", "traces"] }, junk: [NaN, null, "1"], seeds: [4] },
  ] as const
) {
  Deno.test(`an agent that writes to all that it is handed changes nothing: with ${what} its episodes are those of noop`, () => {
    const spoilt = createEnvironment({ ...options, steps: STEPS, fault: "slow_query" });
    const clean = createEnvironment({ ...options, steps: STEPS, fault: "slow_query" });
    for (const value of junk) {
      for (const seed of seeds) {
        const expected = runEpisode({ agent: noop, environment: clean, seed });
        const agent = vandal(value);
        // Nothing of it lasts in the environment, where the trace isn't kept either.
        const { record } = runEpisode({ agent, environment: spoilt, seed, trace: false });
        deepStrictEqual(record, expected.record);
        deepStrictEqual(runEpisode({ agent, environment: spoilt, seed }), expected);
      }
    }
  });
}

/** Anything, a valid answer now and then. */
function answer(stream: Stream): Nonsense {
  const junk = () => stream.pick(JUNK);
  const or = (...right: unknown[]) => stream.next() < 0.6 ? stream.pick(right) : junk();
  const action = () => {
    const made: Nonsense = { kind: or(...ACTION_KINDS, "restrt", "SCALE", "") };
    if (stream.next() < 0.8) made.service = or("api", "cache", "db", "bd", "API ");
    if (stream.next() < 0.8) made.delta = or(1, -1, 5, 0.5);
    if (stream.next() < 0.8) made.factor = or(0.4, 0.01, 1.5);
    if (stream.next() < 0.8) made.caller = or("api", "db");
    if (stream.next() < 0.8) made.callee = or("cache", "db", "api");
    return made;
  };
  const shapes = [
    junk,
    () => ({ decision: junk() }),
    () => Promise.resolve(wait),
    () => [wait],
    () => ({ decision: { action: Promise.resolve(NOOP), propensity: 1, reason: "" } }),
    () => ({ decision: { action: action(), propensity: or(1), reason: or("") } }),
    () => ({ decision: { action: action(), propensity: 1, reason: "" } }),
    () => ({ decision: { action: changing(action(), action()), propensity: 1, reason: "" } }),
    () => ({ decision: wait.decision, detection: junk() }),
    () => ({ decision: wait.decision, diagnosis: { suspect: junk(), confidence: junk(), ranking: [] } }),
  ];
  return stream.pick(shapes)();
}

/** An object that says one thing at the first look and another at each later one. */
function changing(first: Nonsense, then: Nonsense): Nonsense {
  const looks = new Map<string, number>();
  const keys = new Set([...Object.keys(first), ...Object.keys(then)]);
  return Object.defineProperties(
    {},
    Object.fromEntries([...keys].map((key) => [key, {
      enumerable: true,
      get: () => {
        looks.set(key, (looks.get(key) ?? 0) + 1);
        return looks.get(key)! > 1 ? then[key] : first[key];
      },
    }])),
  );
}

Deno.test("of 7,000 agents that answer nonsense each is stopped in a line that names agent and step, or did what may be done: none gains by it", () => {
  const stream = createStream(1, "nonsense");
  const environment = createEnvironment({ steps: STEPS, fault: "slow_query" });
  const run = (agent: Agent, seed: number, options: Partial<EpisodeOptions> = {}) =>
    runEpisode({ agent, environment, seed, trace: false, ...options }).record;
  const sloSteps = Array.from({ length: 20 }, (_, seed) => run(noop, seed).slo_steps);
  let stopped = 0;
  let waited = 0;
  for (let agents = 0; agents < 7000; agents++) {
    const seed = agents % 20;
    const first = stream.integer(8);
    // Some answer nonsense once, some in each step from then on.
    const last = stream.next() < 0.5 ? first : STEPS;
    let acted = false;
    let at = 0;
    const agent: Agent = {
      ...noop,
      name: "mad",
      act: ({ step }) => (at = step) >= first && step <= last ? answer(stream) : wait,
      learn: ({ executed, reward }) => {
        acted ||= executed.kind !== "noop";
        ok(Number.isFinite(reward));
      },
    };
    try {
      const { slo_steps, total_reward } = run(agent, seed, { actionDelaySteps: agents % 3 });
      ok(Number.isFinite(total_reward));
      // Who got an action through did what may be done.
      if (acted) continue;
      waited++;
      deepStrictEqual(slo_steps, sloSteps[seed]);
    } catch (error) {
      ok(error instanceof UsageError, `${error}`);
      ok(error.message.startsWith(`The agent "mad" in step ${at}: `), error.message);
      stopped++;
    }
  }
  ok(stopped > 3000 && waited > 50, `${stopped} stopped, ${waited} waited`);
});
