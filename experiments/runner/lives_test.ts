import { deepStrictEqual, notDeepStrictEqual, notStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { resolveExperiment } from "../../lib/bench/agents/mod.ts";
import { inFolder } from "../cli/in_folder.ts";
import { evaluate } from "../eval.ts";
import { experiment } from "../experiment.ts";
import { printed } from "../testing/printed.ts";
import { runExperiment, type RunOptions } from "./run_experiment.ts";

const SETTINGS = {
  seeds: { first: 1, count: 21 },
  steps: 110,
  metrics: ["slo_steps" as const],
  resamples: 100,
  permutations: 100,
};
const several = resolveExperiment({
  ...{ ...SETTINGS, name: "several", trials: 2 },
  agents: ["noop", "prototype", { name: "thompson", agent: "full", policy: "thompson" }],
  scenarios: [{ name: "..", topology: "three-tier" }, { name: "a:b", topology: "three-tier", noise: 2 }],
});
const SINGLE = { ...SETTINGS, name: "single", agents: ["prototype"], steps: 140 };
const single = resolveExperiment(SINGLE);

/** Text of all files in a folder by path. */
function textsIn(folder: string, under = ""): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...Deno.readDirSync(`${folder}/${under}`)].flatMap(({ name, isDirectory }): [string, string][] =>
      isDirectory
        ? Object.entries(textsIn(folder, `${under}${name}/`))
        : [[under + name, Deno.readTextFileSync(`${folder}/${under}${name}`)]]
    ).sort(([a], [b]) => a < b ? -1 : 1),
  );
}

const options = (folder: string, more: Partial<RunOptions> = {}): RunOptions => ({
  results: `${folder}/results`,
  state: `${folder}/learnt`,
  workers: 1,
  command: "a test",
  progress: () => ({ update: () => {}, finish: () => {} }),
  ...more,
});

/** A progress that breaks the run off when more than so many episodes are done. */
const stoppingAfter = (episodes: number) => () => ({
  update: (done: number) => {
    if (done > episodes) throw new Error("interrupted");
  },
  finish: () => {},
});

Deno.test("an experiment keeps a file for each trial of an agent that learns: the same bytes with one worker and with two, interrupted or not", () =>
  inFolder(async (folder) => {
    const one = await runExperiment(several, options(folder));
    const whole = textsIn(`${folder}/learnt`);
    deepStrictEqual(
      Object.keys(whole),
      ["prototype", "thompson"].flatMap((agent) =>
        ["%2E.", "a%3Ab"].flatMap((scenario) => [1, 2].map((trial) => `${agent}/${scenario}/${trial}.json`))
      ),
    );
    deepStrictEqual(JSON.parse(whole["thompson/%2E./1.json"]!).parts, { agent: "full", policy: "thompson" });
    deepStrictEqual(textsIn(`${one.folder}/states/after`), whole);
    const interrupted = `${folder}/interrupted`;
    await rejects(
      runExperiment(several, options(interrupted, { workers: 2, progress: stoppingAfter(150) })),
      /interrupted/,
    );
    strictEqual([...Deno.readDirSync(interrupted)].some(({ name }) => name === "learnt"), false);
    const { resumed, folder: again } = await runExperiment(several, options(interrupted, { workers: 2 }));
    ok(resumed > 0);
    deepStrictEqual(textsIn(`${interrupted}/learnt`), whole);
    strictEqual(
      Deno.readTextFileSync(`${again}/episodes.csv`),
      Deno.readTextFileSync(`${one.folder}/episodes.csv`),
    );
  }));

Deno.test("an experiment goes on from what was learnt, which is part of its identity, and an interrupt leaves the old files", () =>
  inFolder(async (folder) => {
    const anew = await runExperiment(single, options(folder, { state: undefined as never }));
    const first = await runExperiment(single, options(folder));
    notStrictEqual(first.folder, anew.folder, "what is learnt is kept in one of them only");
    const rows = ({ folder: run }: { folder: string }) => Deno.readTextFileSync(`${run}/episodes.csv`);
    strictEqual(rows(first), rows(anew));
    const before = textsIn(`${folder}/learnt`);
    await rejects(runExperiment(single, options(folder, { progress: stoppingAfter(20) })), /interrupted/);
    deepStrictEqual(textsIn(`${folder}/learnt`), before);
    const second = await runExperiment(single, options(folder));
    notStrictEqual(second.folder, first.folder);
    notDeepStrictEqual(rows(second), rows(first));
    deepStrictEqual(textsIn(`${second.folder}/states/before`), before);
    const after = textsIn(`${folder}/learnt`);
    notDeepStrictEqual(after, before);
    for (const [path, text] of Object.entries(before)) {
      Deno.writeTextFileSync(`${folder}/learnt/${path}`, text);
    }
    strictEqual((await runExperiment(single, options(folder))).status, "found");
    deepStrictEqual(textsIn(`${folder}/learnt`), after, "a run that was made before gives its states too");
  }));

Deno.test("a trial of an experiment learns what eval learns on the same episodes, and its file is one for eval", () =>
  inFolder(async (folder) => {
    const file = `${folder}/small.json`;
    Deno.writeTextFileSync(
      file,
      JSON.stringify(SINGLE),
    );
    const given = [file, "--results", `${folder}/results`, "--workers", "1", "--state", `${folder}/learnt`];
    const text = await printed(() => experiment(given));
    ok(text.endsWith(`\nWhat the agents have learnt is in ${folder}/learnt`), text);
    const path = `${folder}/learnt/prototype/three-tier/1.json`;
    const learnt = Deno.readTextFileSync(path);
    const agent = ["--agent", "prototype", "--steps", "140", "--out", `${folder}/out.csv`];
    const run = (seeds: readonly string[], state: string) =>
      printed(() => evaluate([...agent, ...seeds, "--state", state]));
    await run(["--episodes", "21"], `${folder}/eval.json`);
    strictEqual(Deno.readTextFileSync(`${folder}/eval.json`), learnt);
    await run(["--seed0", "22", "--episodes", "5"], path);
    notStrictEqual(Deno.readTextFileSync(path), learnt);
  }));
