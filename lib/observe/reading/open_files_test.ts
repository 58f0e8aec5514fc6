import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { openFiles, readFileText } from "./open_files.ts";

/** Runs in a folder of its own. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await work(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const packed = async (text: string) =>
  new Uint8Array(
    await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
  );

Deno.test("a file is read in its encoding, and unpacked", () =>
  inFolder(async (folder) => {
    const utf16 = Uint8Array.from([
      0xff,
      0xfe,
      ...[..."Zeit;ä"].flatMap((letter) => [letter.charCodeAt(0), 0]),
    ]);
    Deno.writeFileSync(`${folder}/a.csv`, utf16);
    Deno.writeFileSync(`${folder}/b.csv`, utf16.subarray(2));
    Deno.writeFileSync(`${folder}/c.csv`, Uint8Array.of(0xe4, 0x31));
    Deno.writeFileSync(`${folder}/d.csv`, Uint8Array.of(0xef, 0xbb, 0xbf, 0xc3, 0xa4));
    Deno.writeFileSync(`${folder}/e.csv.gz`, await packed("packed"));
    const texts = await Promise.all(
      ["a.csv", "b.csv", "c.csv", "d.csv", "e.csv.gz"].map((name) => readFileText(`${folder}/${name}`)),
    );
    deepStrictEqual(texts, ["Zeit;ä", "Zeit;ä", "ä1", "ä", "packed"]);
    await rejects(readFileText(folder), /it is no file/);
    await rejects(readFileText(`${folder}/none`), /Cannot find ".*none"$/);
  }));

Deno.test("links to files and folders are followed, and one to a folder above ends", () =>
  inFolder(async (folder) => {
    Deno.mkdirSync(`${folder}/far/deep`, { recursive: true });
    Deno.mkdirSync(`${folder}/data`);
    Deno.writeTextFileSync(`${folder}/far/deep/x.csv`, "x");
    Deno.symlinkSync(`${folder}/far`, `${folder}/data/linked`);
    Deno.symlinkSync(`${folder}/far/deep/x.csv`, `${folder}/data/y.csv`);
    Deno.symlinkSync(`${folder}/data`, `${folder}/far/deep/up`);
    Deno.symlinkSync(`${folder}/nowhere`, `${folder}/data/broken`);
    const { paths, text } = await openFiles(`${folder}/data`);
    deepStrictEqual([...paths], ["linked/deep/x.csv", "y.csv"]);
    deepStrictEqual([await text("linked/deep/x.csv"), await text("y.csv")], ["x", "x"]);
  }));

Deno.test("a zip is opened, and a damaged one told in one line", () =>
  inFolder(async (folder) => {
    const zip = new ZipWriter(new Uint8ArrayWriter());
    await zip.add("web/cpu.csv", new TextReader("time,cpu\n"));
    const bytes = await zip.close();
    Deno.writeFileSync(`${folder}/a.zip`, new Uint8Array(bytes));
    const { paths, text } = await openFiles(`${folder}/a.zip`);
    deepStrictEqual([...paths], ["web/cpu.csv"]);
    strictEqual(await text("web/cpu.csv"), "time,cpu\n");
    Deno.writeFileSync(`${folder}/b.zip`, new Uint8Array(bytes).slice(0, 40));
    await rejects(openFiles(`${folder}/b.zip`), /^UsageError: Cannot read ".*b\.zip" as zip: /);
  }));
