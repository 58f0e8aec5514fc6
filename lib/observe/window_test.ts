import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { type LogRecord, METRIC_COUNT, METRICS } from "../model/mod.ts";
import { createStream } from "../random/mod.ts";
import { synthesize, SYNTHETIC } from "./testing/synthetic.ts";
import { createWindow } from "./window.ts";

/** Two services. */
const PAIR = { services: [{ name: "api" }, { name: "db" }] };

const at = (value: number) => ({
  step: value,
  timeSeconds: 5 * value,
  values: new Float64Array(2 * METRIC_COUNT).fill(value),
});

Deno.test("a window holds the latest observations, the oldest first in a series", () => {
  const window = createWindow(PAIR, 3);
  for (const value of [1, 2, 3, 4, 5]) window.push(at(value));
  strictEqual(window.length, 3);
  deepStrictEqual([...window.series(1, 4)], [3, 4, 5]);
  deepStrictEqual([0, 1, 2].map((age) => window.value(age, 0, 0)), [5, 4, 3]);
});

Deno.test("a window answers NaN beyond what it holds, and nothing is left after clear()", () => {
  const window = createWindow(PAIR, 3);
  ok(Number.isNaN(window.value(0, 0, 0)) && Number.isNaN(window.mean(0, 0, 2)));
  window.push(at(1));
  ok(Number.isNaN(window.value(1, 0, 0)));
  strictEqual(window.mean(0, 0, 9), 1);
  window.clear();
  strictEqual(window.length, 0);
});

Deno.test("a window keeps its own copy: the caller may reuse the array", () => {
  const window = createWindow(PAIR, 3);
  const observation = at(1);
  window.push(observation);
  observation.values.fill(9);
  strictEqual(window.value(0, 0, 0), 1);
});

Deno.test("a window agrees with a plain list over 2,000 random pushes", () => {
  const stream = createStream(1, "window");
  const observe = synthesize(1);
  const window = createWindow(SYNTHETIC, 17);
  let list: Float64Array[] = [];
  for (let i = 0; i < 2000; i++) {
    const observation = observe();
    window.push(observation);
    list = [...list, observation.values].slice(-17);
    const service = stream.integer(3);
    const metric = stream.integer(METRIC_COUNT);
    const count = 1 + stream.integer(17);
    const expected = list.map((values) => values[service * METRIC_COUNT + metric]!);
    deepStrictEqual([...window.series(service, metric)], expected);
    const latest = expected.slice(-count);
    const mean = latest.reduce((sum, x) => sum + x, 0) / latest.length;
    ok(Math.abs(window.mean(service, metric, count) - mean) < 1e-9 * Math.max(1, mean));
  }
});

Deno.test("a window hands out an observation by its age, and none that it doesn't hold", () => {
  const window = createWindow(PAIR, 3);
  for (const value of [1, 2, 3, 4]) window.push(at(value));
  deepStrictEqual([0, 1, 2].map((age) => window.observation(age)[0]), [4, 3, 2]);
  throws(() => window.observation(3), /holds 3 observations, asked for one 3 back/);
});

const said = (body: string): LogRecord => ({ timeSeconds: 0, service: "api", severityNumber: 9, body });

Deno.test("a window drops logs with the observations that brought them", () => {
  const observe = synthesize(1);
  const window = createWindow(SYNTHETIC, 2);
  for (const body of ["first", "second", "third"]) {
    window.push({ ...observe(), logs: [said(body), said(body)] });
  }
  const { logs, spans, metrics } = window.signals();
  deepStrictEqual(logs!.map(({ body }) => body), ["second", "second", "third", "third"]);
  strictEqual(spans, undefined);
  deepStrictEqual([...metrics.timesSeconds], [5, 10]);
});

Deno.test("a window without logs or spans says that there are none, not that they are empty", () => {
  const window = createWindow(SYNTHETIC, 2);
  window.push(synthesize(1)());
  deepStrictEqual(Object.keys(window.signals()), ["metrics"]);
  window.push({ ...synthesize(1)(), logs: [] });
  deepStrictEqual(window.signals().logs, []);
});

Deno.test("a window states the layout of its metrics and keeps it: services x METRICS, service by service", () => {
  const window = createWindow(PAIR, 3);
  const values = Float64Array.from({ length: 2 * METRIC_COUNT }, (_, i) => i);
  window.push({ step: 7, timeSeconds: 36.5, values });
  const { layout, indicators, columns, timesSeconds } = window.signals().metrics;
  strictEqual(layout, "services-by-metrics");
  deepStrictEqual(
    indicators.map(({ service, metric }) => `${service} ${metric}`),
    ["api", "db"].flatMap((service) => METRICS.map((metric) => `${service} ${metric}`)),
  );
  deepStrictEqual(columns.map((column) => [...column]), [...values].map((value) => [value]));
  deepStrictEqual([...timesSeconds], [36.5]);
});

Deno.test("a mean leaves out what is missing, and is NaN where nothing was measured", () => {
  const window = createWindow(PAIR, 3);
  for (const value of [1, NaN, 5]) window.push({ ...at(1), values: at(value).values });
  strictEqual(window.mean(0, 0, 3), 3);
  strictEqual(window.mean(0, 0, 2), 5);
  window.push({ ...at(1), values: at(NaN).values });
  strictEqual(window.mean(1, 2, 1), NaN);
});
