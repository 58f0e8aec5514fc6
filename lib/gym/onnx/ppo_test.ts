import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { describeAction } from "../../model/mod.ts";
import { createAgent, runEpisode, runTrial, seedRange } from "../../run/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { createTrainingEnvironment } from "../training_environment.ts";
import originals from "./originals/ppo_three_tier.json" with { type: "json" };
import { policyFromOnnx } from "./policy.ts";

// A policy that was trained in Python by MaskablePPO, see originals/play_ppo.py.

const bytes = Deno.readFileSync(new URL("./originals/ppo_three_tier.onnx", import.meta.url));
const agent = () => createAgent("blind", { policy: policyFromOnnx(bytes, { name: "ppo" }) });

for (const { seed, actions } of originals.episodes) {
  Deno.test(`the policy of PPO decides here as by ${originals.by} in Python, step by step, seed ${seed}`, () => {
    const environment = createEnvironment();
    const names = createTrainingEnvironment().describe().actions;
    const { steps, warmupSteps } = runEpisode({ agent: agent(), environment, seed });
    const proposed = steps.filter(({ step }) => step >= warmupSteps).map((step) =>
      describeAction(step.proposed)
    );
    deepStrictEqual(proposed, actions.map((index) => names[index]));
  });
}

Deno.test("the decisions that are compared are 1,080, and not all of them wait", () => {
  const decisions = originals.episodes.flatMap(({ actions }) => actions);
  strictEqual(decisions.length, 1080);
  ok(decisions.filter((index) => index !== 0).length > 50);
});

Deno.test("the policy of PPO is less than 0.6 times as long in breach as the blind list, on seeds it was not trained on", () => {
  const seeds = seedRange(2001, 60);
  const [ppo, blind] = [agent(), "blind"].map((one) =>
    runTrial({ agent: one, seeds }).reduce((sum, { slo_steps }) => sum + slo_steps, 0) / seeds.length
  );
  ok(ppo! < 0.6 * blind!, `${ppo} against ${blind} steps`);
});
