import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { policyFrom } from "../../decide/mod.ts";
import { detector } from "../../detect/mod.ts";
import { number } from "../../model/mod.ts";
import { createAgent } from "../../run/trial.ts";
import type { OwnParts } from "./own_parts.ts";
import { parametersOf, readReference, shownPart } from "./own_reference.ts";
import { contestantLearns, planBlocks } from "./plan.ts";
import { resolveExperiment } from "./resolve.ts";
import { createBlockRunner } from "./run_block.ts";

/** Parts as they are after they have been loaded. */
const own = (values: Record<string, unknown>): OwnParts =>
  new Map(
    Object.entries(values).map(([name, value]) => [`./m.ts#${name}`, { value, origin: { sha256: name } }]),
  );

const counting = detector({
  name: "counting",
  about: "the first value",
  parameters: { limit: number({ about: "limit", range: [1, 9], default: 3 }) },
  stream: (_, { limit }) => ({ fit: () => {}, update: ({ values }) => values[0]! / limit, arrays: {} }),
});

Deno.test("a reference is a path, an export and what stands behind it, and is shown without the path", () => {
  deepStrictEqual(readReference("C:/a/m.ts#x:a=1,b=2"), { reference: "C:/a/m.ts#x", rest: "a=1,b=2" });
  deepStrictEqual(readReference("./m.ts#x"), { reference: "./m.ts#x", rest: "" });
  deepStrictEqual(
    ["cusum:clip=4", "./m.ts#x:a=1", "../b/mine.ts#default", "#cell"].map(shownPart),
    ["cusum:clip=4", "x:a=1", "mine", "cell"],
  );
});

Deno.test("parameters behind a reference are numbers, true, false and text, each once, and finite", () => {
  const given = parametersOf("policy", "./m.ts#x:a=-1e-4,b=true,c=0x10,d=infra");
  deepStrictEqual(given, { a: -1e-4, b: true, c: "0x10", d: "infra" });
  throws(() => parametersOf("policy", "./m.ts#x:a=1,a=2"), /"a" of the policy ".*" is given twice/);
  for (const value of ["nan", "NaN", "-inf", "Infinity"]) {
    throws(
      () => parametersOf("policy", `./m.ts#x:a=${value}`),
      /"a" of the policy ".*" must be finite, found/,
    );
  }
});

Deno.test("a declared part drops its defaults, a function keeps what it was given, and grids of both are contestants", () => {
  const parts = own({
    counting,
    wait: (_: unknown, { steps = 1 }) => policyFrom(`wait ${steps}`, () => undefined),
  });
  const { agents } = resolveExperiment({
    name: "own",
    agents: [{
      agent: "full",
      detector: "./m.ts#counting:limit=[3,4]",
      policy: { name: "./m.ts#wait", steps: [1, 2] },
    }],
  }, parts);
  deepStrictEqual(agents.map(({ name }) => name), [
    "full detector=counting policy=wait:steps=1",
    "full detector=counting policy=wait:steps=2",
    "full detector=counting:limit=4 policy=wait:steps=1",
    "full detector=counting:limit=4 policy=wait:steps=2",
  ]);
});

Deno.test("what a part of one's own learns goes on from block to block, and an experiment with it says so by itself", () => {
  let begun: number[] = [];
  const learning = () => {
    let episodes = 0;
    return {
      ...policyFrom("learning", () => undefined),
      begin: () => void begun.push(episodes++),
      saveState: () => episodes,
      loadState: (state: unknown) => void (episodes = state as number),
    };
  };
  const parts = own({ learning, plain: () => policyFrom("plain", () => undefined) });
  const experiment = resolveExperiment({
    name: "own",
    agents: [{ agent: "hpa", policy: "./m.ts#learning" }, { agent: "hpa", policy: "./m.ts#plain" }],
    seeds: { first: 1, count: 22 },
    steps: 100,
  }, parts);
  const alone = JSON.parse(JSON.stringify(experiment)) as typeof experiment;
  deepStrictEqual(alone.agents.map(contestantLearns), [true, false]);
  const [first, second] = planBlocks(alone);
  strictEqual(second!.after, first!.index);
  begun = [];
  const run = createBlockRunner(alone, parts);
  const { state } = run(first!, null);
  run(second!, state);
  deepStrictEqual(begun, Array.from({ length: 22 }, (_, i) => i));
});

Deno.test("an agent of a class of one's own keeps its methods", () => {
  class Mine {
    readonly name = "mine";
    readonly #inner = createAgent("blind");
    begin(context: never) {
      this.#inner.begin(context);
    }
    act(observation: never) {
      return this.#inner.act(observation);
    }
    learn(feedback: never) {
      this.#inner.learn(feedback);
    }
    saveState() {
      return null;
    }
    loadState() {}
  }
  const parts = own({ Mine: () => new Mine() });
  const experiment = resolveExperiment(
    { name: "own", agents: ["blind", "./m.ts#Mine"], seeds: [1, 2], scenarios: [{ fault: "slow_query" }] },
    parts,
  );
  const [named, mine] = planBlocks(experiment).map((block) =>
    createBlockRunner(experiment, parts)(block, null).records
  );
  deepStrictEqual(mine!.map(({ slo_steps }) => slo_steps), named!.map(({ slo_steps }) => slo_steps));
  ok(mine!.every(({ agent }) => agent === "Mine"));
});

Deno.test("a part that has not been loaded is told as such, and one that throws with what it says", () => {
  const resolve = (parts: OwnParts) =>
    resolveExperiment({ name: "own", agents: [{ agent: "full", policy: "./m.ts#bad" }] }, parts);
  throws(
    () => resolve(new Map()),
    /agents\[0\]\.policy: The policy "\.\/m\.ts#bad" is one of one's own, which has not been loaded/,
  );
  const bad = () => {
    throw new TypeError("nothing there");
  };
  throws(() => resolve(own({ bad })), /The policy "\.\/m\.ts#bad" could not be made: nothing there/);
  throws(
    () =>
      resolveExperiment(
        { name: "own", agents: ["noop"], scenarios: [{ fault: "./m.ts#bad:db" }] },
        own({ bad: 3 }),
      ),
    /scenarios\[0\]: The fault "\.\/m\.ts#bad" must be a kind of fault/,
  );
});
