import { deepStrictEqual, rejects } from "node:assert";
import { createFrame } from "../lib/plot/parts/frame.ts";
import { toPng, toSvg } from "../lib/plot/mod.ts";
import { type PictureDisk, savePicture } from "./save_picture.ts";

const { card } = createFrame({ title: "A picture", subtitle: "", width: 80, height: 20 });
const svg = new TextEncoder().encode(toSvg(card));
const png = await toPng(card);

/** A disk in memory that refuses one call at one path. */
function memoryDisk(files: Map<string, Uint8Array>, refuse = ""): PictureDisk {
  const allow = (call: string) => {
    if (refuse !== "" && call.startsWith(refuse)) throw new Error(`${call} refused`);
  };
  return {
    mkdirSync: (path) => allow(`mkdir ${path}`),
    writeFileSync: (path, bytes) => {
      // A full disk fails after the file was made.
      files.set(String(path), new Uint8Array());
      allow(`write ${path}`);
      files.set(String(path), bytes as Uint8Array);
    },
    renameSync: (from, to) => {
      allow(`rename ${from}`);
      files.set(String(to), files.get(String(from))!);
      files.delete(String(from));
    },
    removeSync: (path) => {
      if (!files.delete(String(path))) throw new Deno.errors.NotFound();
    },
  };
}

for (const path of ["a/b", "a/b.svg", "a/b.png"]) {
  Deno.test(`savePicture() writes both a/b.svg and a/b.png for ${path}`, async () => {
    const files = new Map<string, Uint8Array>();
    await savePicture(card, path, { disk: memoryDisk(files) });
    deepStrictEqual(files, new Map([["a/b.svg", svg], ["a/b.png", png]]));
  });
}

Deno.test("savePicture() leaves the old files as they were where the disk is full, and nothing beside them", async () => {
  const old = new Uint8Array([1]);
  const files = new Map([["a.svg", old], ["a.png", old]]);
  await rejects(() => savePicture(card, "a", { disk: memoryDisk(files, "write a.png") }), /refused/);
  deepStrictEqual(files, new Map([["a.svg", old], ["a.png", old]]));
});
