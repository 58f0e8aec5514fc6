import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { UsageError } from "../../lib/model/mod.ts";
import { inFolder } from "./in_folder.ts";
import { type Disk, openWhole, writeTogether } from "./write_whole.ts";

type Entry = { text: string; kind?: "pipe" } | "folder";

/** A disk in memory: entries by path; `refuse` names the call and the path that fail. */
function memoryDisk(entries: Record<string, Entry>, refuse = ""): { disk: Disk; entries: typeof entries } {
  const allow = (call: string, path: unknown) => {
    if (refuse !== "" && `${call} ${path}`.startsWith(refuse)) throw new Error(`${call} refused`);
  };
  const textAt = (path: string) => {
    const entry = entries[path];
    return entry === undefined || entry === "folder" ? "" : entry.text;
  };
  const disk = {
    mkdirSync: (path) => allow("mkdir", path),
    statSync: (path) => {
      const entry = entries[String(path)];
      if (entry === undefined) throw new Deno.errors.NotFound();
      const isDirectory = entry === "folder";
      return { isDirectory, isFile: !isDirectory && entry.kind === undefined } as Deno.FileInfo;
    },
    realPathSync: (path) => String(path).replace(/^link-to-/, ""),
    writeTextFileSync: (path, text, options) => {
      const name = String(path);
      // A full disk fails after the file was made.
      const before = options?.append ? textAt(name) : "";
      const entry = entries[name];
      entries[name] = { ...(entry === "folder" ? {} : entry), text: before + text };
      if (text !== "") allow("write", name);
      else allow("open", name);
    },
    renameSync: (from, to) => {
      allow("rename", from);
      entries[String(to)] = entries[String(from)]!;
      delete entries[String(from)];
    },
    removeSync: (path) => {
      delete entries[String(path)];
    },
  } as Disk;
  return { disk, entries };
}

Deno.test("openWhole() leaves the old file, and nothing else, until write() puts the new one in its place", () => {
  const { disk, entries } = memoryDisk({ "r.csv": { text: "old" } });
  const file = openWhole("r.csv", { option: "out", disk });
  deepStrictEqual(entries, { "r.csv": { text: "old" } });
  file.write("new");
  deepStrictEqual(entries, { "r.csv": { text: "new" } });
});

Deno.test("openWhole() leaves no file where there was none", () => {
  const { disk, entries } = memoryDisk({});
  openWhole("r.csv", { option: "out", disk });
  deepStrictEqual(entries, {});
});

Deno.test("write() keeps the old file and leaves no temporary one if the disk fails", () => {
  for (const refuse of ["write r.csv.", "rename r.csv."]) {
    const { disk, entries } = memoryDisk({ "r.csv": { text: "old" } }, refuse);
    throws(() => openWhole("r.csv", { option: "out", disk }).write("new"), /refused/);
    deepStrictEqual(entries, { "r.csv": { text: "old" } });
  }
});

Deno.test("write() goes through a link to its file, and into a pipe as it stands", () => {
  const linked = memoryDisk({ "link-to-r.csv": { text: "" }, "r.csv": { text: "old" } });
  openWhole("link-to-r.csv", { option: "out", disk: linked.disk }).write("new");
  deepStrictEqual(linked.entries, { "link-to-r.csv": { text: "" }, "r.csv": { text: "new" } });
  const piped = memoryDisk({ "/dev/null": { text: "", kind: "pipe" } });
  openWhole("/dev/null", { option: "out", disk: piped.disk }).write("new");
  deepStrictEqual(piped.entries, { "/dev/null": { text: "new", kind: "pipe" } });
});

Deno.test("openWhole() names the option, the path and the reason before any work", () => {
  const cases: [Record<string, Entry>, string, RegExp][] = [
    [{ "r.csv": "folder" }, "", /--out needs a file that can be written, found "r.csv": it is a folder$/],
    [{}, "mkdir", /mkdir refused$/],
    [{}, "open r.csv.", /open refused$/],
    [{ "r.csv": { text: "old" } }, "open r.csv", /open refused$/],
  ];
  for (const [entries, refuse, message] of cases) {
    const { disk } = memoryDisk(entries, refuse);
    throws(() => openWhole("r.csv", { option: "out", disk }), (error: Error) => {
      strictEqual(error instanceof UsageError, true);
      return message.test(error.message);
    });
  }
});

Deno.test("writeTogether() replaces all files or none", () =>
  inFolder((folder) => {
    const paths = ["a.json", "b.csv"].map((name) => `${folder}/${name}`);
    for (const path of paths) Deno.writeTextFileSync(path, "old");
    const [first, second] = paths.map((path) => openWhole(path, { option: "out" }));
    const full = {
      write: () => {},
      stage: () => {
        throw new Error("No space left on device (os error 28)");
      },
    };
    throws(
      () => writeTogether([{ file: first!, content: "new" }, { file: full, content: "new" }]),
      /No space/,
    );
    deepStrictEqual(textsIn(folder), { "a.json": "old", "b.csv": "old" });
    writeTogether([{ file: first!, content: "new" }, { file: second!, content: new Uint8Array([110]) }]);
    deepStrictEqual(textsIn(folder), { "a.json": "new", "b.csv": "n" });
  }));

Deno.test("a file that is staged twice at once is an error, and what was staged first is placed", () =>
  inFolder((folder) => {
    const path = `${folder}/a.csv`;
    const [first, second] = [1, 2].map(() => openWhole(path, { option: "out" }));
    const staged = first!.stage("first");
    throws(
      () => second!.stage("second"),
      /Cannot write ".*a\.csv": it is being written by this program already/,
    );
    staged.place();
    deepStrictEqual(textsIn(folder), { "a.csv": "first" });
  }));

Deno.test("openWhole() removes what a killed process left beside the file, not what a living one writes or another file's", () =>
  inFolder((folder) => {
    for (const name of ["a.csv.1.tmp", "a.csv.2.tmp", "b.csv.1.tmp", "a.csv.tmp"]) {
      Deno.writeTextFileSync(`${folder}/${name}`, "half");
    }
    using living = Deno.openSync(`${folder}/a.csv.2.tmp`, { write: true });
    living.lockSync(true);
    openWhole(`${folder}/a.csv`, { option: "out" });
    deepStrictEqual(Object.keys(textsIn(folder)).sort(), ["a.csv.2.tmp", "a.csv.tmp", "b.csv.1.tmp"]);
  }));

Deno.test("openWhole() leaves no folder that it made, and a full disk is told before the work", () =>
  inFolder((folder) => {
    openWhole(`${folder}/new/deep/a.csv`, { option: "out", bytes: 3_000_000 });
    deepStrictEqual([...Deno.readDirSync(folder)], []);
    const { disk, entries } = memoryDisk({ "r.csv": { text: "old" } });
    const full: Disk = {
      ...disk,
      writeFileSync: () => {
        throw new Error("No space left on device (os error 28)");
      },
    };
    throws(() => openWhole("r.csv", { option: "out", bytes: 1, disk: full }), {
      name: "Error",
      message: 'Cannot write "r.csv": No space left on device (os error 28)',
    });
    deepStrictEqual(entries, { "r.csv": { text: "old" } });
  }));

function textsIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    [...Deno.readDirSync(folder)].map(({ name }) => [name, Deno.readTextFileSync(`${folder}/${name}`)]),
  );
}
