import { dirname } from "node:path";
import { deepStrictEqual, ok, rejects } from "node:assert";
import { packTar } from "modern-tar";
import { filesInMemory } from "../reading/files.ts";
import { madeUpNezha, madeUpPetshop, madeUpRcaeval } from "../testing/made_up_recordings.ts";
import { incidentsIn, openIncidents } from "./open.ts";
import type { IncidentSource } from "../reading/incident_source.ts";

async function inTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const all = async ({ incidents }: IncidentSource) => await Array.fromAsync(incidents);

Deno.test("a folder, an archive and files in memory give the same incidents", async () => {
  await inTemporaryFolder(async (folder) => {
    const texts = madeUpNezha();
    for (const [path, text] of Object.entries(texts)) {
      await Deno.mkdir(dirname(`${folder}/day/${path}`), { recursive: true });
      await Deno.writeTextFile(`${folder}/day/${path}`, text);
    }
    const tar = await packTar(
      Object.entries(texts).map(([name, body]) => ({
        header: { name, size: new TextEncoder().encode(body).length },
        body,
      })),
    );
    const packed = new Blob([tar]).stream().pipeThrough(new CompressionStream("gzip"));
    await Deno.writeFile(`${folder}/day.tar.gz`, packed);

    const expected = await all(await incidentsIn(filesInMemory(texts), "nezha"));
    deepStrictEqual(await all(await openIncidents({ format: "nezha", path: `${folder}/day` })), expected);
    deepStrictEqual(
      await all(await openIncidents({ format: "nezha", path: `${folder}/day.tar.gz` })),
      expected,
    );

    await Deno.truncate(`${folder}/day.tar.gz`, 700);
    await rejects(openIncidents({ format: "nezha", path: `${folder}/day.tar.gz` }), {
      name: "UsageError",
      message: /^Cannot read the archive ".*" as tar\.gz: /,
    });
  });
});

Deno.test("a place without incidents says which layout was looked for, or which format it looks like", async () => {
  const open = (texts: Readonly<Record<string, string>>) =>
    incidentsIn(filesInMemory(texts, "here"), "petshop");
  await rejects(open(madeUpNezha()), {
    message: /of the format "petshop" in "here": its files look like the format "nezha"$/,
  });
  await rejects(open(madeUpRcaeval()), { message: /its files look like the format "rcaeval"$/ });
  await rejects(open({ "a.txt": "" }), {
    message: /1 files there, none laid out as <traffic>\/\{graph\.csv/,
  });
  await rejects(incidentsIn(filesInMemory(madeUpPetshop()), "petshop", { split: "dev" }), {
    message: /Cannot find the split "dev": Known: /,
  });
});

Deno.test("wrong names and paths are told in one line", async () => {
  await rejects(openIncidents({ format: "petshp", path: "." }), { message: /did you mean "petshop"\?/ });
  await rejects(openIncidents({ format: "nezha", path: "nowhere" }), {
    name: "UsageError",
    message: /^Cannot find "nowhere"$/,
  });
  await rejects(incidentsIn(filesInMemory({}), "nezha", { split: "train" }), {
    message: /not kept in splits/,
  });
  await rejects(incidentsIn(filesInMemory({}), "nezha", { lateSeconds: NaN }), {
    message: /lateSeconds needs a finite/,
  });
});

Deno.test("incidents are read one at a time, as they are asked for", async () => {
  const texts = { ...madeUpPetshop(), "low/train/issue_0/target.json": "{" };
  const { count, incidents } = await incidentsIn(filesInMemory(texts), "petshop", { strict: true });
  const iterator = incidents[Symbol.asyncIterator]();
  ok(count === 2 && (await iterator.next()).value.incident.id === "low/test/issue_1");
  await rejects(iterator.next(), /expected JSON/);
});
