import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { UsageError } from "../lib/model/mod.ts";
import { fromCsv } from "../lib/report/csv.ts";
import { inFolder } from "./cli/in_folder.ts";
import { experiment } from "./experiment.ts";
import { merge } from "./merge.ts";
import { printed } from "./testing/printed.ts";

Deno.test("a shard is run, merged and found again, and the summary is what a recount of the episodes gives", () =>
  inFolder(async (folder) => {
    const file = `${folder}/small.json`;
    Deno.writeTextFileSync(
      file,
      JSON.stringify({ name: "small", agents: ["noop"], seeds: { first: 5, count: 9 }, steps: 120 }),
    );
    const settings = ["seeds.count=3", 'metrics=["slo_steps"]', "resamples=100", "permutations=100"];
    const given = [file, ...settings.flatMap((one) => ["--set", one]), "--results", folder];
    const shard = await printed(() => experiment([...given, "--shard", "1/1", "--workers", "1"]));
    const [, parts] = /^3 episodes in (.+): merge with deno task merge$/.exec(shard)!;
    const merged = await printed(() => merge([`${parts}/`, "--results", folder]));
    const [, run] = /^(.+): merged from 1 shards\n/.exec(merged)!;
    const found = await printed(() => experiment(given));
    ok(found.startsWith(`${run}: is there already (--force runs it again)\n`), found);
    strictEqual(found.split("\n").slice(1).join("\n"), merged.split("\n").slice(1).join("\n"));
    const episodes = fromCsv(Deno.readTextFileSync(`${run}/episodes.csv`));
    deepStrictEqual(episodes.map(({ seed }) => seed), [5, 6, 7]);
    const mean = episodes.reduce((sum, { slo_steps }) => sum + slo_steps, 0) / 3;
    match(
      Deno.readTextFileSync(`${run}/summary.json`),
      new RegExp(`"value": ${mean.toFixed(3).replace(/\.?0+$/, "")}`),
    );
    const { command } = JSON.parse(Deno.readTextFileSync(`${run}/provenance.json`));
    strictEqual(
      command,
      `deno task experiment ${file} --set seeds.count=3 --set 'metrics=["slo_steps"]' --set resamples=100 --set permutations=100`,
    );
  }));

Deno.test("experiment and merge show their help and the schema, and refuse what they can't run", () =>
  inFolder(async (results) => {
    match(await printed(() => experiment(["--help"])), /deno task experiment FILE/);
    match(await printed(() => merge(["--help"])), /deno task merge FOLDER/);
    strictEqual(JSON.parse(await printed(() => experiment(["--schema"]))).type, "object");
    await rejects(experiment([]), /found 0: deno task experiment FILE/);
    await rejects(experiment(["experiments/baseline.json"]), /did you mean "experiments\/baselines\.json"/);
    for (const shard of ["0/2", "3/2", "1", "1/2000"]) {
      await rejects(
        experiment(["experiments/baselines.json", "--shard", shard, "--results", results]),
        UsageError,
      );
    }
    for (const workers of ["0", "many"]) {
      await rejects(
        experiment(["experiments/baselines.json", "--workers", workers, "--results", results]),
        UsageError,
      );
    }
    await rejects(merge(["--results", results]), /found none/);
    deepStrictEqual([...Deno.readDirSync(results)], []);
  }));

Deno.test("an experiment that a setting cuts short of its change runs, with a warning, and so does what it has written; as it stands in the file it is refused", () =>
  inFolder(async (results) => {
    const file = `${results}/drifting.json`;
    const phases = [{ fromEpisode: 4, remedies: "swapped" }];
    const write = (count: number) =>
      Deno.writeTextFileSync(
        file,
        JSON.stringify({
          name: "drifting",
          agents: ["noop"],
          scenarios: [{ phases }],
          seeds: { count },
          steps: 120,
        }),
      );
    write(3);
    await rejects(experiment([file, "--results", results]), /phases\[0\] never comes/);
    write(5);
    const own = console.error;
    const warned: string[] = [];
    console.error = (line: string) => warned.push(line);
    try {
      const more = [
        "--set",
        "resamples=100",
        "--set",
        "permutations=100",
        "--results",
        results,
        "--workers",
        "1",
      ];
      await printed(() => experiment([file, "--set", "seeds.count=3", ...more]));
      deepStrictEqual(warned, [
        "warning: scenarios[0].phases[0] never comes: its fromEpisode must be at most 3, the episodes of a trial (seeds.count), found 4",
      ]);
      // What the run has written is the run: it is made again as it was.
      const [name] = [...Deno.readDirSync(`${results}/drifting`)].map(({ name }) => name);
      const config = `${results}/drifting/${name}/config.json`;
      match(await printed(() => experiment([config, "--results", results])), /is there already/);
      await printed(() => experiment([config, "--results", `${results}/again`, "--workers", "1"]));
      strictEqual(
        Deno.readTextFileSync(`${results}/again/drifting/${name}/episodes.csv`),
        Deno.readTextFileSync(`${results}/drifting/${name}/episodes.csv`),
      );
      strictEqual(warned.length, 3);
      await printed(() => experiment([file, ...more]));
      strictEqual(warned.length, 3);
    } finally {
      console.error = own;
    }
  }));
