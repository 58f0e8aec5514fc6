import { deepStrictEqual, doesNotMatch, match, ok, rejects, strictEqual } from "node:assert";
import type { Redis } from "ioredis";
import { resolveExperiment } from "../../lib/bench/agents/mod.ts";
import { inFolder } from "../cli/in_folder.ts";
import { codeHash, runName, sha256 } from "../runner/identity.ts";
import { type RunElsewhere, runExperiment, type RunOptions } from "../runner/run_experiment.ts";
import { eventually } from "../testing/debian_program.ts";
import { connectRedis } from "./connect.ts";
import { openJobQueue } from "./job_queue.ts";
import { planJobs } from "./plan_jobs.ts";
import { readRedisAddress } from "./redis_address.ts";
import { openRunStore, queueName } from "./run_store.ts";
import { statusLine } from "./status.ts";
import { runOnQueue } from "./submit.ts";
import { startCutProxy, startRedis, usingRedis, withRedis } from "./testing/redis_server.ts";
import { createVersionCheck } from "./version_check.ts";
import { workOnQueue } from "./work.ts";

const experiment = resolveExperiment({
  name: "tiny",
  agents: [
    "noop",
    { name: "learner", agent: "full", detector: "ewma", diagnoser: "random", policy: "thompson" },
  ],
  seeds: { first: 2001, count: 140 },
  trials: 1,
  steps: 100,
  metrics: ["slo_steps"],
  resamples: 100,
  permutations: 100,
});
const run = runName(experiment);
const code = codeHash();

const options = (results: string, elsewhere?: RunElsewhere): RunOptions => ({
  ...{ results, workers: 1, command: "a test" },
  progress: () => ({ update: () => {}, finish: () => {} }),
  ...(elsewhere && { elsewhere }),
});

const by = (redis: Redis): RunElsewhere => (work) =>
  runOnQueue(redis, work, { commit: null, force: false, say: () => {} });

/** Hashes of a run's files by path, but for the provenance. */
function hashesIn(folder: string, under = ""): Record<string, string> {
  return Object.assign(
    {},
    ...[...Deno.readDirSync(`${folder}/${under}`)].map(({ name, isDirectory }) =>
      isDirectory
        ? hashesIn(folder, `${under}${name}/`)
        : name === "provenance.json"
        ? {}
        : { [under + name]: sha256(Deno.readFileSync(`${folder}/${under}${name}`)) }
    ),
  );
}

/** A worker on a queue, which is ended by `stop`. */
function startWorker(redis: Redis) {
  const controller = new AbortController();
  const lines: string[] = [];
  const ended = workOnQueue(redis, {
    ...{ code, concurrency: 1, signal: controller.signal },
    say: (line) => lines.push(line),
  });
  return { lines, stop: () => (controller.abort(), ended) };
}

const test = (name: string, fn: () => Promise<void>) =>
  // BullMQ leaves timers behind that end by themselves.
  Deno.test({ name, fn, ignore: !withRedis, sanitizeOps: false, sanitizeResources: false });

test("two workers, one stopped in its job and one cut off, give the same bytes as one machine", () =>
  inFolder(async (results) => {
    const server = await startRedis();
    const proxy = startCutProxy(server.port);
    try {
      const { folder: alone } = await runExperiment(experiment, options(`${results}/alone`));
      using near = await usingRedis(server.address);
      using far = await usingRedis(readRedisAddress(`redis://127.0.0.1:${proxy.port}`));
      using asking = await usingRedis(server.address);
      const running = runExperiment(experiment, options(`${results}/queue`, by(asking.redis)));
      // Awaited below, unless something else fails before.
      running.catch(() => {});
      const store = openRunStore(asking.redis, { run, code });
      const stopped = startWorker(near.redis);
      await eventually("a block is done", 60, async () => (await store.finished(0)).length > 0);
      await stopped.stop();
      match(stopped.lines.at(-1)!, /job 1 of \d+: given back after [1-9]\d* of 140 episodes/);
      const cutOff = startWorker(far.redis);
      const before = (await store.finished(0)).length;
      await eventually("goes on", 60, async () => (await store.finished(0)).length > before);
      proxy.cut();
      const left = startWorker(near.redis);
      const { folder } = await running;
      deepStrictEqual(hashesIn(folder), hashesIn(alone));
      proxy.join();
      await eventually("it hears of it", 60, () => Promise.resolve(/cut off/.test(cutOff.lines.join())));
      match(
        await statusLine(asking.redis, { experiment, run, code }),
        /^tiny \w+: 280 of 280 episodes; 0 jobs/,
      );
      const again = await runExperiment(experiment, options(`${results}/again`, by(asking.redis)));
      deepStrictEqual(hashesIn(again.folder), hashesIn(alone));
      await Promise.all([left.stop(), cutOff.stop()]);
    } finally {
      proxy.end();
      await server.end();
    }
  }));

test("a result is stored for the holder of its job's lock alone, and a job is added once", async () => {
  const server = await startRedis();
  try {
    using asking = await usingRedis(server.address);
    const { redis } = asking;
    const store = openRunStore(redis, { run, code });
    const queue = openJobQueue(redis, { run, code });
    const jobs = planJobs(run, experiment);
    await queue.add(jobs);
    await queue.add(jobs);
    deepStrictEqual(await queue.counts(), { active: 0, waiting: jobs.length });
    const job = jobs[0]!.id;
    const save = (token: string, text: string) => store.save({ job, token, index: 0, text });
    strictEqual(await save("late", "of a worker that was cut off"), false);
    await redis.set(`bull:${queueName(code)}:${job}:lock`, "mine");
    strictEqual(await save("mine", "first"), true);
    strictEqual(await save("mine", "second"), true);
    strictEqual(await save("late", "third"), false);
    deepStrictEqual([await store.block(0), await store.finished(0)], ["first", [0]]);
    await queue.close();
  } finally {
    await server.end();
  }
});

test("a Redis that forgot everything is given again what is missing", () =>
  inFolder(async (results) => {
    const server = await startRedis();
    try {
      const heard: string[] = [];
      using asking = await usingRedis(server.address, (line) => heard.push(line));
      using working = await usingRedis(server.address);
      const running = runExperiment(experiment, options(results, by(asking.redis)));
      // Awaited below, unless something else fails before.
      running.catch(() => {});
      const store = openRunStore(asking.redis, { run, code });
      const worker = startWorker(working.redis);
      await eventually("a block is done", 60, async () => (await store.finished(0)).length > 2);
      await server.restart();
      strictEqual((await running).episodes, 280);
      ok(
        heard.some((line) => / is away/.test(line)) && heard.some((line) => / is back/.test(line)),
        `${heard}`,
      );
      await worker.stop();
    } finally {
      await server.end();
    }
  }));

test("a worker of other code says which commit it needs, and is refused where nothing else waits", async () => {
  const server = await startRedis();
  try {
    using asking = await usingRedis(server.address);
    const { redis } = asking;
    const check = createVersionCheck(redis, { code, commit: "1".repeat(40) });
    await check.refuseOthers();
    const other = { run, name: "tiny", code: "f".repeat(64), commit: "2".repeat(40) };
    await openRunStore(redis, other).publish(experiment, other);
    await rejects(check.refuseOthers(), {
      message:
        /needs workers of commit 222222222222 \(code ffffffffffff\), this is .*: git checkout 222222222222$/,
    });
    strictEqual((await check.news()).length, 1);
    deepStrictEqual(await check.news(), []);
    await openRunStore(redis, { run, code }).publish(experiment, { ...other, code });
    await check.refuseOthers();
  } finally {
    await server.end();
  }
});

test("a Redis that is not there or refuses the login is one line without the password", async () => {
  const server = await startRedis("--requirepass", "right");
  const at = (login: string) => readRedisAddress(`redis://${login}@127.0.0.1:${server.port}`);
  const refused = (login: string, message: RegExp) =>
    rejects(connectRedis(at(login), () => {}), (error: Error) => {
      match(error.message, message);
      doesNotMatch(error.message, /secret|\n/);
      return true;
    });
  await refused(":secret", /refuses the login/);
  (await connectRedis(at(":right"), () => {})).disconnect();
  await server.end();
  await refused(":secret", /nothing listens there; one starts by: redis-server --save '' --port \d+$/);
});
