import { throws } from "node:assert";
import { fileURLToPath } from "node:url";
import { inFolder } from "../cli/in_folder.ts";
import { readExperiment } from "./read_experiment.ts";

const FOLDER = fileURLToPath(new URL("..", import.meta.url));

Deno.test("readExperiment() names the file that was likely meant", () => {
  throws(
    () => readExperiment(`${FOLDER}baseline.json`),
    /Cannot find the experiment's file ".*baseline\.json": did you mean ".*baselines\.json"\?$/,
  );
  throws(() => readExperiment("nowhere/baseline.json"), /"nowhere\/baseline\.json" in .+$/);
});

Deno.test("readExperiment() refuses a phase that never comes, unless the trials were made shorter by a setting", () =>
  inFolder((folder) => {
    const path = `${folder}/mine.json`;
    const phases = [{ fromEpisode: 11, remedies: "swapped" }];
    const write = (count: number) =>
      Deno.writeTextFileSync(
        path,
        JSON.stringify({ name: "mine", agents: ["full"], scenarios: [{ phases }], seeds: { count } }),
      );
    write(10);
    throws(
      () => readExperiment(path),
      (error: Error) =>
        error.message.startsWith(
          `${path}: scenarios[0].phases[0] never comes: its fromEpisode must be at most 10`,
        ),
    );
    write(11);
    readExperiment(path);
    readExperiment(path, ["seeds.count=5"]);
  }));
