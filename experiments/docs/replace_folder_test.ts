import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { inFolder } from "../cli/in_folder.ts";
import { replaceFolder } from "./replace_folder.ts";

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("replaceFolder() leaves the new files alone, and the old ones where a new one can't be written", () =>
  inFolder((root) => {
    const folder = `${root}/deep/site`;
    replaceFolder(
      folder,
      new Map<string, string | Uint8Array>([["index.html", "1"], ["a/b.txt", new Uint8Array([50])]]),
    );
    strictEqual(Deno.readTextFileSync(`${folder}/a/b.txt`), "2");
    replaceFolder(folder, new Map([["index.html", "3"]]));
    deepStrictEqual(names(folder), ["index.html"]);
    throws(() => replaceFolder(folder, new Map([["index.html", "4"], ["index.html/x", "5"]])));
    strictEqual(Deno.readTextFileSync(`${folder}/index.html`), "3");
    deepStrictEqual(names(`${root}/deep`), ["site"]);
  }));
