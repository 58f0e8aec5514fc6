import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { planBlocks, resolveExperiment } from "../../lib/bench/agents/mod.ts";
import { episodesOf, planJobs } from "./plan_jobs.ts";

const experiment = resolveExperiment({
  name: "mixed",
  agents: ["noop", { name: "learner", agent: "full", policy: "thompson" }],
  seeds: { first: 2001, count: 700 },
  trials: 3,
});

Deno.test("planJobs() gives each block to one job, and a life never to two", () => {
  const jobs = planJobs("abc", experiment);
  const indices = jobs.flatMap(({ blocks }) => blocks.map(({ index }) => index));
  deepStrictEqual(indices.toSorted((a, b) => a - b), planBlocks(experiment).map(({ index }) => index));
  const homes = new Map<number, string>();
  for (const { id, blocks } of jobs) {
    for (const { chain } of blocks) {
      strictEqual(homes.get(chain) ?? id, id, homes.set(chain, id) && `${chain}`);
    }
    for (const [i, { after }] of blocks.entries()) {
      ok(after === undefined || blocks[i - 1]!.index === after, "a block comes after the one it starts from");
    }
  }
});

Deno.test("planJobs() gives the same ids each time, the longest lives first, and small jobs last", () => {
  const jobs = planJobs("abc", experiment);
  deepStrictEqual(planJobs("abc", experiment), jobs);
  deepStrictEqual(jobs.map(({ id }) => id), jobs.map((_, i) => `abc-${i + 1}-of-${jobs.length}`));
  deepStrictEqual(jobs.slice(0, 3).map(({ blocks }) => episodesOf(blocks)), [700, 700, 700]);
  const many = planJobs("abc", resolveExperiment({ ...experiment, trials: 10, agents: ["noop"] }));
  const sizes = many.map(({ blocks }) => episodesOf(blocks));
  strictEqual(sizes[0], 400);
  ok(sizes.at(-2)! <= 100, `${sizes}`);
});
