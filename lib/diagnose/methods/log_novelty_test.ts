import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { type LogRecord, SEVERITY } from "../../model/mod.ts";
import { keywordOf } from "../logs/log_keywords.ts";
import { createDiagnoser } from "../catalogue.ts";
import { signalsOf } from "../testing/written_trace.ts";

const services = ["front", "cart", "db"];
const { info, warn, error, fatal } = SEVERITY;

/** So many records a minute, the window being 100 seconds long. */
function records(
  count: number,
  service: string,
  severityNumber: number,
  body: (i: number) => string,
): LogRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    timeSeconds: 100 * i / Math.max(1, count - 1),
    service,
    severityNumber,
    body: body(i),
  }));
}

const usual = [
  ...services.flatMap((service) => records(60, service, info, (i) => `GET /${service} 200 in ${i} ms`)),
  ...records(9, "front", warn, (i) => `Session ${i} was not found`),
];

function diagnose(after: readonly LogRecord[]) {
  const diagnoser = createDiagnoser("log-novelty", { services });
  diagnoser.fit(signalsOf({ logs: usual }));
  return diagnoser.diagnose(signalsOf({ logs: [...usual, ...after] }));
}

const CASES: readonly [claim: string, records: LogRecord[], suspect: string][] = [
  ["who writes an error that is new", records(20, "cart", error, (i) => `IllegalState ${i}`), "cart"],
  [
    "an error before more of the same news",
    [
      ...records(20, "front", info, (i) => `Prefetched ${i}`),
      ...records(20, "cart", error, (i) => `Bad state ${i}`),
    ],
    "cart",
  ],
  [
    "who cannot be reached rather than who complains",
    records(20, "cart", error, () => "Call to db failed: connection refused"),
    "db",
  ],
  [
    "whose pool is empty, whomever the pool leads to",
    records(20, "cart", error, () => "no free connection to db in the pool within 900 ms"),
    "cart",
  ],
  [
    "who was killed once rather than who warns a little more",
    [
      ...records(4, "front", warn, () => "Certificate expires soon"),
      ...records(1, "db", fatal, () => "Out of memory: process 4711 was killed"),
    ],
    "db",
  ],
  [
    "who warns much more than before",
    records(40, "front", warn, (i) => `Session ${i} was not found`),
    "front",
  ],
];

for (const [claim, after, suspect] of CASES) {
  Deno.test(`log novelty blames ${claim}`, () => {
    const diagnosis = diagnose(after);
    strictEqual(diagnosis.suspect, suspect);
    ok(diagnosis.confidence > 0 && diagnosis.confidence <= 1);
    ok(diagnosis.evidence!.every(({ signal, text }) => signal === "log" && text.includes("times")));
  });
}

Deno.test("an attribute tells whom a record names where its text does not", () => {
  const after = records(20, "cart", error, () => "request timed out")
    .map((record) => ({ ...record, attributes: { "server.address": "db" } }));
  strictEqual(diagnose(after).suspect, "db");
});

Deno.test("log novelty names nobody where the logs are as before, or there are none", () => {
  for (const logs of [usual, undefined]) {
    const diagnoser = createDiagnoser("log-novelty", { services });
    diagnoser.fit(signalsOf({ ...(logs && { logs }) }));
    const { confidence, ranking } = diagnoser.diagnose(signalsOf({ ...(logs && { logs }) }));
    strictEqual(confidence, 0);
    deepStrictEqual(ranking.map(({ score }) => score), [0, 0, 0]);
  }
  throws(() => createDiagnoser("log-novelty", { services }).diagnose(signalsOf()), /must be fitted/);
});

Deno.test("keywords of common systems fall into their classes, and everyday words into none", () => {
  const texts = {
    outOfMemory: "java.lang.OutOfMemoryError: Java heap space",
    diskFull: "could not extend file: No space left on device",
    deployment: "Deployed version 2.1.0 in place of 2.0.4",
    pool: "HikariPool-1 - Connection is not available, request timed out after 30000ms",
    decoding: "value read from cache does not match its schema",
    refused: "dial tcp 10.0.0.7:5432: connect: connection refused",
    reset: "read: connection reset by peer",
    timeout: "context deadline exceeded",
    garbageCollection: "GC pause of 412 ms",
    slowQuery: "Slow query: SELECT orders took 900 ms",
    queueFull: "Queue is full, 100 waiting",
  };
  deepStrictEqual(Object.values(texts).map((text) => keywordOf(text)?.name as string), Object.keys(texts));
  strictEqual(keywordOf("Order 12 was accepted"), undefined);
});
