import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { experimentJsonSchema } from "../lib/bench/agents/mod.ts";
import { liveJsonSchema } from "../lib/live/mod.ts";
import { plotTimeline, toSvg } from "../lib/plot/mod.ts";
import { createAgent, runEpisode } from "../lib/run/mod.ts";
import { createEnvironment, topologyJsonSchema } from "../lib/simulator/mod.ts";
import { numbersText, referencePage } from "./reference.ts";
import { computeNumbers } from "./reference/numbers.ts";
import { lackingSentences } from "./reference/sentences.ts";
import { readExperiment } from "./runner/read_experiment.ts";

const files = [...Deno.readDirSync("experiments")].map(({ name }) => name)
  .filter((name) => name.endsWith(".json") && !name.endsWith(".schema.json")).sort();

Deno.test("the experiments that come with the project are valid, and named as their files", () => {
  ok(files.length >= 6);
  for (const file of files) {
    strictEqual(readExperiment(`experiments/${file}`).name, file.replace(/\.json$/, ""));
  }
});

Deno.test("experiments that are reported use no seed that agents were built on or that is kept for checking", () => {
  for (const file of files) {
    const { seeds, trials } = readExperiment(`experiments/${file}`);
    ok("count" in seeds && seeds.first > 1000, file);
    ok(seeds.first + seeds.count * trials <= 10_000, file);
  }
});

Deno.test("topology.schema.json is what `deno task topology --schema` prints", () => {
  deepStrictEqual(
    JSON.parse(Deno.readTextFileSync("experiments/topology.schema.json")),
    topologyJsonSchema(),
  );
});

Deno.test("live.schema.json is what `deno task live --schema` prints", () => {
  deepStrictEqual(JSON.parse(Deno.readTextFileSync("experiments/live.schema.json")), liveJsonSchema());
});

Deno.test("experiment.schema.json is what `deno task experiment --schema` prints", () => {
  deepStrictEqual(
    JSON.parse(Deno.readTextFileSync("experiments/experiment.schema.json")),
    experimentJsonSchema(),
  );
});

Deno.test("results/README.md is what the reference runs say", () => {
  strictEqual(Deno.readTextFileSync("results/README.md"), referencePage());
});

const numbers = computeNumbers();
const readPage = (path: string) => Deno.readTextFileSync(path);

Deno.test("README's picture is what `deno task episode --seed 7 --svg FILE` draws, and what is said of it is in it", () => {
  const mended = runEpisode({ agent: createAgent("full"), environment: createEnvironment(), seed: 7 });
  strictEqual(Deno.readTextFileSync("notebooks/figures/first-incident.svg"), toSvg(plotTimeline(mended)));
  const { fault, suspect, actions } = numbers.firstIncident;
  match(readPage("README.md"), /a neighbour takes the database's CPU; the agent names the database,/);
  match(readPage("README.md"), /opens the breaker and fails the database over: /);
  deepStrictEqual([fault, suspect, ...actions.slice(0, 2)], [
    ...["noisy_neighbour at db", "db", "open_breaker(api, db)", "failover(db)"],
  ]);
});

Deno.test("results/numbers.json is what `deno task reference` writes", () => {
  strictEqual(readPage("results/numbers.json"), numbersText(numbers));
});

Deno.test("README and the guide say the numbers of results/numbers.json, and a wrong one is found", () => {
  deepStrictEqual(lackingSentences(numbers, readPage), []);
  const planted = (right: string, wrong: string) =>
    lackingSentences(numbers, (path) => readPage(path).replace(right, wrong)).length;
  strictEqual(planted("in place of 310]", "in place of 311]"), 1);
  strictEqual(planted("fifteen notebooks", "fourteen notebooks"), 1);
  strictEqual(planted("| 37.3 [35.6, 39.1]", "| 37.2 [35.6, 39.1]"), 1);
  strictEqual(planted("on thirteen of", "on fourteen of"), 1);
  strictEqual(planted("15 s in breach", "115 s in breach"), 1);
});
