import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { experimentJsonSchema } from "../lib/bench/agents/mod.ts";
import { liveJsonSchema } from "../lib/live/mod.ts";
import { plotTimeline, toSvg } from "../lib/plot/mod.ts";
import { createAgent, runEpisode } from "../lib/run/mod.ts";
import { createEnvironment, topologyJsonSchema } from "../lib/simulator/mod.ts";
import { referencePage } from "./reference.ts";
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

Deno.test("README's picture is what `deno task episode --seed 7 --svg FILE` draws, and what is said of it is in it", () => {
  const environment = createEnvironment();
  const play = (name: string) => runEpisode({ agent: createAgent(name), environment, seed: 7 });
  const mended = play("full");
  strictEqual(Deno.readTextFileSync("notebooks/figures/first-incident.svg"), toSvg(plotTimeline(mended)));
  const [own, alone] = [mended, play("noop")].map(({ record }) => 5 * record.slo_steps);
  ok(Deno.readTextFileSync("README.md").includes(`${own} s in breach in place of ${alone}]`));
});
