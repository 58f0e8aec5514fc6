import { strictEqual, throws } from "node:assert";
import { SYNTHETIC } from "../observe/testing/synthetic.ts";
import { contextOf } from "./diagnoser.ts";
import { createDiagnoser, DIAGNOSERS } from "./mod.ts";

Deno.test("every diagnoser can be had by its name", () => {
  for (const name of DIAGNOSERS) strictEqual(createDiagnoser(name, contextOf(SYNTHETIC)).name, name);
});

Deno.test("a wrong name of a diagnoser is answered with the nearest one", () => {
  throws(() => createDiagnoser("grahp", contextOf(SYNTHETIC)), {
    name: "UsageError",
    message: /did you mean "graph"\?/,
  });
});
