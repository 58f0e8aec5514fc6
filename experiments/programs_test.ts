import { deepStrictEqual, doesNotMatch, match, strictEqual, throws } from "node:assert";
import { UsageError } from "../lib/model/mod.ts";
import { inFolder } from "./cli/in_folder.ts";
import { parseSeeds } from "./cli/seeds.ts";
import { printable } from "./cli/printable.ts";
import { knownDataFolder } from "./data/folder.ts";
import { rcaTable } from "./rca/reference.ts";
import { reference } from "./reference.ts";
import { runName, sha256 } from "./runner/identity.ts";
import { readExperiment } from "./runner/read_experiment.ts";
import { printed } from "./testing/printed.ts";
import { train } from "./train.ts";

Deno.test("reference and train show their help, and refuse what they can't do before they do anything", async () => {
  match(await printed(() => reference(["--help"])), /deno task reference \[NAME/);
  match(await printed(() => train(["--help"])), /deno task train/);
  throws(() => reference(["baselins"]), /did you mean "baselines"/);
  for (const wrong of [["--epochs", "0"], ["--units", "many"], ["--examples", "1001"]]) {
    throws(() => train(wrong), UsageError);
  }
});

Deno.test("parseSeeds() takes both ends, or a single seed, and at most a million", () => {
  deepStrictEqual(parseSeeds("3..6"), [3, 6]);
  deepStrictEqual(parseSeeds("7"), [7, 7]);
  for (const wrong of ["", "6..3", "1..", "a", "1..1000001", "1..99999999999999999"]) {
    throws(() => parseSeeds(wrong), UsageError);
  }
});

Deno.test("printable() shows what a terminal would obey, and keeps line breaks", () => {
  strictEqual(printable("a\u001b[2Jb\nc\u202ed"), "a\\u001b[2Jb\nc\\u202ed");
});

Deno.test("reference keeps a finished run without its episodes, and writes the page of all that are kept", () =>
  inFolder(async (results) => {
    throws(() => reference(["baselines", "--results", results]), /has no run: deno task experiment/);
    throws(() => reference(["--results", results]), /no reference runs yet/);
    const run = `${results}/baselines/${runName(readExperiment("experiments/baselines.json"))}`;
    Deno.mkdirSync(`${run}/figures`, { recursive: true });
    const kept = ["config.json", "summary.json", "summary.md", "provenance.json"];
    const shipped = "results/reference/baselines";
    for (const file of kept) Deno.copyFileSync(`${shipped}/${file}`, `${run}/${file}`);
    const provenance = JSON.parse(Deno.readTextFileSync(`${run}/provenance.json`));
    Deno.writeTextFileSync(
      `${run}/provenance.json`,
      JSON.stringify({ ...provenance, episodesHash: sha256("episodes.csv") }),
    );
    for (const file of ["episodes.csv", "figures/comparison.svg", "figures/details.svg"]) {
      Deno.writeTextFileSync(`${run}/${file}`, file);
    }
    strictEqual(await printed(() => reference(["baselines", "--results", results])), `${results}/README.md`);
    const page = Deno.readTextFileSync(`${results}/README.md`);
    match(page, /reference\/baselines\/figures\/comparison\.svg/);
    doesNotMatch(page, /details\.svg|topologies\.json/);
    const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort().join();
    strictEqual(names(`${results}/reference/baselines`), [...kept, "figures"].sort().join());
    strictEqual(names(`${results}/reference/baselines/figures`), "comparison.svg");
  }));

Deno.test("a table of diagnosers on recordings that are not here says how to get them", async () => {
  const text = await rcaTable({ format: "petshop", methods: ["random-order"] });
  match(
    text,
    knownDataFolder() === undefined
      ? /^petshop: the recordings are not here; "deno task data petshop"/
      : /petshop|random-order/,
  );
});
