import { createEnvironment } from "../simulator/mod.ts";
import { createTrainingEnvironment } from "./training_environment.ts";
import { createVectorEnvironment } from "./vector_environment.ts";

// Steps per second on three-tier, one core: 30,720 steps of each, resets included.

const STEPS = 240;
const EPISODES = 128;
const COPIES = 1024;

const system = createEnvironment();
Deno.bench("the simulated system, step by step", { group: "30,720 steps" }, () => {
  for (let seed = 1; seed <= EPISODES; seed++) {
    system.reset({ seed });
    for (let i = 0; i < STEPS; i++) system.step({ kind: "noop" });
  }
});

const single = createTrainingEnvironment({ skipWarmup: false });
Deno.bench("a single environment", { group: "30,720 steps", baseline: true }, () => {
  for (let seed = 1; seed <= EPISODES; seed++) {
    single.reset({ seed });
    for (let i = 0; i < STEPS; i++) single.step(0);
  }
});

const copies = createVectorEnvironment({ count: COPIES, skipWarmup: false });
copies.reset();
const noops = new Int32Array(COPIES);
Deno.bench(`${COPIES} copies`, { group: "30,720 steps" }, () => {
  for (let i = 0; i < EPISODES * STEPS / COPIES; i++) copies.step(noops);
});
