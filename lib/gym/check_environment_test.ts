import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { type CheckableEnvironment, checkEnvironment } from "./check_environment.ts";
import { createTrainingEnvironment } from "./training_environment.ts";

/** A walk on ten places: one observation and two actions. */
function walk(): CheckableEnvironment {
  let [at, step] = [0, 0];
  const seen = () => Float32Array.of(at);
  return {
    observationSpace: {
      type: "box",
      shape: [1],
      dtype: "float32",
      low: Float32Array.of(-10),
      high: Float32Array.of(10),
    },
    actionSpace: { type: "discrete", n: 2 },
    reset: ({ seed }) => {
      [at, step] = [seed % 3, 0];
      return { observation: seen(), info: {} };
    },
    step: (action) => {
      at = Math.max(-10, Math.min(10, at + (action === 1 ? 1 : -1)));
      step++;
      return { observation: seen(), reward: at, terminated: false, truncated: step >= 20, info: {} };
    },
  };
}

for (const topology of ["three-tier", "boutique", "replicated", "random-7"]) {
  Deno.test(`checkEnvironment() finds nothing wrong with ${topology}`, () => {
    deepStrictEqual(checkEnvironment(createTrainingEnvironment({ topology })), []);
  });
}

Deno.test("checkEnvironment() finds nothing wrong with an environment without noise, with scrapes lost, or from its first step on", () => {
  for (
    const options of [{ noise: 0 }, { scrapes: { lostShare: 0.3, silent: 1 } }, {
      skipWarmup: false,
    }] as const
  ) {
    deepStrictEqual(checkEnvironment(createTrainingEnvironment(options)), []);
  }
});

type Untyped = Record<string, unknown>;

/** What is wrong with an environment of one's own, and the line that says so. */
const MISTAKES: Readonly<
  Record<string, readonly [spoil: (made: CheckableEnvironment) => unknown, line: string]>
> = {
  "no step": [
    (made) => ({ ...made, step: undefined }),
    "step must be a function, found nothing",
  ],
  "no space": [(made) => ({ ...made, actionSpace: 2 }), "actionSpace must be an object, found 2"],
  "a bound too few": [
    (made) => ({ ...made, observationSpace: { ...made.observationSpace, low: new Float32Array(0) } }),
    "observationSpace: low must be a Float32Array of 1, found one of 0",
  ],
  "bounds the wrong way round": [
    (made) => ({ ...made, observationSpace: { ...made.observationSpace, low: Float32Array.of(20) } }),
    "observationSpace: low must be less than high at place 0, found 20 and 10",
  ],
  "a single action": [
    (made) => ({ ...made, actionSpace: { type: "discrete", n: 1 } }),
    "actionSpace: n must be a whole number from 2 on, found 1",
  ],
  "an observation out of bounds": [
    (made) => ({ ...made, reset: () => ({ observation: Float32Array.of(11), info: {} }) }),
    "reset: its observation has 11 at place 0, outside of -10 to 10",
  ],
  "an observation of doubles": [
    (made) => ({ ...made, step: (a: number) => ({ ...made.step(a), observation: Float64Array.of(1) }) }),
    "step: its observation is no Float32Array",
  ],
  "NaN in an observation": [
    (made) => ({ ...made, step: (a: number) => ({ ...made.step(a), observation: Float32Array.of(NaN) }) }),
    "step: its observation has NaN at place 0, outside of -10 to 10",
  ],
  "a reward that is none": [
    (made) => ({ ...made, step: (a: number) => ({ ...made.step(a), reward: NaN }) }),
    "step: reward must be a number, found NaN",
  ],
  "done in Gym's old way": [
    (made) => ({ ...made, step: (a: number) => ({ ...made.step(a), truncated: undefined }) }),
    "step: truncated must be true or false, found nothing",
  ],
  "a seed that is not heeded": [
    (made) => {
      let count = 0;
      return { ...made, reset: () => made.reset({ seed: count++ }) };
    },
    "reset: the same seed and actions give another episode",
  ],
  "one episode for all seeds": [
    (made) => ({ ...made, reset: () => made.reset({ seed: 1 }) }),
    "reset: another seed gives the same episode",
  ],
  "one array for all observations": [
    (made) => {
      const observation = new Float32Array(1);
      const step = (a: number) => {
        const result = made.step(a);
        observation.set(result.observation);
        return { ...result, observation };
      };
      return { ...made, step };
    },
    "step: an observation changes with a later step: hand out a copy",
  ],
  "a mask that allows nothing": [
    (made) => ({ ...made, actionMask: () => new Uint8Array(2) }),
    "actionMask: its answer allows no action",
  ],
  "a mask too long": [
    (made) => ({ ...made, actionMask: () => new Uint8Array(3).fill(1) }),
    "actionMask: its answer has 3 places, there are 2 actions",
  ],
  "an error": [
    (made) => ({
      ...made,
      step: () => {
        throw new TypeError("no such thing\nsecond line");
      },
    }),
    "it throws TypeError: no such thing",
  ],
};

Deno.test("checkEnvironment() finds nothing wrong with a small environment of one's own", () => {
  deepStrictEqual(checkEnvironment(walk()), []);
});

for (const [name, [spoil, line]] of Object.entries(MISTAKES)) {
  Deno.test(`checkEnvironment() names what is wrong in one line: ${name}`, () => {
    deepStrictEqual(checkEnvironment(spoil(walk()) as CheckableEnvironment), [line]);
  });
}

Deno.test("checkEnvironment() tells what is no environment", () => {
  for (const wrong of [undefined, null, 5, "env"]) {
    const [line, ...more] = checkEnvironment(wrong as unknown as CheckableEnvironment);
    ok(line!.startsWith("an environment must be an object, found "), String(line));
    strictEqual(more.length, 0);
  }
  deepStrictEqual(checkEnvironment({} as Untyped as unknown as CheckableEnvironment).length, 4);
});
