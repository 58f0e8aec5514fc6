/**
 * `deno task notebooks [NAME...] [--write]`: runs the notebooks, each from a clean kernel, and compares what they show with
 * what is saved in them; `--write` saves it instead.
 * @module
 */
import { parseArgs } from "node:util";
import { requireName } from "../lib/model/mod.ts";
import { exitWith } from "./notebooks/exit_with.ts";
import { runJupyter } from "./notebooks/workspace.ts";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { write: { type: "boolean" } },
  });
  const known = [...Deno.readDirSync("notebooks")].map(({ name }) => name)
    .filter((name) => name.endsWith(".ipynb")).map((name) => name.slice(0, -".ipynb".length)).sort();
  const chosen = positionals.map((name) =>
    requireName("notebook", name.replace(/^notebooks\//, "").replace(/\.ipynb$/, ""), known)
  );
  const paths = (chosen.length > 0 ? chosen : known).map((name) => `notebooks/${name}.ipynb`);
  return await runJupyter("requirements.txt", [
    "experiments/notebooks/run.py",
    ...(values.write ? ["--write"] : []),
    ...paths,
  ]);
}

await exitWith(main);
