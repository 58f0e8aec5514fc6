import { deepStrictEqual, match, notStrictEqual, ok, strictEqual, throws } from "node:assert";
import { resolveExperiment, summariseExperiment } from "../lib/bench/agents/mod.ts";
import { mean } from "../lib/stats/mod.ts";
import { fromCsv, toCsv } from "../lib/report/csv.ts";
import { csvRows } from "../lib/report/csv_rows.ts";
import { seedRange } from "../lib/run/mod.ts";
import { createBlockRunner } from "../lib/bench/agents/run_block.ts";
import { planBlocks } from "../lib/bench/agents/mod.ts";
import { inFolder } from "./cli/in_folder.ts";
import { runName, sha256 } from "./runner/identity.ts";
import { runs } from "./runs.ts";
import { diffRuns } from "./runs/diff.ts";
import { findRuns, runOf } from "./runs/find_runs.ts";
import { BATCH, mlflowRequests } from "./runs/mlflow.ts";
import { printed } from "./testing/printed.ts";

/** Writes a run as the runner leaves it, without figures. */
function writeRun(
  results: string,
  { fault = "slow_query", first = 1, began = "2026-01-01T00:00:00.000Z" } = {},
): string {
  const experiment = resolveExperiment({
    name: "small",
    agents: ["noop", "blind"],
    scenarios: [{ name: "shop", fault }],
    seeds: { first, count: 5 },
    steps: 160,
    resamples: 200,
    permutations: 100,
    metrics: ["slo_steps", "total_reward"],
  });
  const runBlock = createBlockRunner(experiment);
  const csv = toCsv(planBlocks(experiment).flatMap((block) => runBlock(block, null).records));
  const run = runName(experiment);
  const folder = `${results}/small/${run}`;
  Deno.mkdirSync(folder, { recursive: true });
  const write = (file: string, value: unknown) =>
    Deno.writeTextFileSync(`${folder}/${file}.json`, JSON.stringify(value));
  Deno.writeTextFileSync(`${folder}/episodes.csv`, csv);
  write("config", experiment);
  write("summary", summariseExperiment(experiment, fromCsv(csv)));
  write("provenance", {
    ...{ run, command: "deno task experiment small.json", episodes: 10, episodesHash: sha256(csv) },
    ...{ codeHash: "c", commit: "0123456789abcdef", dirty: true },
    ...{ startedAt: began, finishedAt: "2026-01-01T00:01:00.000Z" },
  });
  return folder;
}

Deno.test("runs lists those of a folder, the oldest first, and leaves out shards, unfinished and damaged ones", () =>
  inFolder(async (results) => {
    const late = writeRun(results, { fault: "memory_leak", began: "2026-02-01T00:00:00.000Z" });
    const early = writeRun(results);
    Deno.mkdirSync(`${results}/small/.abc.partial`);
    Deno.mkdirSync(`${results}/small/abc.shard-1-of-2`);
    Deno.mkdirSync(`${results}/small/damaged`);
    Deno.writeTextFileSync(`${results}/small/damaged/provenance.json`, "{");
    const { runs: found, damaged } = findRuns(results);
    deepStrictEqual(found.map(({ folder }) => folder), [early, late]);
    deepStrictEqual(damaged, [`${results}/small/damaged/provenance.json is missing or damaged`]);
    const text = await printed(() => runs(["--results", results]));
    const records = fromCsv(Deno.readTextFileSync(`${early}/episodes.csv`));
    const steps = (name: string) => {
      const own = records.filter(({ agent }) => agent === name).map(({ slo_steps }) => slo_steps);
      return mean(own).toFixed(1);
    };
    match(
      text,
      new RegExp(
        `^small +${early.split("/").at(-1)} +2026-01-01 00:00 +01234567\\+ +2 +1 +10 +${
          steps("noop")
        } noop +${steps("blind")} blind$`,
        "m",
      ),
    );
    Deno.truncateSync(`${early}/episodes.csv`, 500);
    const cut = findRuns(results);
    deepStrictEqual([cut.runs.length, cut.damaged.length], [1, 2]);
    ok(cut.damaged.some((line) => line.startsWith(`${early}/episodes.csv was cut or edited`)));
  }));

Deno.test("a difference of two runs names the settings that differ, and pairs the episodes of the same seeds", () =>
  inFolder(async (results) => {
    const [a, b] = [writeRun(results), writeRun(results, { fault: "memory_leak", first: 2 })];
    const found = findRuns(results);
    const difference = diffRuns(runOf(a, found), runOf(b, found));
    deepStrictEqual(difference.settings, [
      { path: "scenarios.shop.fault", a: "slow_query", b: "memory_leak" },
      { path: "seeds.first", a: 1, b: 2 },
    ]);
    const read = (folder: string) => fromCsv(Deno.readTextFileSync(`${folder}/episodes.csv`));
    const rewardOf = (folder: string, seed: number) =>
      read(folder).find((record) => record.agent === "blind" && record.seed === seed)!.total_reward;
    const one = difference.metrics.find(({ agent, metric }) =>
      agent === "blind" && metric === "total_reward"
    )!;
    const gains = seedRange(2, 4).map((seed) => rewardOf(b, seed) - rewardOf(a, seed));
    ok(gains.some((gain) => gain !== 0));
    strictEqual(one.paired!.pairs, 4);
    ok(Math.abs(one.paired!.difference.value - mean(gains)) < 1e-9);
    ok(one.paired!.difference.low <= mean(gains) && one.paired!.difference.high >= mean(gains));
    const ids = [a, b].map((folder) => folder.split("/").at(-1)!.slice(0, 5));
    const text = await printed(() => runs(["--diff", ids[0]!, ids[1]!, "--results", results]));
    match(text, /^scenarios\.shop\.fault +slow_query +memory_leak$/m);
    match(text, /^blind +total reward .* 4$/m);
    const same = await printed(() => runs(["--diff", ids[0]!, ids[0]!, "--results", results]));
    match(same, /No setting differs.*Left out: 4 rows that are the same in every pair/s);
  }));

Deno.test("the statistics of many runs are one table, and MLflow's requests keep its limits", () =>
  inFolder(async (results) => {
    const folder = writeRun(results);
    const [csv, mlflow] = [`${results}/out/runs.csv`, `${results}/out/mlflow`];
    await printed(() => runs(["small", "--csv", csv, "--mlflow", mlflow, "--results", results]));
    const [header, ...rows] = csvRows(Deno.readTextFileSync(csv));
    strictEqual(rows.length, 4);
    const summary = JSON.parse(Deno.readTextFileSync(`${folder}/summary.json`));
    const { metrics } = summary.scenarios[0].agents[1];
    const row = rows.find((cells) => cells.includes("blind") && cells.includes("slo_steps"))!;
    strictEqual(Number(row[header!.indexOf("mean")]), Number(metrics.slo_steps.mean.value.toFixed(6)));
    const read = (path: string) => JSON.parse(Deno.readTextFileSync(`${mlflow}/small/${path}`));
    strictEqual(read("1-experiments-create.json").name, "aiops/small");
    const home = `${folder.split("/").at(-1)}/blind`;
    const create = read(`${home}/2-runs-create.json`);
    deepStrictEqual([create.experiment_id, create.start_time], ["EXPERIMENT_ID", Date.UTC(2026, 0, 1)]);
    const logged = read(`${home}/3-runs-log-batch-001.json`);
    strictEqual(logged.run_id, "RUN_ID");
    const steps = logged.metrics.find(({ key }: { key: string }) => key === "shop/slo_steps.mean");
    deepStrictEqual(steps, {
      key: "shop/slo_steps.mean",
      value: metrics.slo_steps.mean.value,
      timestamp: Date.UTC(2026, 0, 1, 0, 1),
      step: 0,
    });
    strictEqual(read(`${home}/4-runs-update.json`).status, "FINISHED");
  }));

Deno.test("every reference result fits into requests that MLflow takes", () => {
  const requests = mlflowRequests(findRuns("results/reference").runs);
  ok(requests.length > 100);
  strictEqual(new Set(requests.map(({ path }) => path)).size, requests.length);
  for (const { path, body } of requests) {
    const { metrics = [], params = [], tags = [] } = body as Record<
      string,
      { key: string; value: unknown }[]
    >;
    ok(metrics.length <= BATCH.metrics && params.length <= BATCH.params && tags.length <= BATCH.tags, path);
    ok(JSON.stringify(body).length < BATCH.bytes, path);
    for (const { key } of [...metrics, ...params]) match(key, /^[\w\-. /]{1,250}$/);
    ok(metrics.every(({ value }) => Number.isFinite(value)), path);
    strictEqual(new Set(params.map(({ key }) => key)).size, params.length, path);
  }
});

Deno.test("runs shows its help, and says in one line what is wrong", () =>
  inFolder(async (results) => {
    match(await printed(() => runs(["--help"])), /deno task runs \[RUN\.\.\.\]/);
    const one = writeRun(results);
    const at = (...args: string[]) => () => runs([...args, "--results", results]);
    throws(at("smal"), /^UsageError: Cannot find the run "smal": did you mean "small"\?/);
    throws(at("--diff", "small"), /--diff needs two runs, found 1/);
    throws(at("--diff", "small", "small", "--csv", "x.csv"), /leave --csv and --mlflow out/);
    throws(at("--csv", `${results}/x.txt`), /--csv/);
    throws(at("--mlflow", results), /--mlflow needs a new or empty folder/);
    throws(() => runs(["--results", `${results}/none`]), /--results needs a folder of results/);
    const two = writeRun(results, { fault: "memory_leak" });
    notStrictEqual(one, two);
    throws(at("--diff", "small", one), /"small" names 2 runs, say which: /);
    Deno.removeSync(`${results}/small`, { recursive: true });
    throws(at(), /There is no finished run in .*: deno task experiment FILE makes one/);
  }));
