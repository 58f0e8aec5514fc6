import { ok, strictEqual } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { findPeriod } from "./period.ts";

const noise = (...names: string[]) => {
  const { next } = createStream(3, "period", ...names);
  return () => normalQuantile(next());
};

/** A saw, whose shape a sine would not find. */
const saw = (row: number, period: number) => 4 * (row / period - Math.floor(row / period));

Deno.test("a period is found, whole or not, among noise: to a fifth of a value, or to 2 % where it is long", () => {
  for (const period of [7, 24, 61.3, 168, 700.7]) {
    const draw = noise(`${period}`);
    const values = Float64Array.from({ length: 2048 }, (_, row) => saw(row, period) + 0.5 * draw());
    const found = findPeriod(values);
    ok(Math.abs(found - period) < (period < 100 ? 0.2 : 0.02 * period), `${found}, not ${period}`);
  }
});

Deno.test("noise, a straight line, a constant, a lone spike and a lone outage have no period", () => {
  const draw = noise("none");
  const shapes: ((row: number) => number)[] = [
    draw,
    (row) => row,
    () => 3,
    (row) => row === 300 ? 50 : draw(),
    (row) => (row > 300 && row < 360 ? 0 : 20) + draw(),
  ];
  shapes.forEach((shape, i) =>
    strictEqual(findPeriod(Float64Array.from({ length: 1024 }, (_, row) => shape(row))), 0, `shape ${i}`)
  );
});

Deno.test("a few huge values don't hide a period", () => {
  const draw = noise("spikes");
  const values = Float64Array.from(
    { length: 1024 },
    (_, row) => row % 97 === 0 ? 500 : saw(row, 30) + 0.3 * draw(),
  );
  ok(Math.abs(findPeriod(values) - 30) < 0.2);
});

Deno.test("two and a half periods are needed", () => {
  const wave = (count: number) =>
    findPeriod(Float64Array.from({ length: count }, (_, row) => Math.sin(2 * Math.PI * row / 100)));
  strictEqual(wave(240), 0);
  ok(Math.abs(wave(260) - 100) < 3);
});
