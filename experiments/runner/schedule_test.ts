import { deepStrictEqual } from "node:assert";
import { planBlocks, resolveExperiment } from "../../lib/bench/agents/mod.ts";
import { createSchedule } from "./schedule.ts";

const blocks = planBlocks(
  resolveExperiment({ name: "mine", agents: ["noop", "prototype"], seeds: { count: 60 } }),
);

Deno.test("createSchedule() begins with the longest chain and hands its blocks out one after the other", () => {
  const schedule = createSchedule(blocks, new Set());
  deepStrictEqual([1, 2, 3, 4, 5].map(() => schedule.next()?.index), [3, 0, 1, 2, undefined]);
  schedule.finish(0);
  deepStrictEqual(schedule.next(), undefined);
  schedule.finish(3);
  deepStrictEqual([schedule.next()?.index, schedule.next()], [4, undefined]);
});

Deno.test("createSchedule() goes on where it was broken off", () => {
  const schedule = createSchedule(blocks, new Set([0, 3, 4]));
  deepStrictEqual([1, 2, 3, 4].map(() => schedule.next()?.index), [1, 2, 5, undefined]);
});
