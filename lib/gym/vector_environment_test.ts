import { deepStrictEqual, notStrictEqual, ok, strictEqual, throws } from "node:assert";
import { threadCpuUsage } from "node:process";
import { createStream } from "../random/mod.ts";
import { createTrainingEnvironment } from "./training_environment.ts";
import type { TrainingOptions } from "./training_options.ts";
import { createVectorEnvironment, type VectorEnvironment } from "./vector_environment.ts";

/** Actions for all copies: nothing in half of the steps, else any. */
function drawActions({ count, actionSpace: { n } }: VectorEnvironment, next: () => number): Int32Array {
  return Int32Array.from({ length: count }, () => next() < 0.5 ? 0 : Math.floor(next() * n));
}

const SYSTEMS: Readonly<Record<string, TrainingOptions>> = {
  "three-tier": {},
  "three-tier from its first step on, with narrow guardrails": {
    skipWarmup: false,
    guardrails: { mostActions: 3, undoAfterSteps: 5, leastTraffic: 0.5 },
  },
  "boutique with two faults and decoys": { topology: "boutique", faultCount: 2, decoys: 2 },
  "a replicated system with deploys": { topology: "replicated", benign: "deploy", fault: "grey_replica" },
  "scrapes that are lost and late": { scrapes: { lostShare: 0.2, lateSteps: 3 }, workload: "bursts" },
  "an error budget and faults that grow": { slo: { objective: 0.99 }, onset: "ramp" },
  "no noise, and faults that come and go": { noise: 0, flapping: [5, 7], faultFreeShare: 0.3 },
};

for (const [name, options] of Object.entries(SYSTEMS)) {
  Deno.test(`copies give the same bytes as single environments, through resets: ${name}`, () => {
    const [count, warmupSteps] = [5, 10];
    const system = { warmupSteps, steps: warmupSteps + 40, ...options };
    const copies = createVectorEnvironment({ count, seeds: { first: 11, count: 12 }, ...system });
    const singles = Array.from({ length: count }, () => createTrainingEnvironment(system));
    const { next } = createStream(name);
    const begin = (i: number) => singles[i]!.reset({ seed: copies.seeds[i]! }).observation;
    const [length] = copies.observationSpace.shape;
    const row = (rows: Float32Array, i: number) => rows.slice(i * length, (i + 1) * length);
    copies.reset();
    singles.forEach((_, i) => deepStrictEqual(row(copies.observations, i), begin(i)));
    let [refused, resets] = [0, 0];
    for (let step = 0; step < 250; step++) {
      const actions = drawActions(copies, next);
      const masks = copies.actionMasks().slice();
      singles.forEach((single, i) => {
        deepStrictEqual(single.actionMask(), masks.slice(i * actionsOf(copies), (i + 1) * actionsOf(copies)));
      });
      copies.step(actions);
      for (let i = 0; i < count; i++) {
        const result = singles[i]!.step(actions[i]!);
        const { reward, terminated, truncated, info } = result;
        strictEqual(info.refused !== undefined, masks[i * actionsOf(copies) + actions[i]!] === 0);
        if (info.refused !== undefined) refused++;
        strictEqual(copies.rewards[i], reward);
        strictEqual(copies.terminated[i] === 1, terminated);
        strictEqual(copies.truncated[i] === 1, truncated);
        strictEqual(copies.executed[i], info.executed);
        strictEqual(copies.sloViolated[i] === 1, info.sloViolated);
        deepStrictEqual(
          row(truncated ? copies.finalObservations : copies.observations, i),
          result.observation,
        );
        if (truncated) deepStrictEqual(row(copies.observations, i), begin(i));
      }
      if (next() < 0.05) {
        const at = Math.floor(next() * count);
        copies.resetAt(at, 1000 + step);
        deepStrictEqual(row(copies.observations, at), begin(at));
        resets++;
      }
    }
    ok(refused > 20 && resets > 3, `${refused} refused, ${resets} resets`);
  });
}

const actionsOf = ({ actionSpace: { n } }: VectorEnvironment) => n;

Deno.test("each copy's seed and episode are known and come again: first + copy + episode x count, within the range", () => {
  const options = { count: 3, steps: 50, warmupSteps: 10, seeds: { first: 100, count: 7 } };
  const copies = createVectorEnvironment(options);
  const played: string[] = [];
  for (let life = 0; life < 2; life++) {
    copies.reset();
    for (let step = 0; step < 130; step++) {
      copies.step(new Int32Array(3));
      if (copies.truncated[0] === 1) played.push(`${copies.seeds.join()} in ${copies.episodes.join()}`);
    }
  }
  const once = ["103,104,105 in 2,2,2", "106,100,101 in 3,3,3", "102,103,104 in 4,4,4"];
  deepStrictEqual(played, [...once, ...once]);
});

Deno.test("a copy that was reset by hand plays the seeds of its later episodes all the same", () => {
  const copies = createVectorEnvironment({ count: 2, steps: 50, warmupSteps: 10 });
  copies.reset();
  copies.resetAt(0, 77);
  deepStrictEqual([...copies.seeds], [77, 2]);
  deepStrictEqual([...copies.episodes], [2, 1]);
  for (let step = 0; step < 40; step++) copies.step(new Int32Array(2));
  deepStrictEqual([...copies.seeds], [5, 4]);
});

Deno.test("copies ask a workload of one's own for the steps of an episode, each once, and for none beyond", () => {
  const asked: number[] = [];
  const workload = (step: number) => {
    asked.push(step);
    return 1;
  };
  const copies = createVectorEnvironment({ count: 1, steps: 50, warmupSteps: 10, workload });
  asked.length = 0;
  copies.reset();
  for (let step = 0; step < 39; step++) copies.step(new Int32Array(1));
  deepStrictEqual(asked, Array.from({ length: 51 }, (_, step) => step));
});

Deno.test("episodes of 100,000 steps in many copies take little memory and give the same bytes", () => {
  const options = { steps: 100_000, warmupSteps: 10 };
  const copies = createVectorEnvironment({ count: 1000, ...options });
  const single = createTrainingEnvironment(options);
  const [length] = copies.observationSpace.shape;
  copies.reset();
  deepStrictEqual(copies.observations.slice(-length), single.reset({ seed: 1000 }).observation);
  copies.step(new Int32Array(1000));
  deepStrictEqual(copies.observations.slice(-length), single.step(0).observation);
});

/** Processor time of this thread that a function takes, in microseconds, which come in ticks of 10,000. */
function processorTime(run: () => void): number {
  const before = threadCpuUsage();
  run();
  const { user, system } = threadCpuUsage(before);
  return user + system;
}

Deno.test("256 copies take less than two thirds of the processor time of 256 single environments whose rows are put together", () => {
  const [count, steps] = [256, 50];
  const copies = createVectorEnvironment({ count });
  const singles = Array.from({ length: count }, () => createTrainingEnvironment());
  const [length] = copies.observationSpace.shape;
  const rows = new Float32Array(count * length);
  const noops = new Int32Array(count);
  const stepSingles = () => {
    for (let i = 0; i < count; i++) rows.set(singles[i]!.step(0).observation, i * length);
  };
  const stepCopies = () => copies.step(noops);
  const rounds = (stepAll: () => unknown) =>
    processorTime(() => {
      for (let i = 0; i < steps; i++) stepAll();
    });
  copies.reset();
  singles.forEach((single, i) => single.reset({ seed: i + 1 }));
  // By turns, and the least of each: what other programs push out of the cache takes the rest.
  const times = Array.from({ length: 3 }, () => [rounds(stepSingles), rounds(stepCopies)] as const);
  deepStrictEqual(copies.observations, rows);
  const [ofSingles, ofCopies] = [0, 1].map((which) => Math.min(...times.map((both) => both[which]!)));
  ok(ofSingles! > 1.5 * ofCopies!, `${ofSingles} µs of singles, ${ofCopies} µs of copies`);
});

Deno.test("the arrays are handed out once and written to in each step", () => {
  const copies = createVectorEnvironment({ count: 2 });
  const { observations, rewards } = copies;
  strictEqual(copies.reset(), observations);
  const before = observations.slice();
  strictEqual(copies.step(Int32Array.of(0, 0)), observations);
  notStrictEqual(before.join(), observations.join());
  strictEqual(rewards[0], 1);
});

Deno.test("wrong calls of a vector environment are told in one line, and move no copy", () => {
  // deno-lint-ignore no-explicit-any -- what is tested is what types would forbid
  const create: any = createVectorEnvironment;
  throws(() => create({ count: 0 }), /createVectorEnvironment: count must be 1 or more, found 0/);
  throws(
    () => create({ count: 2, sead: 1 }),
    /option of createVectorEnvironment "sead": did you mean "seeds"/,
  );
  throws(() => create({ count: 2, signals: ["logs"] }), /option of createVectorEnvironment "signals"/);
  throws(() => create({ count: 2, seeds: { frist: 1 } }), /seeds\.frist is not known: did you mean "first"/);
  throws(() => create({ count: 2, topology: "three-teir" }), /did you mean "three-tier"/);
  const end = 2 ** 53 - 1;
  const seeds = (first: number, count?: number) => () => create({ count: 8, seeds: { first, count } });
  throws(seeds(end - 1), /seeds\.first must be at most 4503599627370496 unless seeds\.count says/);
  throws(seeds(end - 1, 3), /seeds must end by 9007199254740991, found 3 from 9007199254740990 on/);
  const last = seeds(end - 1, 2)();
  last.reset();
  deepStrictEqual([...last.seeds].sort(), [...Array(4).fill(end - 1), ...Array(4).fill(end)]);
  const copies = createVectorEnvironment({ count: 2 });
  throws(() => copies.step(new Int32Array(2)), /must be reset before its first step/);
  copies.reset();
  const before = copies.observations.slice();
  throws(() => copies.step(new Int32Array(3)), /must be an Int32Array of 2/);
  throws(() => copies.step([0, 0] as unknown as Int32Array), /must be an Int32Array of 2/);
  throws(() => copies.step(Int32Array.of(0, 99)), /from 0 to \d+, found 99/);
  throws(() => copies.step(Int32Array.of(0, -1)), /found -1/);
  throws(() => copies.resetAt(2, 1), /resetAt: a copy must be a whole number from 0 to 1, found 2/);
  throws(() => copies.resetAt(0, 0.5), /resetAt: the seed must be a whole number, found 0.5/);
  deepStrictEqual(copies.observations, before);
});
