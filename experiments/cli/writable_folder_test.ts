import { deepStrictEqual, throws } from "node:assert";
import { requireWritableFolder } from "./writable_folder.ts";

Deno.test("requireWritableFolder() leaves nothing behind", () => {
  const home = Deno.makeTempDirSync();
  requireWritableFolder(`${home}/a/b`, { option: "results" });
  deepStrictEqual([...Deno.readDirSync(home)], []);
  Deno.writeTextFileSync(`${home}/file`, "");
  throws(
    () => requireWritableFolder(`${home}/file/c`, { option: "results" }),
    /^UsageError: The option --results needs a folder that can be written, found ".*\/file\/c": /,
  );
  throws(
    () => requireWritableFolder(`${home}/file`, { option: "to", variable: "SOME_DIR" }),
    /^UsageError: SOME_DIR needs a folder that can be written, found /,
  );
  Deno.removeSync(home, { recursive: true });
});
