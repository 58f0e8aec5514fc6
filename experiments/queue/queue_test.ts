import { deepStrictEqual, doesNotMatch, match, ok, rejects, strictEqual } from "node:assert";
import type { Redis } from "ioredis";
import { createBlockRunner, planBlocks, resolveExperiment } from "../../lib/bench/agents/mod.ts";
import type { JsonValue } from "../../lib/model/mod.ts";
import { toCsv } from "../../lib/report/csv.ts";
import { codeHash, runName } from "../runner/identity.ts";
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
  seeds: { first: 2001, count: 100 },
  trials: 1,
  steps: 100,
  metrics: ["slo_steps"],
  resamples: 100,
  permutations: 100,
});
const run = runName(experiment);
const code = codeHash();

/** Submits all that is not saved yet, and waits for it. */
async function submitted(redis: Redis, saved = new Map<number, string>()): Promise<Map<number, string>> {
  await runOnQueue(redis, {
    ...{ experiment, run, code, missing: planBlocks(experiment) },
    save: (index, { csv }) => saved.set(index, csv),
  }, { commit: null, force: false, say: () => {} });
  return saved;
}

/** The rows of all blocks as one machine makes them. */
function alone(): string[] {
  const runBlock = createBlockRunner(experiment);
  let learnt: JsonValue = null;
  return planBlocks(experiment).map((block) => {
    const { records, state } = runBlock(block, block.after === undefined ? null : learnt);
    learnt = state;
    return toCsv(records);
  });
}

const inOrder = (saved: ReadonlyMap<number, string>) =>
  planBlocks(experiment).map(({ index }) => saved.get(index));

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

test("two workers, one stopped in its job and one cut off, give the same bytes as one machine", async () => {
  const server = await startRedis();
  const proxy = startCutProxy(server.port);
  try {
    using near = await usingRedis(server.address);
    using far = await usingRedis(readRedisAddress(`redis://127.0.0.1:${proxy.port}`));
    using asking = await usingRedis(server.address);
    const running = submitted(asking.redis);
    // Awaited below, unless something else fails before.
    running.catch(() => {});
    const store = openRunStore(asking.redis, { run, code });
    const stopped = startWorker(near.redis);
    await eventually("a block is done", 60, async () => (await store.finished(0)).length > 0);
    await stopped.stop();
    match(stopped.lines.at(-1)!, /job 1 of \d+: given back after [1-9]\d* of 100 episodes/);
    const cutOff = startWorker(far.redis);
    const before = (await store.finished(0)).length;
    await eventually("it goes on", 60, async () => (await store.finished(0)).length > before);
    proxy.cut();
    const left = startWorker(near.redis);
    deepStrictEqual(inOrder(await running), alone());
    proxy.join();
    await eventually("it hears of it", 60, () => Promise.resolve(/cut off/.test(cutOff.lines.join())));
    match(
      await statusLine(asking.redis, { experiment, run, code }),
      /^tiny \w+: 200 of 200 episodes; 0 jobs/,
    );
    await Promise.all([left.stop(), cutOff.stop()]);
    // Who submits it again finds the results, without any worker.
    deepStrictEqual(inOrder(await submitted(asking.redis)), alone());
  } finally {
    proxy.end();
    await server.end();
  }
});

/** A worker as a process of its own, up to its first line. */
function startWorkerProcess(port: number): Deno.ChildProcess {
  const permissions = ["--no-prompt", "--allow-read", "--allow-net", "--allow-run=git"];
  const worker = ["experiments/worker.ts", "--queue", `redis://127.0.0.1:${port}`, "--concurrency", "1"];
  return new Deno.Command("deno", {
    args: ["run", ...permissions, ...worker],
    stdout: "null",
    stderr: "null",
  }).spawn();
}

test("a worker that is killed while it holds a job loses it to another one, which gives the same bytes", async () => {
  const server = await startRedis();
  try {
    using asking = await usingRedis(server.address);
    using near = await usingRedis(server.address);
    const { redis } = asking;
    const running = submitted(redis);
    running.catch(() => {});
    const key = (name: string) => `bull:${queueName(code)}:${name}`;
    /** The job that somebody holds, and the token in its lock; undefined: there is none. */
    const held = async () => {
      const [job] = await redis.lrange(key("active"), 0, -1);
      const token = job === undefined ? null : await redis.get(key(`${job}:lock`));
      return job === undefined || token === null ? undefined : { job, token };
    };
    const child = startWorkerProcess(server.port);
    const store = openRunStore(redis, { run, code });
    await eventually(
      "a block is done, and the job goes on",
      60,
      async () => (await store.finished(0)).length > 0 && await held() !== undefined,
    );
    const before = await held();
    child.kill("SIGKILL");
    await child.status;
    const { job, token } = await held() ?? {};
    ok(job !== undefined && token !== undefined, "it held a job when it died");
    strictEqual(token.split(":")[0], before?.token.split(":")[0], "the lock is of the worker that died");
    ok((await store.finished(0)).length < planBlocks(experiment).length);
    const other = startWorker(near.redis);
    deepStrictEqual(inOrder(await running), alone());
    await other.stop();
    const number = 1 + planJobs(run, experiment).findIndex(({ id }) => id === job);
    match(other.lines.join("\n"), new RegExp(`job ${number} of \\d+: \\d+ episodes in`));
  } finally {
    await server.end();
  }
});

test("a Redis that answers nothing for longer than a worker may be silent changes no byte", async () => {
  const server = await startRedis();
  try {
    using asking = await usingRedis(server.address);
    using working = await usingRedis(server.address);
    const saved = new Map<number, string>();
    const running = submitted(asking.redis, saved);
    running.catch(() => {});
    const worker = startWorker(working.redis);
    await eventually("a block is here", 60, () => Promise.resolve(saved.size > 0));
    server.stop();
    await new Promise((resolve) => setTimeout(resolve, 5000));
    server.goOn();
    deepStrictEqual(inOrder(await running), alone());
    await worker.stop();
  } finally {
    server.goOn();
    await server.end();
  }
});

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

test("a Redis that forgot everything is given again what is missing", async () => {
  const server = await startRedis();
  try {
    const heard: string[] = [];
    using asking = await usingRedis(server.address, (line) => heard.push(line));
    using working = await usingRedis(server.address);
    const saved = new Map<number, string>();
    const running = submitted(asking.redis, saved);
    running.catch(() => {});
    const worker = startWorker(working.redis);
    await eventually("a block is here", 60, () => Promise.resolve(saved.size > 0));
    await server.restart();
    deepStrictEqual(inOrder(await running), alone());
    ok(
      heard.some((line) => / is away/.test(line)) && heard.some((line) => / is back/.test(line)),
      `${heard}`,
    );
    await worker.stop();
  } finally {
    await server.end();
  }
});

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
