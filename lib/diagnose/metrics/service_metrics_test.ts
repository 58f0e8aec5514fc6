import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { MetricRole, MetricTable } from "../../model/mod.ts";
import { levelOf, readingsOf } from "./service_metrics.ts";

/** A table of one service "a" with a column for each role. */
function tableOf(columns: readonly (readonly [MetricRole, readonly number[]])[]): MetricTable {
  return {
    indicators: columns.map(([role], i) => ({ service: "a", metric: `${role} ${i}`, role })),
    timesSeconds: Float64Array.from(columns[0]![1], (_, i) => 5 * i),
    columns: columns.map(([, values]) => Float64Array.from(values)),
  };
}

const ROLES: MetricRole[] = ["latency", "errors", "cpu", "memory", "requests", "network", "disk", "other"];

Deno.test("the spread of a constant is the least of its role: 5 %, of memory 2 %, of errors 0.4 %", () => {
  const [readings] = readingsOf(["a"], tableOf(ROLES.map((role) => [role, Array(20).fill(40)])));
  deepStrictEqual(
    readings!.map(({ role, spread }) => [role, Number(spread.toFixed(9))]),
    ROLES.map((role) => [role, { errors: 0.16, memory: 0.8 }[role as string] ?? 2]),
  );
});

Deno.test("where the units are known the least spread of errors is 0.004 and of CPU 0.001, elsewhere 0", () => {
  const table = tableOf([["errors", Array(20).fill(0)], ["cpu", Array(20).fill(0)]]);
  const spreads = (one: MetricTable) => readingsOf(["a"], one)[0]!.map(({ spread }) => spread);
  deepStrictEqual(spreads({ ...table, layout: "services-by-metrics" }), [0.004, 0.001]);
  deepStrictEqual(spreads(table), [0, 0]);
});

Deno.test("rises of what was constant are the same in any unit, at 0 as well", () => {
  for (const level of [0, 400]) {
    const rises = [1e-6, 1, 1e6].map((unit) => {
      const [readings] = readingsOf(["a"], tableOf([["errors", Array(20).fill(level * unit)]]));
      return levelOf(readings!, "errors", tableOf([["errors", [level * unit, (level + 0.3) * unit]]]))!.rise;
    });
    ok(rises.every((rise) => Math.abs(rise - (level === 0 ? 100 : 0.1875)) < 1e-9), `${rises}`);
  }
});

Deno.test("a level is that of the indicator that deviates most; rise and fall are the largest of any", () => {
  const before = tableOf([["cpu", Array(20).fill(1)], ["cpu", Array(20).fill(10)]]);
  const [readings] = readingsOf(["a"], before);
  const after = tableOf([["cpu", [1, 1, 1, 1.5, 1]], ["cpu", [10, 4, 7, 8, 9]]]);
  const level = levelOf(readings!, "cpu", after)!;
  deepStrictEqual([level.column, level.usual, level.now], [1, 10, 8]);
  ok(Math.abs(level.rise - 0.5 / 0.05) < 1e-9 && Math.abs(level.fall - 6 / 0.5) < 1e-9);
  strictEqual(levelOf(readings!, "memory", after), undefined);
});

Deno.test("a fall of availability is a rise of errors", () => {
  const [readings] = readingsOf(["a"], tableOf([["availability", Array(20).fill(1)]]));
  const level = levelOf(readings!, "errors", tableOf([["availability", [1, 0.98, 0.98]]]))!;
  ok(Math.abs(level.rise - 5) < 1e-9 && level.fall === 0);
});
