import { deepStrictEqual, strictEqual } from "node:assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inFolder } from "../cli/in_folder.ts";
import { ROOT } from "../runner/identity.ts";
import { resultsFolder } from "./results_folder.ts";

Deno.test("results go to the project that the working directory lies in, and without one to the working directory", () =>
  inFolder((folder) => {
    const deep = join(folder, "notebooks", "more");
    Deno.mkdirSync(deep, { recursive: true });
    strictEqual(resultsFolder(deep), join(deep, "results"));
    Deno.writeTextFileSync(join(folder, "deno.json"), "{}");
    deepStrictEqual([resultsFolder(deep), resultsFolder(folder)], [
      join(folder, "results"),
      join(folder, "results"),
    ]);
  }));

Deno.test("of the notebooks of this project they go to its own results", () => {
  const root = fileURLToPath(ROOT);
  strictEqual(resultsFolder(join(root, "notebooks")), join(root, "results"));
});
