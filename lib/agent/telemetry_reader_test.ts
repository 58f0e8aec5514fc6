import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { METRIC_COUNT } from "../model/mod.ts";
import { SYNTHETIC } from "../observe/testing/synthetic.ts";
import { createTelemetryReader } from "./telemetry_reader.ts";

const SYSTEM = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 } };

/** What a reader makes of rows of the front, one a step; the other services change in each. */
function read(fronts: readonly (readonly number[])[]) {
  const reader = createTelemetryReader(SYSTEM);
  return fronts.map((front, step) => {
    const values = new Float64Array(3 * METRIC_COUNT).fill(0.5 + step / 1000);
    values.set(front);
    return reader.read({ step, timeSeconds: 5 * step, values });
  });
}

const FAST = [100, 0.01, 0.3, 0.4, 100];
const SLOW = [300, 0.01, 0.3, 0.4, 100];
const NONE = Array(5).fill(NaN);
const varied = (row: readonly number[], by: number) => row.map((x) => x * (1 + by / 1e6));

Deno.test("what the front measured last holds for three steps without a measurement, then nothing is known", () => {
  const readings = read([SLOW, NONE, NONE, NONE, NONE, NONE, FAST]);
  deepStrictEqual(readings.map(({ inBreach }) => inBreach), [true, true, true, true, false, false, false]);
  deepStrictEqual(readings.map(({ isNews }) => isNews), [true, false, false, false, false, false, true]);
  deepStrictEqual(readings.map(({ isKnown }) => isKnown), [true, true, true, true, false, false, true]);
});

Deno.test("a limit of the SLO is judged by what there is: either one suffices for a breach", () => {
  const failing = [NaN, 0.5, 0.3, 0.4, 100];
  const readings = read([FAST, failing, varied(failing, 1)]);
  deepStrictEqual(readings.map(({ inBreach, isNews }) => [inBreach, isNews]), [
    [false, true],
    [true, true],
    [true, true],
  ]);
  const never = read([[NaN, 0.01, 0.3, 0.4, 100], [NaN, 0.02, 0.3, 0.4, 100]]);
  ok(
    never.every(({ inBreach, isNews }) => !inBreach && isNews),
    "a metric that the front never had is not waited for",
  );
});

Deno.test("a service of which every metric is 0 exports nothing", () => {
  const [reading] = read([[0, 0, 0, 0, 0]]);
  ok(reading!.observation.values.subarray(0, METRIC_COUNT).every(Number.isNaN));
  ok(reading!.observation.values.subarray(METRIC_COUNT).every(Number.isFinite));
  const [idle] = read([[0, 0, 0, 0.4, 0]]);
  strictEqual(idle!.observation.values[0], 0);
});

Deno.test("a row of the front that equals the one before is no news, an observation that does is a repeat", () => {
  const readings = read([SLOW, SLOW, varied(SLOW, 1)]);
  deepStrictEqual(readings.map(({ isNews }) => isNews), [true, false, true]);
  ok(readings.every(({ isRepeat }) => !isRepeat));
  const reader = createTelemetryReader(SYSTEM);
  const values = new Float64Array(3 * METRIC_COUNT).fill(0.5);
  deepStrictEqual(
    [0, 1, 2].map((step) => reader.read({ step, timeSeconds: 5 * step, values }).isRepeat),
    [false, true, true],
  );
});
