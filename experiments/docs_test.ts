import { match, rejects, strictEqual } from "node:assert";
import { UsageError } from "../lib/model/mod.ts";
import { inFolder } from "./cli/in_folder.ts";
import { docs } from "./docs.ts";
import type { Site } from "./docs/build_site.ts";
import { printed } from "./testing/printed.ts";

const site = (broken: readonly string[] = []): Site => ({
  files: new Map([["index.html", "home"], ["assets/site.css", ""]]),
  broken,
  guidePages: 2,
  interfacePages: 3,
});
const build = () => Promise.resolve(site());

Deno.test("deno task docs puts the site into its folder, says what is in it, and replaces an earlier one", () =>
  inFolder(async (root) => {
    const out = `${root}/site`;
    for (const _ of [1, 2]) {
      const said = await printed(() => docs(["--out", `${out}/`], { build }));
      match(
        said,
        /^2 pages of the guide and 3 of the interface in \d+ s, no broken link: .*\/site\/index\.html$/,
      );
      strictEqual(Deno.readTextFileSync(`${out}/index.html`), "home");
    }
  }));

Deno.test("deno task docs refuses a folder with something else in it, a file, and a broken link, and writes nothing", () =>
  inFolder(async (root) => {
    Deno.mkdirSync(`${root}/full`);
    Deno.writeTextFileSync(`${root}/full/thesis.txt`, "years");
    await rejects(
      docs(["--out", `${root}/full`], { build }),
      (error) => error instanceof UsageError && /--out needs a folder that is empty/.test(error.message),
    );
    await rejects(docs(["--out", `${root}/full/thesis.txt`], { build }), UsageError);
    strictEqual(Deno.readTextFileSync(`${root}/full/thesis.txt`), "years");
    await rejects(
      docs(["--out", `${root}/site`], { build: () => Promise.resolve(site(["a links to b"])) }),
      /1 link that leads nowhere: a links to b/,
    );
    strictEqual([...Deno.readDirSync(root)].length, 1);
    for (const wrong of [["--serve", "x"], ["--serve", "70000"], ["--uot", root], ["site"]]) {
      await rejects(docs(wrong, { build }), UsageError);
    }
    match(await printed(() => docs(["--help"])), /deno task docs \[--out FOLDER\] \[--serve PORT\]/);
  }));
