import { deepStrictEqual, strictEqual } from "node:assert";
import { createAgent, runEpisode } from "../../../run/mod.ts";
import { createEnvironment } from "../../../simulator/mod.ts";
import { episodeData } from "../episode_data.ts";
import { createView, notableSteps, runAt, stepText } from "./view.ts";

const episode = runEpisode({ agent: createAgent("full"), environment: createEnvironment(), seed: 7 });
const opensWith = { from: 86, until: 134 };
const data = episodeData(episode, { panels: true, opensWith });
const part = (store: ReturnType<typeof createView>) => [store.get().from, store.get().until];

Deno.test("createView() opens with the part asked for, at the step of the first diagnosis", () => {
  const store = createView(data);
  deepStrictEqual(part(store), [86, 134]);
  strictEqual(store.get().step, episode.steps.findIndex(({ diagnosis }) => diagnosis !== undefined));
});

Deno.test("show() keeps its part within the episode, and never shorter than six steps", () => {
  const store = createView(data);
  store.show(-30, 20);
  deepStrictEqual(part(store), [0, 50]);
  store.show(230, 260);
  deepStrictEqual(part(store), [210, 240]);
  store.show(-5, 999);
  deepStrictEqual(part(store), [0, 240]);
  store.show(100, 101);
  deepStrictEqual(part(store), [100, 106]);
});

Deno.test("zoom() leaves the step that it is about where it is", () => {
  const store = createView(data);
  store.show(80, 160);
  store.zoom(0.5, 100);
  deepStrictEqual(part(store), [90, 130]);
  store.zoom(2, 100);
  deepStrictEqual(part(store), [80, 160]);
});

Deno.test("go() takes the part with it, and stops at the ends; listeners hear of it", () => {
  const store = createView(data);
  let heard = 0;
  store.listen(() => heard++);
  store.show(80, 160);
  store.go(170);
  deepStrictEqual([...part(store), store.get().step], [91, 171, 170]);
  store.go(60);
  deepStrictEqual([...part(store), store.get().step], [60, 140, 60]);
  store.go(999);
  strictEqual(store.get().step, 239);
  strictEqual(heard, 4);
});

Deno.test("notableSteps() are those with a change, in order, and stepText() says what happens in one", () => {
  const steps = notableSteps(data);
  deepStrictEqual(steps, [...new Set(steps)].sort((a, b) => a - b));
  for (const { step } of [...data.events, ...data.diagnoses]) strictEqual(steps.includes(step), true);
  const { step, suspect } = data.diagnoses[0]!;
  const said = stepText(data, step);
  for (const part of [data.graph.nodes[suspect]!.name, "SLO in breach", "alarm", data.events[0]!.text]) {
    strictEqual(said.includes(part), true, part);
  }
  strictEqual(stepText(data, 61), "5:05, step 61: quiet");
});

Deno.test("runAt() finds the run of a step, its end excluded", () => {
  const runs = [{ from: 3, until: 5 }, { from: 5, until: 6 }];
  deepStrictEqual([2, 3, 4, 5, 6].map((step) => runAt(runs, step)?.from), [undefined, 3, 3, 5, undefined]);
});
