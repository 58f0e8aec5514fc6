import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert";
import { createHash } from "node:crypto";
import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { packTar } from "modern-tar";
import { download } from "./download.ts";
import { onDisk } from "./fetch_file.ts";
import { requireLock } from "./lock.ts";
import type { Archive } from "./sources.ts";

const TEXTS = {
  "set-1/dataset/a.csv": "time,x\n1,2\n",
  "set-1/dataset/b/c.csv": "c",
  "set-1/code.py": "pass",
};

const TAR: Archive = {
  host: "github",
  path: "/owner/set/tar.gz/1",
  kind: "tar.gz",
  folder: "set",
  megabytes: 1,
  within: "dataset/",
  sha256: { "a.csv": hashOf("sha256", "time,x\n1,2\n") },
};

function hashOf(algorithm: string, content: string | Uint8Array): string {
  return createHash(algorithm).update(content).digest("hex");
}

async function tarOf(texts: Readonly<Record<string, string>>): Promise<Uint8Array<ArrayBuffer>> {
  const entries = Object.entries(texts).map(([name, body]) => ({
    header: { name, size: body.length },
    body,
  }));
  const packed = new Blob([await packTar(entries)]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(packed).bytes();
}

async function zipOf(texts: Readonly<Record<string, string>>): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  for (const [name, text] of Object.entries(texts)) await zip.add(name, new TextReader(text));
  return new Uint8Array(await zip.close());
}

/** A server on this machine, and a folder to download to. */
async function withServer(
  answer: (request: Request) => Response,
  work: (at: { to: string; hosts: { github: string; zenodo: string }; asked: () => number }) => Promise<void>,
): Promise<void> {
  let asked = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    asked++;
    return answer(request);
  });
  const to = Deno.makeTempDirSync();
  const base = `http://127.0.0.1:${server.addr.port}`;
  try {
    await work({ to, hosts: { github: base, zenodo: base }, asked: () => asked });
  } finally {
    await server.shutdown();
    Deno.removeSync(to, { recursive: true });
  }
}

const filesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Answers with the bytes asked for, as servers do that can go on. */
function ranged(bytes: Uint8Array<ArrayBuffer>): (request: Request) => Response {
  return ({ headers }) => {
    const start = Number(headers.get("range")?.match(/\d+/)?.[0] ?? 0);
    return new Response(bytes.slice(start), { status: start > 0 ? 206 : 200 });
  };
}

Deno.test("an archive becomes a folder of its wanted files, and is not asked for twice", async () => {
  const tar = await tarOf(TEXTS);
  await withServer(() => new Response(tar), async ({ asked, ...options }) => {
    let seen = 0;
    strictEqual(await download(TAR, { ...options, progress: (bytes) => seen = bytes }), "downloaded");
    strictEqual(seen, tar.length);
    deepStrictEqual(filesIn(`${options.to}/set`), ["a.csv", "b"]);
    strictEqual(Deno.readTextFileSync(`${options.to}/set/b/c.csv`), "c");
    strictEqual(await download(TAR, options), "there");
    strictEqual(asked(), 1);
  });
});

Deno.test("a zip is checked by its published MD5 and unpacked", async () => {
  const zip = await zipOf(TEXTS);
  const archive: Archive = {
    host: "zenodo",
    path: "/x.zip",
    kind: "zip",
    folder: "deep/zip",
    megabytes: 1,
    md5: hashOf("md5", zip),
  };
  await withServer(() => new Response(zip), async (options) => {
    Deno.mkdirSync(`${options.to}/deep`);
    strictEqual(await download(archive, options), "downloaded");
    deepStrictEqual(filesIn(`${options.to}/deep/zip`), ["code.py", "dataset"]);
    const wrong = { ...archive, folder: "other", md5: "0".repeat(32) };
    await rejects(
      download(wrong, options),
      /^Error: Cannot trust \/x\.zip: it should have MD5 0{32}, found [0-9a-f]{32}$/,
    );
    deepStrictEqual(filesIn(`${options.to}/.parts`), []);
    ok(!filesIn(options.to).includes("other"));
  });
});

Deno.test("an interrupted download goes on where it ended", async () => {
  const tar = await tarOf(TEXTS);
  const starts: number[] = [];
  const answer = (request: Request) => {
    starts.push(Number(request.headers.get("range")?.match(/\d+/)?.[0] ?? 0));
    return ranged(tar)(request);
  };
  await withServer(answer, async (options) => {
    Deno.mkdirSync(`${options.to}/.parts`);
    Deno.writeFileSync(`${options.to}/.parts/set.tar.gz`, tar.slice(0, 100));
    strictEqual(await download(TAR, options), "downloaded");
    deepStrictEqual(starts, [100]);
  });
});

Deno.test("a server that can't go on is asked for all of it again", async () => {
  const tar = await tarOf(TEXTS);
  await withServer(() => new Response(tar), async (options) => {
    Deno.mkdirSync(`${options.to}/.parts`);
    Deno.writeFileSync(`${options.to}/.parts/set.tar.gz`, tar.slice(0, 100));
    strictEqual(await download(TAR, options), "downloaded");
  });
});

Deno.test("a file that is not the one that is known leaves nothing behind", async () => {
  const tar = await tarOf({ ...TEXTS, "set-1/dataset/a.csv": "time,x\n1,3\n" });
  await withServer(() => new Response(tar), async (options) => {
    await rejects(
      download(TAR, options),
      /Cannot trust .*: "a\.csv" should have SHA-256 [0-9a-f]{64}, found [0-9a-f]{64}$/,
    );
    deepStrictEqual(filesIn(options.to), [".parts"]);
    deepStrictEqual(filesIn(`${options.to}/.parts`), []);
  });
});

Deno.test("what was not known beforehand has to be the same from the first download on", async () => {
  let tar = await tarOf(TEXTS);
  await withServer(() => new Response(tar), async (options) => {
    await download(TAR, options);
    Deno.removeSync(`${options.to}/set`, { recursive: true });
    tar = await tarOf({ ...TEXTS, "set-1/dataset/b/c.csv": "changed" });
    await rejects(download(TAR, options), /its files had SHA-256 [0-9a-f]{64} by .*data\.lock\.json, found/);
    deepStrictEqual(filesIn(options.to), [".parts", "data.lock.json"]);
    // Packed anew with the same content, the archive has other bytes and is still the same.
    tar = await tarOf(Object.fromEntries(Object.entries(TEXTS).reverse()));
    strictEqual(await download(TAR, options), "downloaded");
  });
});

Deno.test("refusals, broken archives and paths that lead out are told in one line", async () => {
  const cases: [Response, RegExp][] = [
    [
      new Response("no", { status: 404 }),
      /^Error: Cannot download http:.*\/owner\/set\/tar\.gz\/1: the server answered 404/,
    ],
    [new Response("no archive"), /^Error: Cannot unpack \/owner\/set\/tar\.gz\/1: /],
    [new Response((await tarOf(TEXTS)).slice(0, 60)), /^Error: Cannot unpack \/owner\/set\/tar\.gz\/1: /],
    [new Response(await tarOf({ "set-1/dataset/../../x": "x" })), /its path leads out of the folder/],
    [new Response(await tarOf({ "set-1/readme": "x" })), /Cannot find any wanted file/],
  ];
  for (const [response, message] of cases) {
    await withServer(() => response, async (options) => {
      await rejects(download(TAR, options), message);
      ok(!filesIn(options.to).includes("set"));
    });
  }
});

Deno.test("a zip whose content was damaged is refused by its CRC", async () => {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, level: 0 });
  await zip.add("set-1/a.csv", new TextReader("time,x\n1,2\n"));
  const bytes = new Uint8Array(await zip.close());
  const at = new TextDecoder("latin1").decode(bytes).indexOf("1,2");
  bytes[at] = "7".charCodeAt(0);
  const archive: Archive = { host: "zenodo", path: "/x.zip", kind: "zip", folder: "zip", megabytes: 1 };
  await withServer(() => new Response(bytes), async (options) => {
    await rejects(download(archive, options), /^Error: Cannot unpack \/x\.zip: "a\.csv": Invalid CRC32$/);
    deepStrictEqual(filesIn(options.to), [".parts"]);
  });
});

Deno.test("an archive that is larger than it can be is refused, packed or unpacked", async () => {
  const tar = await tarOf({ "set-1/dataset/a.csv": "0".repeat(100_000) });
  await withServer(() => new Response(tar), async (options) => {
    await rejects(download({ ...TAR, megabytes: 1e-5 }, options), /larger than/);
    await rejects(
      download({ ...TAR, megabytes: 1e-3 }, options),
      /hold more than 0\.05 MB, which is too much/,
    );
    deepStrictEqual(filesIn(options.to), [".parts"]);
  });
});

Deno.test("a damaged lock file is named", async () => {
  const tar = await tarOf(TEXTS);
  await withServer(() => new Response(tar), async (options) => {
    for (const text of ["", "{", "null", "[]", '{"a": 1}']) {
      Deno.writeTextFileSync(`${options.to}/data.lock.json`, text);
      throws(() => requireLock(options.to), /^UsageError: .*data\.lock\.json is damaged/, text);
      await rejects(download(TAR, options), /data\.lock\.json is damaged/);
    }
  });
});

Deno.test("no network is told with the host", async () => {
  let closed = { to: "", hosts: { github: "", zenodo: "" } };
  await withServer(() => new Response(), (options) => Promise.resolve(void (closed = options)));
  const to = Deno.makeTempDirSync();
  await rejects(download(TAR, { ...closed, to }), /^Error: Cannot reach 127\.0\.0\.1:\d+: /);
  Deno.removeSync(to, { recursive: true });
});

Deno.test("a disk that doesn't take it is told with the path, and what came so far is kept", async () => {
  // A file where another needs a folder can't be written by anybody, on any system.
  const tar = await tarOf({ "set-1/dataset/a.csv": "a", "set-1/dataset/a.csv/b.csv": "b" });
  await withServer(() => new Response(tar), async (options) => {
    await rejects(download(TAR, options), /^Error: Cannot write ".*\/a\.csv\/b\.csv": /);
    deepStrictEqual(filesIn(options.to), [".parts"]);
    deepStrictEqual(filesIn(`${options.to}/.parts`), ["set.tar.gz"]);
  });
  const full = () => {
    throw new Error("No space left on device (os error 28)");
  };
  throws(() => onDisk("x.csv", full), {
    message: 'Cannot write "x.csv": No space left on device (os error 28)',
  });
});
