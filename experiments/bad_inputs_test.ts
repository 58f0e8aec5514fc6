import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { inFolder } from "./cli/in_folder.ts";
import { commandLine, complaintsOf } from "./testing/bad_inputs/bad_input.ts";
import { fileRows } from "./testing/bad_inputs/files.ts";
import { optionRows } from "./testing/bad_inputs/options.ts";
import { outcomeOf, stateOf } from "./testing/bad_inputs/refuse.ts";

Deno.test("every command refuses bad inputs in one line that names the mistake, and writes nothing", () =>
  inFolder(async (folder) => {
    const rows = [...fileRows(folder), ...await optionRows(folder)];
    ok(rows.length >= 500, String(rows.length));
    const before = stateOf(folder);
    const wrong: string[] = [];
    for (const row of rows) {
      for (const complaint of complaintsOf(row, await outcomeOf(row))) {
        wrong.push(`${commandLine(row)}\n    ${complaint}`);
      }
    }
    deepStrictEqual(wrong, []);
    strictEqual(stateOf(folder), before);
  }));
