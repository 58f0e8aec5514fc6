import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { MetricTable } from "../../model/mod.ts";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { learnShifts } from "./shifts.ts";

/** A metric of each of several services that keeps a share of its distance from 10, and moves by so much at the end. */
function tables(
  { persistence = 0, shift = 0, rows = [120, 60], services = 4, seed = 1, factor = 1 },
): { before: MetricTable; after: MetricTable } {
  const stream = createStream(seed, "shifts");
  const normal = () => normalQuantile(stream.next());
  const columns = Array.from({ length: services }, () => {
    let x = normal();
    return Float64Array.from({ length: rows[0]! + rows[1]! }, (_, row) => {
      x = persistence * x + Math.sqrt(1 - persistence ** 2) * normal();
      return factor * (10 + x + (row < rows[0]! ? 0 : shift));
    });
  });
  const indicators = columns.map((_, i) => ({
    service: `s${i}`,
    metric: "latency",
    role: "latency" as const,
  }));
  const part = (from: number, to: number): MetricTable => ({
    indicators,
    timesSeconds: Float64Array.from({ length: to - from }, (_, i) => i),
    columns: columns.map((column) => column.slice(from, to)),
  });
  return { before: part(0, rows[0]!), after: part(rows[0]!, rows[0]! + rows[1]!) };
}

const shiftsOf = ({ before, after }: ReturnType<typeof tables>) => learnShifts(before)(after);

Deno.test("a shift within the range of single values is told, with its size in any unit", () => {
  for (const factor of [1, 1e9]) {
    const [first] = shiftsOf(tables({ shift: 1, factor }));
    ok(first!.chance < 1e-6, `${first!.chance}`);
    ok(Math.abs(first!.separation - 1) < 0.4);
    ok(Math.abs(first!.logRatio - Math.log(1.1)) < 0.05);
  }
});

Deno.test("what wanders by itself seems to shift in hardly any quiet window", () => {
  for (const persistence of [0, 0.5, 0.9, 0.98]) {
    const seeds = Array.from({ length: 150 }, (_, seed) => seed);
    const seeming = seeds.filter((seed) =>
      shiftsOf(tables({ persistence, seed })).some(({ chance }) => 4 * chance < 0.01)
    );
    ok(seeming.length <= 6, `${persistence}: ${seeming.length} of 150`);
  }
});

Deno.test("a shift among metrics that shift by themselves tells less", () => {
  const calm = tables({ shift: 1 });
  const wild = tables({ shift: 1 });
  for (const column of wild.before.columns.slice(1)) {
    column.subarray(60).forEach((x, i, all) => all[i] = x + 5);
  }
  ok(shiftsOf(wild)[0]!.chance > 100 * shiftsOf(calm)[0]!.chance);
});

Deno.test("constants and metrics with hardly any values tell nothing", () => {
  const { before, after } = tables({ shift: 3 });
  const constant = { ...before, columns: before.columns.map((column) => column.map(() => 7)) };
  strictEqual(learnShifts(constant)(after)[0]!.chance, NaN);
  strictEqual(shiftsOf(tables({ rows: [8, 60] }))[0]!.chance, NaN);
});

Deno.test("few rows that are far away are told from few that are not so far, which ranks can't", () => {
  const chance = (shift: number) => shiftsOf(tables({ shift, rows: [24, 8] }))[0]!.chance;
  ok(chance(12) < 1e-6, `${chance(12)}`);
  ok(chance(12) < 1e-3 * chance(3), `${chance(3)}`);
});

Deno.test("what was constant has a separation, measured by its level, and no chance", () => {
  const { before, after } = tables({ services: 1 });
  before.columns[0]!.fill(10);
  after.columns[0]!.fill(15);
  const [shift] = learnShifts(before)(after);
  ok(Number.isNaN(shift!.chance));
  deepStrictEqual([shift!.distance, shift!.separation], [5, 10]);
});
