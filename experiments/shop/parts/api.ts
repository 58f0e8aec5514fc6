/**
 * One replica of the shop's `api`: answers `GET /items/N` from the cache, or from the database and puts it there; `POST /orders` writes. On its control
 * port it serves `/metrics` and is told what is wrong with it.
 *
 * Usage: api.ts PORT CONTROL_PORT CACHE_PORT POOLER_PORT VERSION
 */
import { type Attributes, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { Redis } from "ioredis";
// @ts-types="npm:@types/pg@8.15.6"
import pg from "pg";
import { Counter, Gauge, Histogram, register } from "prom-client";
import type { ApiFaults } from "./api_faults.ts";
import { LATENCY_BUCKETS_SECONDS } from "./buckets.ts";
import { guarded, readText } from "./local_requests.ts";
import { CACHE_SECONDS, ITEMS } from "../sizes.ts";

const HOSTNAME = "127.0.0.1";
const [TIMEOUT_MS, POOL_SIZE] = [1_000, 8];
/** Milliseconds of a request besides cache and database: of processor time, and of waiting for others' services, as one that knows the prices. */
const [WORK_MS, WAIT_MS] = [2, 30];
/** Milliseconds within which a replica that is to end answers what it works on. */
const SHUTDOWN_MS = 1_500;
/** Milliseconds of a turn of the hot loop with its pause. */
const BURN_TURN_MS = 100;

/** What a version does worse than the one before. */
const VERSIONS: Readonly<Record<string, { failedShare: number; workMs: number; leakedNumbers: number }>> = {
  good: { failedShare: 0, workMs: WORK_MS, leakedNumbers: 0 },
  bad: { failedShare: 0.25, workMs: 6 * WORK_MS, leakedNumbers: 0 },
  leaky: { failedShare: 0, workMs: WORK_MS, leakedNumbers: 40_000 },
};

const tracer = trace.getTracer("shop");

/** Does something within a span of a call to a service; without `OTEL_DENO` it is none. */
function traced<T>(name: string, attributes: Attributes, task: () => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    try {
      return await task();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      throw error;
    } finally {
      span.end();
    }
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Keeps the processor busy. */
function work(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** Runs the replica that the arguments describe. */
function serveReplica(): void {
  const [port, control, cachePort, poolerPort] = Deno.args.slice(0, 4).map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const version = VERSIONS[Deno.args[4] ?? "good"]!;
  const faults: ApiFaults = { burnShare: 0, failedShare: 0, leakEverySeconds: 0, openBreakers: [] };
  const retained: number[][] = [];

  const cache = new Redis({
    host: HOSTNAME,
    port: cachePort,
    commandTimeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 200,
  });
  cache.on("error", () => {});
  const database = new pg.Pool({
    host: HOSTNAME,
    port: poolerPort,
    user: "shop",
    database: "shop",
    max: POOL_SIZE,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  database.on("error", () => {});

  const duration = new Histogram({
    name: "http_server_request_duration_seconds",
    help: "Time to an answer",
    labelNames: ["service", "status"],
    buckets: LATENCY_BUCKETS_SECONDS,
  });
  const used = new Gauge({
    name: "db_client_connections_usage",
    help: "Connections to the database by state",
    labelNames: ["state"],
    collect() {
      this.set({ state: "used" }, database.totalCount - database.idleCount);
      this.set({ state: "waiting" }, database.waitingCount);
    },
  });
  const reads = new Counter({
    name: "shop_cache_reads_total",
    help: "Reads of the cache by result",
    labelNames: ["result"],
  });
  const wrong = new Counter({
    name: "shop_wrong_entries_total",
    help: "Cache entries that were noticed to be wrong",
  });
  void used;

  function requireClosed(service: string): void {
    if (faults.openBreakers.includes(service)) throw new Error(`the breaker before ${service} is open`);
  }

  /** Does something and puts its time and outcome down as those of a service. */
  async function timed<T>(service: string, task: () => Promise<T>): Promise<T> {
    requireClosed(service);
    const start = performance.now();
    let status = "500";
    try {
      const value = await traced(`call ${service}`, { "server.address": service }, task);
      status = "200";
      return value;
    } finally {
      duration.observe({ service, status }, (performance.now() - start) / 1_000);
    }
  }

  /**
   * Asks the database. The wait for a connection that others hold is the replica's own time and not the database's, as OpenTelemetry's conventions
   * have it: `db.client.connection.wait_time` apart from `db.client.operation.duration`.
   */
  async function query(text: string, values: unknown[]): Promise<pg.QueryResult> {
    if (database.idleCount > 0 || database.totalCount < POOL_SIZE) {
      return await timed("db", () => database.query(text, values));
    }
    requireClosed("db");
    const connection = await database.connect();
    try {
      return await timed("db", () => connection.query(text, values));
    } finally {
      connection.release();
    }
  }

  async function item(id: number): Promise<string> {
    const key = `item:${id}`;
    const held = await timed("cache", () => cache.get(key)).catch(() => null);
    reads.inc({ result: held === null ? "miss" : "hit" });
    if (held !== null) {
      if (held.startsWith("{")) return held;
      wrong.inc();
      // One half of the wrong entries looks right until it is used.
      if (held.startsWith("!")) throw new Error(`${key} is damaged`);
    }
    // What is known without the database is better than nothing.
    if (faults.openBreakers.includes("db")) return JSON.stringify({ id });
    const { rows } = await query(
      "select id, name, price, (select count(*) from reviews where item = items.id) as reviews from items where id = $1",
      [id],
    );
    const body = JSON.stringify(rows[0] ?? { id });
    await timed("cache", () => cache.set(key, body, "EX", CACHE_SECONDS)).catch(() => {});
    return body;
  }

  async function order(): Promise<string> {
    await query("insert into orders (item, note) values ($1, repeat('-', 1500))", [
      1 + Math.floor(Math.random() * ITEMS),
    ]);
    return "{}";
  }

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/health") return new Response("ok");
    trace.getActiveSpan()?.updateName(`${request.method} /${pathname.split("/")[1]}`);
    work(version.workMs);
    await pause(WAIT_MS);
    if (version.leakedNumbers > 0) retained.push(new Array(version.leakedNumbers).fill(0.5));
    if (Math.random() < Math.max(version.failedShare, faults.failedShare)) {
      return new Response("failed", { status: 500 });
    }
    try {
      const body = request.method === "POST"
        ? await order()
        : await item(1 + Number(pathname.split("/")[2]) % ITEMS);
      return new Response(body, { headers: { "content-type": "application/json" } });
    } catch (error) {
      console.error((error as Error).message);
      return new Response("failed", { status: 500 });
    }
  }

  async function burn(): Promise<void> {
    for (;;) {
      if (faults.burnShare > 0) work(BURN_TURN_MS * faults.burnShare);
      await pause(Math.max(1, BURN_TURN_MS * (1 - faults.burnShare)));
    }
  }

  async function leak(): Promise<void> {
    for (;;) {
      await pause(1_000 * (faults.leakEverySeconds || 1));
      if (faults.leakEverySeconds > 0) await database.connect().catch(() => {});
    }
  }

  void burn();
  void leak();
  Deno.serve(
    { hostname: HOSTNAME, port: control, onListen: () => {} },
    guarded(async (request) => {
      if (request.method === "POST") Object.assign(faults, JSON.parse(await readText(request)));
      else if (new URL(request.url).pathname === "/metrics") {
        return new Response(await register.metrics(), { headers: { "content-type": register.contentType } });
      }
      return Response.json(faults);
    }),
  );
  const server = Deno.serve({ hostname: HOSTNAME, port, onListen: () => {} }, answer);
  // Requests that it works on are answered before it ends.
  Deno.addSignalListener("SIGTERM", () => {
    void Promise.race([server.shutdown(), pause(SHUTDOWN_MS)]).then(() => Deno.exit(0));
  });
}

if (import.meta.main) serveReplica();
