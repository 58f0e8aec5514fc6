import { ok, strictEqual } from "node:assert";
import { basename } from "node:path";
import { inFolder } from "../cli/in_folder.ts";
import { localFiles, moduleHash } from "./module_hash.ts";

const FILES = {
  "mine.ts":
    `import { a } from "./a.ts";\nexport { b } from './more/b.ts';\nimport data from "./data.json" with { type: "json" };`,
  "a.ts": `const c = await import("./c.js"); export const a = c;`,
  "c.js":
    `export const file = new URL("./weights.bin", import.meta.url); const home = new URL(".", import.meta.url);`,
  "more/b.ts":
    `import type { A } from "../a.ts"; import "./gone.ts"; import "aiops"; import "https://a.b/c.ts";
import /* the second */ "./it's.ts"; const bare = new URL("plain.json", import.meta.url);`,
  "more/it's.ts": "",
  "more/plain.json": "{}",
  "data.json": `{"import": "./unrelated.ts"}`,
  "weights.bin": "12",
  "unrelated.ts": "",
};

function write(folder: string): void {
  Deno.mkdirSync(`${folder}/more`, { recursive: true });
  for (const [name, text] of Object.entries(FILES)) Deno.writeTextFileSync(`${folder}/${name}`, text);
}

Deno.test("a module is hashed with all local files behind it, wherever it lies", () =>
  inFolder((folder) => {
    for (const place of ["one", "two/deep"]) write(`${folder}/${place}`);
    const names = [...localFiles(`${folder}/one/mine.ts`).keys()].map((path) => basename(path)).sort();
    strictEqual(names.join(), "a.ts,b.ts,c.js,data.json,it's.ts,mine.ts,plain.json,weights.bin");
    const hash = () => moduleHash(`${folder}/one/mine.ts`);
    const before = hash();
    strictEqual(moduleHash(`${folder}/two/deep/mine.ts`), before);
    Deno.writeTextFileSync(`${folder}/one/unrelated.ts`, "1");
    strictEqual(hash(), before);
    for (const name of ["weights.bin", "more/b.ts", "data.json", "more/plain.json"]) {
      const last = hash();
      Deno.writeTextFileSync(`${folder}/one/${name}`, " ", { append: true });
      ok(hash() !== last, name);
    }
  }));
