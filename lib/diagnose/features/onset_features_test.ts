import { deepStrictEqual, ok } from "node:assert";
import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  type MetricTable,
  REQUEST_RATE,
} from "../../model/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createStream } from "../../random/mod.ts";
import { learnOnsets, ONSET_FEATURES } from "./onset_features.ts";

/** The services of the made-up three tiers: api calls cache and db. */
const [API, DB] = ["api", "db"].map((name) =>
  SYNTHETIC.services.findIndex((service) => service.name === name)
) as [number, number];

/** What is added to a metric of a service, by the row since the end of the window before. */
type Change = (service: number, metric: number, row: number) => number;

const USUAL: readonly number[] = (() => {
  const usual = new Array<number>(METRIC_COUNT);
  usual[LATENCY_P95_MS] = 100;
  usual[ERROR_RATE] = 0.01;
  usual[CPU_UTILISATION] = 0.3;
  usual[MEMORY_UTILISATION] = 0.45;
  usual[REQUEST_RATE] = 50;
  return usual;
})();

/** Windows of 60 rows before and so many after, with noise of a fiftieth. @param late rows after the change at which the window after begins */
function windows(rows: number, change: Change, late = 0): { before: MetricTable; after: MetricTable } {
  const stream = createStream(7, "onsets");
  const columns = Array.from(
    { length: SYNTHETIC.services.length * METRIC_COUNT },
    (_, i) =>
      Float64Array.from({ length: 60 + rows }, (_, row) => {
        const metric = i % METRIC_COUNT;
        const noise = metric === MEMORY_UTILISATION ? 0.006 : 0.02 * USUAL[metric]!;
        return USUAL[metric]! + noise * (stream.next() * 2 - 1) +
          (row >= 60 ? change(Math.floor(i / METRIC_COUNT), metric, row - 60) : 0);
      }),
  );
  const part = (from: number, to: number): MetricTable => ({
    indicators: [],
    timesSeconds: Float64Array.from({ length: to - from }, (_, i) => 5 * i),
    columns: columns.map((column) => column.slice(from, to)),
  });
  return { before: part(0, 60 + late), after: part(60 + late, 60 + rows) };
}

/** Clarity, size and age (rows) of the onset of a course of a service. */
function onset(service: number, course: string, { before, after }: ReturnType<typeof windows>) {
  const features = learnOnsets(SYNTHETIC, before)(after);
  const at = service * ONSET_FEATURES.length + ONSET_FEATURES.findIndex((name) => name.startsWith(course));
  const [clarity, size, age] = [...features.slice(at, at + 3)] as [number, number, number];
  return { clarity, size, age: Math.round(Math.expm1(age * Math.log1p(40))) };
}

const still: Change = () => 0;

Deno.test("where nothing changes no course has a size worth mentioning", () => {
  for (const course of ["own errors", "own latency", "own cpu", "own requests", "memory"]) {
    const { clarity, size } = onset(API, course, windows(10, still));
    ok(Math.abs(clarity) < 0.25 && Math.abs(size) < 0.1, `${course}: ${clarity} ${size}`);
  }
});

Deno.test("a leak is as old as its climb, climbs as fast as it does, and has hardly any size in its first row", () => {
  const leak: Change = (service, metric, row) =>
    service === API && metric === MEMORY_UTILISATION && row >= 4 ? 0.02 * (row - 3) : 0;
  const [first, later] = [5, 10].map((rows) => onset(API, "memory", windows(rows, leak)));
  ok(first!.size < 1.5, `${first!.size}`);
  ok(Math.abs(later!.age - 6) <= 1 && later!.size > 1.5 && later!.size < 2.2, JSON.stringify(later));
});

Deno.test("how fast memory climbs is told though the window after begins late", () => {
  const heap: Change = (service, metric, row) =>
    service === API && metric === MEMORY_UTILISATION ? 0.008 * (row + 1) : 0;
  for (const late of [0, 6]) {
    const { size, age } = onset(API, "memory", windows(10, heap, late));
    ok(size > 0.5 && size < 1 && Math.abs(age - 10) <= 1, `${late}: ${size} ${age}`);
  }
});

Deno.test("errors and waits that callees explain are not a service's own, and its own are", () => {
  const failing: Change = (service, metric) =>
    metric === ERROR_RATE && service === DB
      ? 0.2
      : metric === ERROR_RATE && service === API
      ? 0.19
      : metric === LATENCY_P95_MS && (service === DB || service === API)
      ? 300
      : 0;
  const inherited = windows(6, failing);
  ok(onset(DB, "own errors", inherited).size > 1.5);
  ok(onset(DB, "own latency", inherited).size > 1);
  ok(Math.abs(onset(API, "own errors", inherited).size) < 0.3);
  ok(Math.abs(onset(API, "own latency", inherited).size) < 0.3);
  const own = windows(
    6,
    (service, metric, row) => service === API && metric === ERROR_RATE && row >= 3 ? 0.2 : 0,
  );
  const { size, age } = onset(API, "own errors", own);
  ok(size > 1.5 && age === 3, `${size} ${age}`);
});

Deno.test("CPU that more requests explain is not a service's own, and a busy node is", () => {
  const more: Change = (_, metric) => metric === REQUEST_RATE ? 50 : metric === CPU_UTILISATION ? 0.3 : 0;
  ok(Math.abs(onset(API, "own cpu", windows(6, more)).size) < 0.2);
  const busy: Change = (service, metric, row) =>
    service === DB && metric === CPU_UTILISATION && row >= 4 ? 0.5 : 0;
  const { size, age } = onset(DB, "own cpu", windows(6, busy));
  ok(size > 1 && age === 2, `${size} ${age}`);
});

Deno.test("a course of a metric that was not measured is missing, and scrapes that are lost don't hide an onset", () => {
  const missing = windows(6, (service, metric) => service === API && metric === MEMORY_UTILISATION ? NaN : 0);
  deepStrictEqual(onset(API, "memory", missing), { clarity: NaN, size: NaN, age: NaN });
  const lost = windows(
    8,
    (service, metric, row) =>
      service === API && metric === MEMORY_UTILISATION ? (row % 3 === 1 ? NaN : 0.02 * (row + 1)) : 0,
  );
  ok(onset(API, "memory", lost).size > 1.4);
});
