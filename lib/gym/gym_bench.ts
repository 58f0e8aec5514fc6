import { createEnvironment } from "../simulator/mod.ts";
import { createTrainingEnvironment, type TrainingEnvironment } from "./training_environment.ts";
import { createVectorEnvironment } from "./vector_environment.ts";

// Steps per second on three-tier, one core: the whole episodes of the same seeds, resets included. Copies move in step with each other, so that a
// part of an episode would compare steps before the faults with those of all kinds. What copies stand in for are as many single environments side
// by side, whose rows are put together; one environment that plays an episode after the other finds everything in the cache, but gives one row.

const STEPS = 240;
const COPIES = 1024;
const ROUNDS = { n: 4, warmup: 1 };
const group = `${COPIES} episodes of ${STEPS} steps`;

const system = createEnvironment();
Deno.bench("the simulated system, step by step", { group, ...ROUNDS }, () => {
  for (let seed = 1; seed <= COPIES; seed++) {
    system.reset({ seed });
    for (let i = 0; i < STEPS; i++) system.step({ kind: "noop" });
  }
});

const single = createTrainingEnvironment({ skipWarmup: false });
Deno.bench("one single environment, an episode after the other", { group, baseline: true, ...ROUNDS }, () => {
  for (let seed = 1; seed <= COPIES; seed++) {
    single.reset({ seed });
    for (let i = 0; i < STEPS; i++) single.step(0);
  }
});

const length = single.observationSpace.shape[0];
const rows = new Float32Array(COPIES * length);
let many: TrainingEnvironment[] = [];
Deno.bench(`${COPIES} single environments side by side`, { group, ...ROUNDS }, () => {
  if (many.length === 0) {
    many = Array.from({ length: COPIES }, () => createTrainingEnvironment({ skipWarmup: false }));
  }
  many.forEach((one, i) => rows.set(one.reset({ seed: i + 1 }).observation, i * length));
  for (let i = 0; i < STEPS; i++) {
    for (let copy = 0; copy < COPIES; copy++) rows.set(many[copy]!.step(0).observation, copy * length);
  }
});

// The same seeds in each round: the next episode of a copy is that of its seed again.
const copies = createVectorEnvironment({
  count: COPIES,
  seeds: { first: 1, count: COPIES },
  skipWarmup: false,
});
copies.reset();
const noops = new Int32Array(COPIES);
Deno.bench(`${COPIES} copies`, { group, ...ROUNDS }, () => {
  for (let i = 0; i < STEPS; i++) copies.step(noops);
});
