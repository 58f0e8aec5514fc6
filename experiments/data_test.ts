import { match, rejects, strictEqual } from "node:assert";
import { inFolder } from "./cli/in_folder.ts";
import { data } from "./data.ts";
import { SOURCES } from "./data/sources.ts";
import { printed } from "./testing/printed.ts";

Deno.test("data lists each data set once, with its size, and says which are there", () =>
  inFolder(async (to) => {
    const lines = (await printed(() => data(["--list", "--to", to]))).split("\n");
    strictEqual(lines.length, Object.keys(SOURCES).length);
    for (const [i, [name, { archives }]] of Object.entries(SOURCES).entries()) {
      const megabytes = archives.reduce((sum, archive) => sum + archive.megabytes, 0);
      match(lines[i]!, new RegExp(`^${name} +${megabytes} MB .* - `));
      for (const { folder } of archives) Deno.mkdirSync(`${to}/${folder}`, { recursive: true });
      match(await printed(() => data([name, "--list", "--to", to])), /MB .* there /);
    }
  }));

Deno.test("data shows its help, and names the nearest data set", async () => {
  match(await printed(() => data(["--help"])), /deno task data NAME/);
  await rejects(data(["petshp"]), /did you mean "petshop"/);
  await rejects(data([]), /^UsageError: Name a data set, or all/);
});
