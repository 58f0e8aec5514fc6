import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { METRIC_COUNT } from "../model/mod.ts";
import { createStream } from "../random/mod.ts";
import { synthesize } from "./testing/synthetic.ts";
import { createWindow } from "./window.ts";

const at = (value: number) => ({
  step: value,
  timeSeconds: 5 * value,
  values: new Float64Array(2 * METRIC_COUNT).fill(value),
});

Deno.test("a window holds the latest observations, the oldest first in a series", () => {
  const window = createWindow(2, 3);
  for (const value of [1, 2, 3, 4, 5]) window.push(at(value));
  strictEqual(window.length, 3);
  deepStrictEqual([...window.series(1, 4)], [3, 4, 5]);
  deepStrictEqual([0, 1, 2].map((age) => window.value(age, 0, 0)), [5, 4, 3]);
});

Deno.test("a window answers NaN beyond what it holds, and nothing is left after clear()", () => {
  const window = createWindow(2, 3);
  ok(Number.isNaN(window.value(0, 0, 0)) && Number.isNaN(window.mean(0, 0, 2)));
  window.push(at(1));
  ok(Number.isNaN(window.value(1, 0, 0)));
  strictEqual(window.mean(0, 0, 9), 1);
  window.clear();
  strictEqual(window.length, 0);
});

Deno.test("a window keeps its own copy: the caller may reuse the array", () => {
  const window = createWindow(2, 3);
  const observation = at(1);
  window.push(observation);
  observation.values.fill(9);
  strictEqual(window.value(0, 0, 0), 1);
});

Deno.test("a window agrees with a plain list over 2,000 random pushes", () => {
  const stream = createStream(1, "window");
  const observe = synthesize(1);
  const window = createWindow(3, 17);
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
  const window = createWindow(2, 3);
  for (const value of [1, 2, 3, 4]) window.push(at(value));
  deepStrictEqual([0, 1, 2].map((age) => window.observation(age)[0]), [4, 3, 2]);
  throws(() => window.observation(3), /holds 3 observations, asked for one 3 back/);
});
