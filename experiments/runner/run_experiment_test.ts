import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { resolveExperiment } from "../../lib/bench/agents/mod.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { codeHash, runName } from "./identity.ts";
import { mergeShards } from "./merge_shards.ts";
import { runExperiment, type RunOptions } from "./run_experiment.ts";
import { decisionsFromJsonLines } from "../../lib/report/mod.ts";
import { inFolder } from "../cli/in_folder.ts";

const experiment = resolveExperiment({
  name: "tiny",
  agents: [
    "noop",
    { name: "learner", agent: "full", detector: "ewma", diagnoser: "random", policy: "thompson" },
  ],
  seeds: { first: 2001, count: 24 },
  trials: 2,
  steps: 100,
  metrics: ["slo_steps", "detection_delay"],
  resamples: 100,
  permutations: 100,
});

/** Two blocks of the cheapest agent. */
const small = resolveExperiment({
  name: "small",
  agents: ["noop"],
  seeds: { first: 2001, count: 40 },
  steps: 100,
  metrics: ["slo_steps"],
  resamples: 100,
  permutations: 100,
});

const options = (results: string, more: Partial<RunOptions> = {}): RunOptions => ({
  results,
  workers: 2,
  command: "a test",
  progress: () => ({ update: () => {}, finish: () => {} }),
  ...more,
});

/** All files of a folder as hex-free text by path, but for the provenance. */
function filesIn(folder: string, under = ""): Record<string, string> {
  return Object.assign(
    {},
    ...[...Deno.readDirSync(`${folder}/${under}`)].map(({ name, isDirectory }) =>
      isDirectory
        ? filesIn(folder, `${under}${name}/`)
        : name === "provenance.json"
        ? {}
        : { [under + name]: new TextDecoder("latin1").decode(Deno.readFileSync(`${folder}/${under}${name}`)) }
    ),
  );
}

/** Files of a subfolder, by path within it. */
function filesUnder(files: Record<string, string>, folder: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, text]) =>
      path.startsWith(folder) ? [[path.slice(folder.length), text]] : []
    ),
  );
}

/** The blocks of the small experiment that a start in this folder goes on with. */
function doneIn(folder: string): number[] {
  const checkpoint = openCheckpoint(folder, {
    ...{ experiment: small, run: runName(small), code: codeHash(), command: "a test", nowMs: 0 },
  });
  checkpoint.close();
  return [...checkpoint.done].sort((a, b) => a - b);
}

Deno.test("a run holds the decisions of each agent in each scenario, and shards of it give the same", () =>
  inFolder(async (results) => {
    const logging = resolveExperiment({
      ...small,
      name: "logged",
      agents: ["full", "threshold-only"],
      reference: "full",
      steps: 160,
      decisions: { explore: 0.3 },
    });
    const { folder } = await runExperiment(logging, options(results));
    const texts = filesUnder(filesIn(folder), "decisions/");
    deepStrictEqual(Object.keys(texts).sort(), ["full/three-tier.jsonl", "threshold-only/three-tier.jsonl"]);
    for (const text of Object.values(texts)) {
      const log = decisionsFromJsonLines(text);
      const seeds = new Set(log.map(({ seed }) => seed));
      ok(log.length > 100 && seeds.size > 20 && seeds.size <= 40, `${log.length} of ${seeds.size}`);
    }
    const shards = [];
    for (const number of [1, 2]) {
      shards.push(
        (await runExperiment(logging, options(`${results}/2`, { shard: { number, of: 2 } }))).folder,
      );
    }
    const merged = await mergeShards(shards, { results: `${results}/3` });
    deepStrictEqual(filesUnder(filesIn(merged), "decisions/"), texts);
  }));

Deno.test("a run that is interrupted says how far it came, and the next call in this process continues it to the same bytes", () =>
  inFolder(async (results) => {
    const controller = new AbortController();
    const interrupting = (done: number) => done > 0 && controller.abort();
    const interrupted = runExperiment(experiment, {
      ...options(results, { workers: 1, signal: controller.signal }),
      progress: () => ({ update: interrupting, finish: () => {} }),
    });
    await rejects(
      interrupted,
      /^Interrupted: The experiment "tiny" was interrupted after [1-9]\d* of 96 episodes; the same call continues it$/,
    );
    const { folder, resumed } = await runExperiment(experiment, options(results));
    ok(resumed > 0 && resumed < 96, `${resumed}`);
    const { folder: whole } = await runExperiment(experiment, options(`${results}/whole`));
    deepStrictEqual(filesIn(folder), filesIn(whole));
  }));

Deno.test("one worker, two, a damaged run made again, one taken up where it stopped, and merged shards give the same bytes", () =>
  inFolder(async (results) => {
    const { folder, status } = await runExperiment(experiment, options(results, { workers: 1 }));
    strictEqual(status, "ran");
    const whole = filesIn(folder);
    ok(Object.keys(whole).length >= 10, Object.keys(whole).join(" "));
    strictEqual((await runExperiment(experiment, options(results))).status, "found");

    for (const file of ["episodes.csv", "summary.json", "provenance.json"]) {
      const bytes = Deno.readFileSync(`${folder}/${file}`);
      Deno.truncateSync(`${folder}/${file}`, 10);
      await rejects(runExperiment(experiment, options(results)), new RegExp(`^UsageError: .*${file} `));
      Deno.writeFileSync(`${folder}/${file}`, bytes);
    }
    for (const file of ["episodes.csv", "provenance.json"]) Deno.truncateSync(`${folder}/${file}`, 10);
    strictEqual((await runExperiment(experiment, options(results, { force: true }))).status, "ran");
    deepStrictEqual(filesIn(folder), whole, "two workers");

    const parts = [1, 2, 3].map((number) => ({ number, of: 3 }));
    const shards = [];
    for (const shard of parts) {
      shards.push(
        (await runExperiment(experiment, options(`${results}/parts`, { shard, workers: 1 }))).folder,
      );
    }
    deepStrictEqual(filesIn(await mergeShards(shards, { results: `${results}/merged` })), whole, "merged");

    // What a kill leaves: some blocks, one of them half written, and a folder half made.
    const [left] = shards;
    const partial = `${results}/again/tiny/.${folder.split("/").at(-1)}.partial`;
    Deno.mkdirSync(`${partial}/blocks`, { recursive: true });
    Deno.mkdirSync(`${partial}/run`);
    Deno.copyFileSync(`${left}/belonging.json`, `${partial}/belonging.json`);
    for (const { name } of Deno.readDirSync(`${left}/blocks`)) {
      Deno.copyFileSync(`${left}/blocks/${name}`, `${partial}/blocks/${name}`);
    }
    Deno.writeTextFileSync(`${partial}/blocks/000099.block.tmp`, "seed,fault");
    Deno.writeTextFileSync(`${partial}/run/episodes.csv`, "seed,fault");
    const resumed = await runExperiment(experiment, options(`${results}/again`, { workers: 1 }));
    ok(resumed.resumed > 0 && resumed.resumed < resumed.episodes);
    deepStrictEqual(filesIn(resumed.folder), whole, "resumed");
    deepStrictEqual([...Deno.readDirSync(`${results}/again/tiny`)].map(({ name }) => name), [
      resumed.folder.split("/").at(-1),
    ]);
  }));

Deno.test("blocks that other code made are not gone on with", () =>
  inFolder(async (results) => {
    const shard = { number: 1, of: 2 };
    const { folder } = await runExperiment(small, options(results, { shard }));
    const path = `${folder}/belonging.json`;
    Deno.writeTextFileSync(path, JSON.stringify({ ...JSON.parse(Deno.readTextFileSync(path)), code: "old" }));
    await rejects(mergeShards([folder], { results }), /was made by other code/);
    strictEqual((await runExperiment(small, options(results, { shard }))).resumed, 0);
  }));

Deno.test("mergeShards() says which shards it lacks, and what is no shard", () =>
  inFolder(async (results) => {
    const { folder } = await runExperiment(small, options(results, { shard: { number: 2, of: 2 } }));
    await rejects(mergeShards([folder], { results }), /The shards hold \d+ of 2 blocks/);
    await rejects(mergeShards([results], { results }), /A shard is a folder as --shard makes it/);
    await rejects(mergeShards([], { results }), /found none/);
  }));

Deno.test("a worker's error ends the run and leaves what was done for the next", () =>
  inFolder(async (results) => {
    const { scenarios: [scenario] } = experiment;
    const broken = {
      ...experiment,
      scenarios: [scenario!, { ...scenario!, name: "broken", topology: "none" }],
    };
    await rejects(runExperiment(broken, options(results)), /Cannot find the topology "none"/);
    const [left] = Deno.readDirSync(`${results}/tiny`);
    ok(left!.name.endsWith(".partial"));
  }));

Deno.test("empty, cut, edited and renamed blocks are made again on resume, and named on merge", () =>
  inFolder(async (results) => {
    const shard = { number: 1, of: 1 };
    const { folder, episodes } = await runExperiment(small, options(results, { shard }));
    const whole = filesIn(`${folder}/blocks`);
    const path = `${folder}/blocks/000001.block`;
    const text = Deno.readTextFileSync(path);
    const other = Deno.readTextFileSync(`${folder}/blocks/000000.block`);
    const damages = ["", text.slice(0, text.length / 2), text.replace(/,0,/, ",1,"), other];
    for (const damaged of damages) {
      Deno.writeTextFileSync(path, damaged);
      await rejects(
        mergeShards([folder], { results }),
        /^UsageError: .*000001\.block .*: run the shard again$/,
      );
      deepStrictEqual(doneIn(folder), [0], damaged);
      ok(filesIn(`${folder}/blocks`)["000001.block"] === undefined);
    }
    const { resumed } = await runExperiment(small, options(results, { shard }));
    strictEqual(resumed, episodes - 20);
    deepStrictEqual(filesIn(`${folder}/blocks`), whole);
  }));

Deno.test("a checkpoint that is damaged in any way is started again", () =>
  inFolder(async (results) => {
    const shard = { number: 1, of: 1 };
    const { folder } = await runExperiment(small, options(results, { shard }));
    const whole = filesIn(folder);
    for (const name of ["belonging.json", "blocks", "lock", "config.json"]) {
      for (const text of [undefined, "", "null", "{}"]) {
        Deno.removeSync(`${folder}/${name}`, { recursive: true });
        if (text === undefined) Deno.mkdirSync(`${folder}/${name}`);
        else Deno.writeTextFileSync(`${folder}/${name}`, text);
        const kept = name === "lock" || name === "config.json";
        deepStrictEqual(doneIn(folder), kept ? [0, 1] : [], `${name} ${text}`);
        for (const path of ["belonging.json", "blocks", "config.json"]) {
          Deno.removeSync(`${folder}/${path}`, { recursive: true });
        }
        Deno.mkdirSync(`${folder}/blocks`);
        for (const [path, content] of Object.entries(whole)) {
          Deno.writeTextFileSync(`${folder}/${path}`, content);
        }
      }
    }
    Deno.writeTextFileSync(`${folder}/belonging.json`, "{}");
    await runExperiment(small, options(results, { shard }));
    deepStrictEqual(filesIn(`${folder}/blocks`), filesUnder(whole, "blocks/"));
  }));

Deno.test("mergeShards() names shards given twice and damaged files in one line", () =>
  inFolder(async (results) => {
    const { folder } = await runExperiment(small, options(results, { shard: { number: 1, of: 2 } }));
    await rejects(mergeShards([folder, folder], { results }), /^UsageError: The shard ".*" is given twice$/);
    Deno.symlinkSync(folder, `${results}/linked`);
    await rejects(mergeShards([folder, `${results}/linked`], { results }), /^UsageError: .* are one shard$/);
    for (const file of ["config.json", "belonging.json"]) {
      const path = `${folder}/${file}`;
      const text = Deno.readTextFileSync(path);
      for (const damaged of ["", text.slice(0, 40), "null", "[]", "5"]) {
        Deno.writeTextFileSync(path, damaged);
        await rejects(mergeShards([folder], { results }), (error: Error) => {
          strictEqual(error.name, "UsageError");
          return error.message.startsWith(path) && !error.message.includes("\n");
        });
      }
      Deno.removeSync(path);
      await rejects(mergeShards([folder], { results }), /^UsageError: .* is missing or damaged/);
      Deno.writeTextFileSync(path, text);
    }
  }));
