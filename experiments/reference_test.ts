import { strictEqual, throws } from "node:assert";
import { inFolder } from "./cli/in_folder.ts";
import { reference } from "./reference.ts";
import { runName } from "./runner/identity.ts";
import { readExperiment } from "./runner/read_experiment.ts";

Deno.test("reference keeps no run that is damaged, and leaves the one that was kept", () =>
  inFolder((root) => {
    const name = runName(readExperiment("experiments/baselines.json"));
    const kept = `${root}/results/reference/baselines/config.json`;
    throws(
      () => reference(["baselines", "--results", `${root}/results`]),
      /^UsageError: The experiment "baselines" has no run/,
    );
    Deno.mkdirSync(`${root}/results/baselines/${name}/figures`, { recursive: true });
    Deno.mkdirSync(`${root}/results/reference/baselines`, { recursive: true });
    Deno.writeTextFileSync(kept, "old");
    for (const text of ["", "{}", '{"run": "another", "codeHash": "", "episodesHash": ""}']) {
      Deno.writeTextFileSync(`${root}/results/baselines/${name}/provenance.json`, text);
      throws(() => reference(["baselines", "--results", `${root}/results`]), { name: "UsageError" });
      strictEqual(Deno.readTextFileSync(kept), "old");
    }
  }));
