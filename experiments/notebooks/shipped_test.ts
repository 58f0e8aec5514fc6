import { deepStrictEqual } from "node:assert";
import { shippedNotebooks } from "./shipped.ts";

async function git(root: string, ...args: string[]): Promise<void> {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  const { success, stderr } = await new Deno.Command("git", { args: ["-C", root, ...identity, ...args] })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

Deno.test("shippedNotebooks() names committed notebooks that nobody has changed, staged or not, and no others", async () => {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${root}/notebooks`);
    for (const name of ["01-as it is", "02-edited", "03-staged", "04-deleted"]) {
      await Deno.writeTextFile(`${root}/notebooks/${name}.ipynb`, "{}");
    }
    await Deno.writeTextFile(`${root}/notebooks/notes.md`, "");
    deepStrictEqual(await shippedNotebooks(root), [], "no repository");
    await git(root, "init", "-q");
    await git(root, "add", ".");
    await git(root, "commit", "-q", "-m", "all");
    await Deno.writeTextFile(`${root}/notebooks/02-edited.ipynb`, '{ "cells": [] }');
    await Deno.writeTextFile(`${root}/notebooks/03-staged.ipynb`, '{ "cells": [] }');
    await git(root, "add", "notebooks/03-staged.ipynb");
    await Deno.remove(`${root}/notebooks/04-deleted.ipynb`);
    await Deno.writeTextFile(`${root}/notebooks/05-own.ipynb`, "{}");
    deepStrictEqual(await shippedNotebooks(root), ["notebooks/01-as it is.ipynb"]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
