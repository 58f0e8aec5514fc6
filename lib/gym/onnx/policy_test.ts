import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { describeAction } from "../../model/mod.ts";
import { createAgent, runEpisode } from "../../run/mod.ts";
import { createEnvironment, createTopology } from "../../simulator/mod.ts";
import { model, node, port, randomNetwork, tensor } from "../testing/onnx_bytes.ts";
import { createTrainingEnvironment } from "../training_environment.ts";
import { readNetwork } from "./network.ts";
import { policyFromOnnx } from "./policy.ts";

const [LENGTH, ACTIONS] = [34, 18];
const context = { topology: createTopology("three-tier"), slo: { latencyP95Ms: 220, errorRate: 0.06 } };

for (const seed of [1, 2, 3]) {
  Deno.test(`a policy decides in an episode what its network says in training, step by step, network ${seed}`, () => {
    const bytes = randomNetwork(LENGTH, ACTIONS, seed);
    const agent = createAgent("blind", { policy: policyFromOnnx(bytes) });
    const { steps, warmupSteps } = runEpisode({ agent, environment: createEnvironment(), seed: 10 + seed });
    const environment = createTrainingEnvironment();
    const network = readNetwork(bytes);
    let { observation } = environment.reset({ seed: 10 + seed });
    const acting = steps.filter(({ step }) => step >= warmupSteps);
    let actions = 0;
    for (const { proposed, executed, refused } of acting) {
      const mask = environment.actionMask();
      const numbers = network.run(observation);
      const best = numbers.reduce((at, value, i) => mask[i] === 1 && value > (numbers[at] ?? 0) ? i : at, 0);
      const result = environment.step(best);
      strictEqual(describeAction(proposed), describeAction(environment.actions[best]!));
      strictEqual(describeAction(executed), describeAction(environment.actions[result.info.executed]!));
      strictEqual(refused, undefined);
      if (result.info.executed > 0) actions++;
      ({ observation } = result);
    }
    ok(actions > 20, `${actions} actions`);
  });
}

/** A network that gives the same numbers whatever it is shown. */
const constantNetwork = (numbers: Float32Array) =>
  model(
    [1, node("Gemm", ["x", "a", "b"], "y")],
    [5, tensor("a", [LENGTH, ACTIONS], { values: new Float32Array(LENGTH * ACTIONS) })],
    [5, tensor("b", [ACTIONS], { values: numbers })],
    [11, port("x", LENGTH)],
    [12, port("y", ACTIONS)],
  );

/** What an agent with such a network does in its first steps after the warm-up. */
function firstActions(numbers: Float32Array, count: number): string[] {
  const agent = createAgent("blind", { policy: policyFromOnnx(constantNetwork(numbers)) });
  const { steps, warmupSteps } = runEpisode({ agent, environment: createEnvironment(), seed: 1 });
  return steps.slice(warmupSteps, warmupSteps + count).map(({ executed }) => describeAction(executed));
}

Deno.test("of equal numbers the first one is chosen, and none that a guardrail forbids", () => {
  deepStrictEqual(firstActions(new Float32Array(ACTIONS), 3), ["noop", "noop", "noop"]);
  const liked = new Float32Array(ACTIONS);
  liked[8] = 2;
  liked[12] = 1;
  deepStrictEqual(firstActions(liked, 4), ["restart(db)", "clear_cache", "noop", "noop"]);
});

Deno.test("a network that gives what is no number ends the episode", () => {
  throws(
    () => firstActions(new Float32Array(ACTIONS).fill(NaN), 1),
    /The policy "onnx" gives NaN for action 0/,
  );
});

Deno.test("a network for another system is refused in one line when the policy is made", () => {
  const make = (inputs: number, outputs: number) => () =>
    policyFromOnnx(randomNetwork(inputs, outputs, 1))(context);
  throws(
    make(30, ACTIONS),
    /^UsageError: policyFromOnnx: the network takes 30 numbers, but an observation of three-tier has 34$/,
  );
  throws(
    make(LENGTH, 5),
    /^UsageError: policyFromOnnx: the network gives 5 numbers, but three-tier has 18 actions$/,
  );
  // deno-lint-ignore no-explicit-any -- what is tested is what types would forbid
  const wrong: any = { nmae: "mine" };
  throws(
    () => policyFromOnnx(randomNetwork(LENGTH, ACTIONS, 1), wrong),
    /nmae is not known: did you mean "name"/,
  );
});
