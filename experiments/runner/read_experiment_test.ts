import { throws } from "node:assert";
import { fileURLToPath } from "node:url";
import { readExperiment } from "./read_experiment.ts";

const FOLDER = fileURLToPath(new URL("..", import.meta.url));

Deno.test("readExperiment() names the file that was likely meant", () => {
  throws(
    () => readExperiment(`${FOLDER}baseline.json`),
    /Cannot find the experiment's file ".*baseline\.json": did you mean ".*baselines\.json"\?$/,
  );
  throws(() => readExperiment("nowhere/baseline.json"), /"nowhere\/baseline\.json" in .+$/);
});
