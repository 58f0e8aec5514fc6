import { doesNotMatch, ok } from "node:assert";
import type { Dependency, Incident, Indicator, MetricRole, Signals, Symptom } from "../../model/mod.ts";
import { createStream, type Stream } from "../../random/mod.ts";
import { diagnoseIncident } from "../diagnose_incident.ts";

// Random systems with odd names, graphs and values: whatever comes, an answer must be one.

const SYSTEMS = [
  ["web", "cart", "pay", "db", "redis"],
  ["cache", "cache2", "mycache", "the-cache"],
  ["größe", "服务", "данные-db", "🚀"],
  ["constructor", "__proto__", "toString", "hasOwnProperty"],
  ["alone"],
  Array.from({ length: 14 }, (_, i) => `svc${i}`),
];
const ROLES: Readonly<Record<string, MetricRole>> = {
  latency_ms: "latency",
  duration_us: "latency",
  request_duration_seconds: "latency",
  errors: "errors",
  error_percent: "errors",
  availability: "availability",
  cpu: "cpu",
  cpu_percent: "cpu",
  cpu_millicores: "cpu",
  memory_bytes: "memory",
  requests: "requests",
  restarts: "other",
};
const RECORDED = [
  ["latency_ms", "errors", "cpu_percent", "requests"],
  ["duration_us", "error_percent", "cpu_millicores", "requests", "memory_bytes"],
  ["request_duration_seconds", "availability", "cpu", "requests"],
  ["latency_ms", "cpu", "requests"],
  Object.keys(ROLES),
];
const USUAL: readonly ((stream: Stream, row: number) => number)[] = [
  (stream) => 100 + 10 * stream.next(),
  (stream) => 0.3 + 0.1 * stream.next(),
  () => 0,
  () => 7,
  () => NaN,
  (stream) => -5 * stream.next(),
  (stream) => stream.next() < 0.3 ? NaN : 10 * stream.next(),
  (stream, row) => 1000 * row + stream.next(),
  (stream) => 1e15 * (1 + stream.next()),
  (stream) => stream.next() < 0.05 ? 1 : 0,
  (stream) => stream.next() < 0.1 ? Infinity : 3 * stream.next(),
];
const CHANGES: readonly ((x: number) => number)[] = [
  (x) => x,
  (x) => 20 * x,
  (x) => 0.3 * x,
  () => 0,
  () => NaN,
  (x) => x + 1000,
  (x) => -x,
  () => 1e15,
];

function oddIncident(seed: number): Incident {
  const stream = createStream(seed, "odd tables");
  const pick = <T>(all: readonly T[]): T => all[stream.integer(all.length)]!;
  const services = pick(SYSTEMS);
  const [rowsBefore, rowsAfter] = [pick([2, 10, 60, 120]), pick([1, 2, 5, 20])];
  const recorded = pick(RECORDED);
  // Most tables are of a usual system of which all services wait and one changes otherwise.
  const isUsual = stream.next() < 0.6;
  const [hit, itsChange] = [pick(services), pick(CHANGES)];
  const coursesOf = (service: string, metric: string) => {
    if (!isUsual) return [pick(USUAL), pick(CHANGES)] as const;
    const usual = /^cpu$|avail/.test(metric) ? USUAL[1]! : /error/.test(metric) ? USUAL[2]! : USUAL[0]!;
    const waits = ROLES[metric] === "latency" && stream.next() < 0.5;
    return [usual, waits ? CHANGES[1]! : service === hit ? itsChange : CHANGES[0]!] as const;
  };
  const indicators: Indicator[] = services.filter(() => stream.next() < 0.9)
    .flatMap((service) => recorded.map((metric) => ({ service, metric, role: ROLES[metric]! })));
  const columns = indicators.map(({ service, metric }) => {
    const [usual, change] = coursesOf(service, metric);
    return Float64Array.from({ length: rowsBefore + rowsAfter }, (_, row) => {
      const x = usual(stream, row);
      return row < rowsBefore ? x : change(x);
    });
  });
  const part = (from: number, to: number): Signals => ({
    metrics: {
      indicators,
      timesSeconds: Float64Array.from({ length: to - from }, (_, row) => 60 * (from + row)),
      columns: columns.map((column) => column.slice(from, to)),
    },
  });
  const graphs: (readonly Dependency[])[] = [
    [],
    services.map((caller, i) => ({ caller, callee: services[(i + 1) % services.length]! })),
    services.flatMap((callee) => [{ caller: services[0]!, callee }, { caller: "ghost", callee }]),
    Array.from({ length: 12 }, () => ({ caller: pick(services), callee: pick(services) })),
  ];
  const symptoms: (Symptom | undefined)[] = [
    undefined,
    { service: "nowhere" },
    { service: services[0]! },
    { service: services[0]!, role: "latency" },
  ];
  const symptom = pick(symptoms);
  return {
    id: `odd/${seed}`,
    services,
    before: part(0, rowsBefore),
    after: part(rowsBefore, rowsBefore + rowsAfter),
    graph: pick(graphs),
    ...(symptom && { symptom }),
  };
}

Deno.test("whatever a table holds, probabilities are from 0 to 1, those of causes sum to 1 at most, and texts are of numbers", () => {
  for (let seed = 1; seed <= 120; seed++) {
    const { confidence, ranking, causes = [], kinds = [], rationale } = diagnoseIncident(oddIncident(seed));
    const all = [
      confidence,
      ...ranking.map(({ score }) => score),
      ...[...causes, ...kinds].map(({ probability }) => probability),
    ];
    ok(all.every((x) => x >= 0 && x <= 1), `${seed}: ${all}`);
    const sum = causes.reduce((total, { probability }) => total + probability, 0);
    ok(sum <= 1 + 1e-9, `${seed}: ${JSON.stringify(causes)}`);
    doesNotMatch(rationale, /NaN|undefined|Infinity|\[object/, `${seed}`);
  }
});
