import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { bytesOf } from "./folder_files.ts";
import { openFiles, readFileText, readFileTexts } from "./open_files.ts";

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

Deno.test("archives are known by their bytes, those within archives and files that can't be read are left out and told", () =>
  inFolder(async (folder) => {
    const zip = new ZipWriter(new Uint8ArrayWriter());
    await zip.add("b.json", new TextReader("{}"));
    await zip.add("a.json", new TextReader("[]"));
    await zip.add("__MACOSX/a.json", new TextReader("x"));
    await zip.add("inner.zip", new TextReader("PK"));
    const bytes = new Uint8Array(await zip.close());
    for (const name of ["a.zip", "zip.json"]) {
      Deno.writeFileSync(`${folder}/${name}`, bytes);
      deepStrictEqual(await readFileTexts(`${folder}/${name}`), {
        files: [{ path: "a.json", text: "[]" }, { path: "b.json", text: "{}" }],
        notes: ["left out: inner.zip"],
      });
    }
    // A text whose name alone says that it is packed, and one that is packed and doesn't say so.
    Deno.mkdirSync(`${folder}/in`);
    Deno.writeTextFileSync(`${folder}/in/plain.json.gz`, "{}");
    Deno.writeFileSync(`${folder}/in/packed.json`, await packed("[]"));
    Deno.writeFileSync(`${folder}/in/cut.json.gz`, (await packed("x".repeat(1000))).slice(0, 20));
    const { files, notes } = await readFileTexts(`${folder}/in`);
    deepStrictEqual(files, [{ path: "packed.json", text: "[]" }, { path: "plain.json.gz", text: "{}" }]);
    strictEqual(notes.length, 1);
    ok(/^left out: Cannot read ".*cut\.json\.gz": /.test(notes[0]!), notes[0]!);
    Deno.mkdirSync(`${folder}/empty`);
    await rejects(
      readFileTexts(`${folder}/empty`),
      /^UsageError: Cannot read ".*empty": there is no file in it$/,
    );
  }));

Deno.test("what unpacks to more than a text can hold is refused before it is all there", async () => {
  const chunks = (count: number) => new Blob(Array(count).fill("x".repeat(1000))).stream();
  strictEqual((await bytesOf(chunks(10), 10_000)).length, 10_000);
  await rejects(bytesOf(chunks(11), 10_000), /it unpacks to more than/);
});

Deno.test("UTF-32 is read, with and without its mark; other packed formats are named in one line", () =>
  inFolder(async (folder) => {
    const text = "Zeit;Höhe\n2024-03-04;1,5\n";
    for (const littleEndian of [true, false]) {
      for (const mark of ["\ufeff", ""]) {
        const letters = [...mark + text];
        const view = new DataView(new ArrayBuffer(4 * letters.length));
        letters.forEach((letter, i) => view.setUint32(4 * i, letter.codePointAt(0)!, littleEndian));
        Deno.writeFileSync(`${folder}/a.csv`, new Uint8Array(view.buffer));
        strictEqual(await readFileText(`${folder}/a.csv`), text);
      }
    }
    const starts: Readonly<Record<string, readonly number[]>> = {
      bzip2: [0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x12],
      xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4, 0xe6],
      zstd: [0x28, 0xb5, 0x2f, 0xfd, 4, 0],
      Parquet: [0x50, 0x41, 0x52, 0x31, 0x15, 4],
    };
    for (const [name, bytes] of Object.entries(starts)) {
      Deno.writeFileSync(`${folder}/b.csv`, Uint8Array.from(bytes));
      await rejects(readFileText(`${folder}/b.csv`), {
        name: "UsageError",
        message: new RegExp(
          `^Cannot read ".*b\\.csv": it is (?:packed with |a )?${name}[^\\n]*, which isn't read$`,
        ),
      });
    }
  }));
