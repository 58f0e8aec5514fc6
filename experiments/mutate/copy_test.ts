import { ok, strictEqual } from "node:assert";
import { inFolder } from "../cli/in_folder.ts";
import { createCopy, removeAbandonedCopies } from "./copy.ts";

const isThere = (path: string) => {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
};

Deno.test("a copy has the files of the checkout but results that are not kept, and is gone once it is disposed of", () =>
  inFolder((checkout) => {
    for (const run of ["reference", "mine"]) {
      Deno.mkdirSync(`${checkout}/results/${run}/figures`, { recursive: true });
    }
    Deno.mkdirSync(`${checkout}/lib`);
    Deno.writeTextFileSync(`${checkout}/lib/a.ts`, "a");
    const copy = createCopy(checkout);
    strictEqual(Deno.readTextFileSync(`${copy.root}/lib/a.ts`), "a");
    ok(isThere(`${copy.root}/results/reference/figures`));
    ok(!isThere(`${copy.root}/results/mine`));
    copy[Symbol.dispose]();
    ok(!isThere(copy.root));
  }));

Deno.test("removeAbandonedCopies() removes copies whose process is gone, and no others", () => {
  const root = Deno.makeTempDirSync({ prefix: "mutants-" });
  const foreign = Deno.makeTempDirSync({ prefix: "mutants-" });
  Deno.writeTextFileSync(`${root}/lock`, "");
  removeAbandonedCopies();
  ok(!isThere(root));
  ok(isThere(foreign));
  Deno.removeSync(foreign);
});
