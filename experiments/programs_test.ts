import { match, strictEqual, throws } from "node:assert";
import { UsageError } from "../lib/model/mod.ts";
import { parseSeeds } from "./cli/seeds.ts";
import { printable } from "./cli/printable.ts";
import { reference } from "./reference.ts";
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
  strictEqual(parseSeeds("3..6").join(), "3,4,5,6");
  strictEqual(parseSeeds("7").join(), "7");
  for (const wrong of ["", "6..3", "1..", "a", "1..1000001", "1..99999999999999999"]) {
    throws(() => parseSeeds(wrong), UsageError);
  }
});

Deno.test("printable() shows what a terminal would obey, and keeps line breaks", () => {
  strictEqual(printable("a\u001b[2Jb\nc\u202ed"), "a\\u001b[2Jb\nc\\u202ed");
});
