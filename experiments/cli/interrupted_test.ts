import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { connect } from "../../lib/serve/testing/socket_client.ts";
import { experiment } from "../experiment.ts";
import { startRedis, withRedis } from "../queue/testing/redis_server.ts";
import { eventually } from "../testing/debian_program.ts";
import { hashesIn } from "../testing/hashes.ts";
import { printed } from "../testing/printed.ts";
import { startTask } from "../testing/start_task.ts";
import { merge } from "../merge.ts";
import { inFolder } from "./in_folder.ts";

/** An experiment of a few seconds in blocks of 20 episodes, as a file in a folder. */
function experimentIn(folder: string): string {
  const file = `${folder}/long.json`;
  const statistics = { metrics: ["slo_steps"], resamples: 100, permutations: 100 };
  Deno.writeTextFileSync(
    file,
    JSON.stringify({
      name: "long",
      agents: ["threshold-only"],
      seeds: { first: 5, count: 300 },
      ...statistics,
    }),
  );
  return file;
}

/** Every file below a folder. */
function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(`${folder}/${name}`).map((path) => `${name}/${path}`) : [name]
  );
}

/** Waits until a number of blocks are on the disk. */
const blocksIn = (folder: string, count: number) =>
  eventually("blocks are on the disk", 60, () => {
    try {
      return Promise.resolve(filesIn(folder).filter((path) => path.endsWith(".block")).length >= count);
    } catch {
      return Promise.resolve(false);
    }
  });

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`an experiment that ${signal} ends says what is kept, and the same command goes on to the same bytes`, () =>
    inFolder(async (folder) => {
      const results = `${folder}/results`;
      const given = [experimentIn(folder), "--workers", "1", "--results"];
      const task = startTask("experiment", [...given, results]);
      await blocksIn(results, 3);
      const ended = await task.end(signal);
      strictEqual(ended.code, code);
      const said =
        /^interrupted: (\d+) of 300 episodes are kept in (.+); the same command goes on from there\n$/
          .exec(ended.stderr);
      ok(said !== null, ended.stderr);
      strictEqual(said[2], `${results}/long`);
      const files = filesIn(results);
      strictEqual(files.filter((path) => path.endsWith(".block")).length, Number(said[1]) / 20);
      deepStrictEqual(files.filter((path) => path.endsWith(".tmp")), []);
      if (signal === "SIGTERM") return;
      match(
        await printed(() => experiment([...given, results])),
        new RegExp(`300 episodes, ${said[1]} of them`),
      );
      await printed(() => experiment([...given, `${folder}/whole`]));
      deepStrictEqual(hashesIn(results), hashesIn(`${folder}/whole`));
    }));
}

Deno.test("an experiment that was to begin anew says that it goes on without --force", () =>
  inFolder(async (folder) => {
    const results = `${folder}/results`;
    const given = [experimentIn(folder), "--workers", "1", "--results", results];
    const task = startTask("experiment", [...given, "--force"]);
    await blocksIn(results, 2);
    const { stderr } = await task.end("SIGINT");
    match(
      stderr,
      /^interrupted: \d+ of 300 episodes .+; the same command without --force goes on from there\n$/,
    );
  }));

Deno.test("a scoring that is interrupted says that nothing is written, and writes nothing", () =>
  inFolder(async (folder) => {
    // It prints nothing before the end: whether it has begun shows in what it says when it is ended.
    for (const seconds of [1, 2, 4, 8, 16]) {
      const task = startTask("score", [
        "--agent",
        "full",
        "--episodes",
        "1000",
        "--out",
        `${folder}/score.json`,
      ]);
      await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
      const { code, stderr } = await task.end("SIGINT");
      if (stderr === "" && seconds < 16) continue;
      deepStrictEqual([code, stderr], [
        130,
        "interrupted: nothing is written; the same command begins again\n",
      ]);
      deepStrictEqual(filesIn(folder), []);
      return;
    }
  }));

Deno.test("an experiment that is interrupted before anything is kept says so", () =>
  inFolder(async (folder) => {
    const results = `${folder}/results`;
    // One block, of a system that takes long.
    const settings = ['scenarios=[{"topology":"random-60"}]', "seeds.count=20", "steps=5000"];
    const task = startTask("experiment", [
      experimentIn(folder),
      ...settings.flatMap((one) => ["--set", one]),
      ...["--results", results],
    ]);
    await eventually("it has begun", 60, () => {
      try {
        return Promise.resolve(filesIn(results).some((path) => path.endsWith("belonging.json")));
      } catch {
        return Promise.resolve(false);
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { code, stderr } = await task.end("SIGINT");
    deepStrictEqual([code, stderr], [
      130,
      "interrupted: none of 20 episodes is kept yet; the same command begins again\n",
    ]);
  }));

Deno.test({
  name: "a submission that is interrupted says that workers go on, even while Redis answers nothing",
  ignore: !withRedis,
  fn: () =>
    inFolder(async (folder) => {
      const redis = await startRedis();
      const queue = ["--queue", `redis://127.0.0.1:${redis.port}`];
      const worker = startTask("worker", [...queue, "--concurrency", "1"]);
      try {
        const results = `${folder}/results`;
        const task = startTask("experiment", [experimentIn(folder), ...queue, "--results", results]);
        await blocksIn(results, 2);
        redis.stop();
        const { code, stderr } = await task.end("SIGINT");
        strictEqual(code, 130);
        const said =
          /^interrupted: (\d+) of 300 episodes are kept in .+; workers go on, and the same command fetches what they did\n$/
            .exec(stderr);
        ok(said !== null, stderr);
        strictEqual(filesIn(results).filter((path) => path.endsWith(".block")).length, Number(said[1]) / 20);
      } finally {
        redis.goOn();
        await worker.end("SIGKILL");
        await redis.end();
      }
    }),
});

Deno.test("a server that is interrupted says how many sessions were open, and closes them", async () => {
  for (
    const [sessions, line] of [[0, /^stopped: no session was open\n$/], [
      2,
      /^stopped: 2 sessions were open/,
    ]] as const
  ) {
    const task = startTask("serve", ["--port", "0"]);
    await eventually("it listens", 60, () => Promise.resolve(/127\.0\.0\.1:\d+/.test(task.printed())));
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(task.printed())!;
    const clients = await Promise.all(Array.from({ length: sessions }, () => connect(url)));
    await Promise.all(clients.map((client) => client.ask({ type: "reset", data: {} })));
    const { code, stderr } = await task.end("SIGINT");
    strictEqual(code, 130);
    match(stderr, line);
    strictEqual(stderr.split("\n").length, 2);
    for (const { closed } of clients) await closed;
  }
});

Deno.test("a merge that is interrupted says that the shards are kept, and the same command makes the run", () =>
  inFolder(async (folder) => {
    const results = `${folder}/results`;
    const file = experimentIn(folder);
    const given = [file, "--set", "seeds.count=40", "--workers", "1", "--results", results];
    for (const shard of ["1/2", "2/2"]) await printed(() => experiment([...given, "--shard", shard]));
    const shards = [...Deno.readDirSync(`${results}/long`)].map(({ name }) => `${results}/long/${name}`);
    strictEqual(shards.length, 2);
    const before = shards.map((shard) => hashesIn(shard));
    const task = startTask("merge", [...shards, "--results", results]);
    await eventually(
      "it has begun",
      60,
      () => Promise.resolve(filesIn(results).some((path) => /partial\/run\/config\.json$/.test(path))),
    );
    const { code, stderr } = await task.end("SIGINT");
    deepStrictEqual([code, stderr], [
      130,
      "interrupted: the shards are kept as they are; the same command merges them\n",
    ]);
    deepStrictEqual(shards.map((shard) => hashesIn(shard)), before);
    const made = await printed(() => merge([...shards, "--results", results]));
    match(made, /: merged from 2 shards$/m);
  }));

Deno.test("a server on the standard output that is interrupted says on the error stream what is lost", async () => {
  const hello = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1" } },
  };
  const task = startTask("mcp", [], { says: `${JSON.stringify(hello)}\n` });
  await eventually("it answers", 60, () => Promise.resolve(task.printed().endsWith("\n")));
  const { code, stderr } = await task.end("SIGINT");
  deepStrictEqual([code, stderr], [
    130,
    "stopped: an episode that was under way is lost; scores that were told stand\n",
  ]);
  strictEqual(JSON.parse(task.printed()).id, 1);
});
