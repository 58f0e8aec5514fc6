import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { type FaultType, type LogRecord, NOOP, SEVERITY, type Span } from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";
import type { EnvironmentOptions } from "../environment_options.ts";
import { everydayErrors } from "./fault_signatures.ts";

interface Watched {
  readonly spans: readonly Span[];
  readonly logs: readonly LogRecord[];
}

/** What 30 steps show of a system, three-tier unless said, from two steps after the fault's start on; without a fault, at about the same time. */
function watch(
  fault: string | undefined,
  { from = 2, steps = 30, seed = 11, topology = "three-tier" } = {},
): Watched {
  const options: EnvironmentOptions = { topology, ...(fault === undefined ? { faultCount: 0 } : { fault }) };
  const quick = createEnvironment(options);
  quick.reset({ seed });
  const start = (quick.faults[0]?.startStep ?? 80) + from;
  for (let step = 1; step < start; step++) quick.step(NOOP);
  const environment = createEnvironment({ ...options, signals: ["logs", "traces"], tracesPerStep: 40 });
  environment.reset({ seed });
  environment.restore(quick.snapshot());
  const spans: Span[] = [];
  const logs: LogRecord[] = [];
  for (let step = start; step < start + steps; step++) {
    const { observation } = environment.step(NOOP);
    spans.push(...observation.spans!);
    logs.push(...observation.logs!);
  }
  return { spans, logs };
}

const health = watch(undefined);

const seconds = (span: Span) => span.endSeconds - span.startSeconds;
const of = (service: string, kind: Span["kind"]) => (span: Span) =>
  span.service === service && span.kind === kind;
const toDb = (span: Span) => span.kind === "client" && span.attributes?.["server.address"] === "db";
const errorType = (type: string) => (span: Span) => span.attributes?.["error.type"] === type;
const saying = (pattern: RegExp) => ({ body }: LogRecord) => pattern.test(body);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** A span's time less that of its children, which follow one another in three-tier. */
function selfSeconds(span: Span, { spans }: Watched): number {
  return spans.filter(({ parentSpanId }) => parentSpanId === span.spanId)
    .reduce((left, child) => left - seconds(child), seconds(span));
}

function medianSelf(service: string, watched: Watched): number {
  return median(watched.spans.filter(of(service, "server")).map((span) => selfSeconds(span, watched)));
}

/** Exceptions by type and who recorded them. */
function exceptions({ spans }: Watched): string[] {
  return [
    ...new Set(
      spans.flatMap(({ service, events = [] }) =>
        events.flatMap(({ name, attributes }) =>
          name === "exception" ? `${service} ${attributes!["exception.type"]}` : []
        )
      ),
    ),
  ].sort();
}

const everyday = everydayErrors.map(({ type }) => `api ${type}`).sort();

/** The part of the first that is not in the second. */
function beyond<T>(some: Iterable<T>, known: Iterable<T>): T[] {
  const all = new Set(known);
  return [...some].filter((each) => !all.has(each));
}

const signatures: Record<FaultType, () => void> = {
  cpu_saturation: () => {
    const watched = watch("cpu_saturation:api:0.4");
    ok(medianSelf("api", watched) > 1.5 * medianSelf("api", health));
    ok(medianSelf("db", watched) < 1.3 * medianSelf("db", health));
  },
  memory_leak: () => {
    const { logs } = watch("memory_leak:api:1");
    const pauses = logs.flatMap(({ body, severityNumber }) =>
      severityNumber === SEVERITY.warn ? Number(/^GC pause of (\d+) ms/.exec(body)?.[1] ?? []) : []
    ).filter((pause) => pause > 0);
    ok(median(pauses.slice(-10)) > 1.5 * median(pauses.slice(0, 10)), `${pauses}`);
    const killed = logs.findIndex(saying(/^Out of memory: process \d+ was killed/));
    ok(killed >= 0 && logs[killed]!.severityNumber === SEVERITY.fatal);
    ok(logs.findIndex(saying(/^Started in/)) > killed);
    ok(!health.logs.some(saying(/Out of memory|heap \d+ % full|^Started/)));
  },
  latency_injection: () => {
    const gap = ({ spans }: Watched) =>
      median(
        spans.filter(toDb).flatMap((client) => {
          const server = spans.find(({ parentSpanId }) => parentSpanId === client.spanId);
          return server ? seconds(client) - seconds(server) : [];
        }),
      );
    const watched = watch("latency_injection:db:0.4");
    ok(gap(watched) > 0.15, `${gap(watched)}`);
    ok(gap(health) < 1e-6);
    ok(medianSelf("db", watched) < 1.3 * medianSelf("db", health));
  },
  packet_loss: () => {
    const watched = watch("packet_loss:db");
    const resets = (span: Span) => exceptions({ spans: [span], logs: [] }).includes("api connection_reset");
    const calls = watched.spans.filter(toDb);
    const lossy = calls.filter(resets);
    ok(lossy.length > 0.25 * calls.length);
    ok(lossy.every(({ attributes }) => Number(attributes!["http.request.resend_count"]) >= 1));
    ok(watched.logs.some(saying(/^Connection to db reset by peer/)));
    ok(!health.spans.some(resets));
  },
  partition: () => {
    const { spans } = watch("partition:db");
    const cut = spans.filter(errorType("connect_timeout"));
    ok(cut.length > 50 && cut.every(toDb));
    ok(cut.every(({ spanId }) => !spans.some(({ parentSpanId }) => parentSpanId === spanId)));
    ok(!health.spans.some(errorType("connect_timeout")));
  },
  error_burst: () => {
    const watched = watch("error_burst:api");
    deepStrictEqual(beyond(exceptions(watched), everyday), ["api IllegalStateException"]);
    ok(watched.logs.some(saying(/^IllegalStateException/)));
    deepStrictEqual(beyond(exceptions(health), everyday), []);
  },
  bad_deploy: () => {
    const watched = watch("bad_deploy:api", { from: 0 });
    deepStrictEqual(beyond(exceptions(watched), everyday), ["api MissingFieldError"]);
    const versions = ({ spans }: Watched) => [
      ...new Set(spans.filter(of("api", "server")).map(({ attributes }) => attributes!["service.version"])),
    ];
    strictEqual(versions(watched).length, 1);
    strictEqual(versions(health).length, 1);
    const deployed = watched.logs.filter(saying(/^Deployed version/));
    deepStrictEqual(deployed.map(({ attributes }) => attributes!["service.version"]), versions(watched));
    ok(versions(watched)[0] !== versions(health)[0]);
    ok(!health.logs.some(saying(/^Deployed/)));
  },
  slow_query: () => {
    const watched = watch("slow_query:db:0.4");
    const named = watched.logs.filter(saying(/^Slow query/)).map(({ attributes }) =>
      attributes!["db.query.summary"]
    );
    const summary = named[0];
    ok(named.filter((each) => each === summary).length > 0.95 * named.length && named.length > 50);
    ok(health.logs.filter(saying(/^Slow query/)).length <= 3);
    const queries = watched.spans.filter(of("db", "server"));
    const others = queries.filter(({ name }) => name !== summary).map(seconds);
    ok(Math.max(...others) < 3 * 1.3 / 34, "what is not the slow query stays within three service times");
    ok(median(queries.filter(({ name }) => name === summary).map(seconds)) > 3 * median(others));
  },
  noisy_neighbour: () => {
    const watched = watch("noisy_neighbour:db:0.4");
    const times = Map.groupBy(watched.spans.filter(of("db", "server")), ({ name }) => name);
    const usual = medianSelf("db", health);
    for (const [name, spans] of times) ok(median(spans.map(seconds)) > 1.5 * usual, name);
    ok(times.size >= 3);
    const consequences = /^(Queue is full|too_many_connections)/;
    const usualWords = /^(Slow query|Checkpoint|Automatic vacuum|Certificate|Clock|Metrics exporter)/;
    const said = watched.logs.filter(({ service }) => service === "db").map(({ body }) => body);
    deepStrictEqual(said.filter((body) => !consequences.test(body) && !usualWords.test(body)), []);
    ok(watched.logs.filter(saying(/^Slow query/)).length <= 5);
  },
  pool_exhaustion: () => {
    const watched = watch("pool_exhaustion:api");
    ok(exceptions(watched).includes("api pool_timeout") && !exceptions(health).includes("api pool_timeout"));
    ok(watched.logs.some((log) => log.service === "api" && /^pool_timeout: .* to db/.test(log.body)));
    const waits = ({ spans }: Watched) =>
      spans.flatMap(({ service, events = [] }) =>
        events.flatMap(({ name, attributes }) =>
          name === "db.client.connection.wait" && service === "api"
            ? Number(attributes!["db.client.connection.wait_time"])
            : []
        )
      );
    ok(median(waits(watched)) > 0.2);
    strictEqual(waits(health).length, 0);
    ok(medianSelf("db", watched) < 1.1 * medianSelf("db", health), "the database is idle");
  },
  disk_full: () => {
    const { spans, logs } = watch("disk_full:db");
    const failed = spans.filter(of("db", "server")).filter(({ failed }) => failed);
    ok(failed.length > 50 && failed.every(errorType("ENOSPC")));
    ok(
      failed.every(({ attributes }) => ["INSERT", "UPDATE"].includes(`${attributes!["db.operation.name"]}`)),
    );
    ok(logs.filter((log) => log.service === "db" && /^ENOSPC: no space left/.test(log.body)).length > 50);
    ok(!health.logs.some(saying(/ENOSPC/)) && !health.spans.some(errorType("ENOSPC")));
  },
  cache_flush: () => {
    const misses = ({ spans }: Watched) => {
      const hits = spans.flatMap(({ attributes }) => attributes?.["cache.hit"] ?? []);
      return hits.filter((hit) => hit === false).length / hits.length;
    };
    const first = misses(watch("cache_flush:cache:1", { from: 0, steps: 3 }));
    ok(first > 0.7, `${first}`);
    ok(misses(health) > 0.15 && misses(health) < 0.25, `${misses(health)}`);
    // Calls that no connection is free for in time have no span of their own.
    const stampede = watch("cache_flush:cache:1", { from: 0, steps: 5, seed: 12 });
    ok(
      exceptions(stampede).includes("api pool_timeout") ||
        stampede.spans.filter(toDb).some(errorType("timeout")),
    );
    ok(!health.spans.some(errorType("timeout")));
  },
  cache_poison: () => {
    const watched = watch("cache_poison:cache");
    deepStrictEqual(beyond(exceptions(watched), everyday), ["api DeserializationError"]);
    ok(watched.logs.some((log) => log.service === "api" && /^Deserial.* from cache /.test(log.body)));
    const wrong = watched.spans.filter(({ events = [] }) =>
      events.some(({ attributes }) => attributes?.["exception.type"] === "DeserializationError")
    );
    const asked = new Map(watched.spans.map((span) => [span.parentSpanId, span.attributes?.["cache.hit"]]));
    ok(wrong.every(({ spanId }) => asked.get(spanId) === true), "the cache had something");
  },
  traffic_surge: () => {
    const watched = watch("traffic_surge:api:0.4");
    deepStrictEqual(
      beyond(exceptions(watched), [...everyday, "api queue_full", "db too_many_connections"]),
      [],
    );
    deepStrictEqual(
      beyond(watched.spans.map(({ attributes }) => attributes!["service.version"]), [
        ...health.spans.map(({ attributes }) => attributes!["service.version"]),
      ]),
      [],
    );
  },
  retry_storm: () => {
    const resends = ({ spans }: Watched) => {
      const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
      return roots.reduce(
        (sum, { attributes }) => sum + Number(attributes!["http.request.resend_count"] ?? 0),
        0,
      ) / roots.length;
    };
    const storm = resends(watch("retry_storm:api:0.8"));
    ok(storm > 1, `${storm}`);
    ok(resends(health) < 0.02, `${resends(health)}`);
  },
  grey_replica: () => {
    const medians = (watched: Watched) =>
      ["api-0", "api-1", "api-2"].map((id) =>
        median(
          watched.spans.filter((span) =>
            span.attributes?.["service.instance.id"] === id && span.kind === "server" && !span.failed
          ).map((span) => selfSeconds(span, watched)),
        )
      ).sort((a, b) => a - b) as [number, number, number];
    const [fast, usual, slow] = medians(watch("grey_replica:api:0.4", { topology: "replicated" }));
    ok(slow > 3 * usual && usual < 1.3 * fast, `${fast} ${usual} ${slow}`);
    const [least, , most] = medians(watch(undefined, { topology: "replicated" }));
    ok(most < 1.3 * least, `${least} ${most}`);
    ok(!health.spans.some(({ attributes }) => attributes?.["service.instance.id"] !== undefined));
  },
};

for (const [fault, claim] of Object.entries(signatures)) {
  Deno.test(`${fault} leaves its signature, and health does not`, claim);
}

Deno.test("an inherited failure is logged by the caller, names the callee and fails the caller's own span with 5xx", () => {
  const { spans, logs } = watch("partition:db:1");
  const inherited = logs.filter(({ body, severityNumber }) =>
    severityNumber === SEVERITY.error && /^Call to db failed after \d+ ms: connect_timeout/.test(body)
  );
  ok(inherited.length > 50);
  for (const { spanId, service, traceId } of inherited) {
    const client = spans.find((span) => span.spanId === spanId)!;
    const caller = spans.find((span) => span.spanId === client.parentSpanId)!;
    deepStrictEqual(
      [service, caller.failed, caller.traceId, caller.attributes!["http.response.status_code"]],
      ["api", true, traceId, 504],
    );
  }
});
