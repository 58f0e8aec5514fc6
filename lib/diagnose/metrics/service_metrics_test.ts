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

Deno.test("the spread of a constant is the least of its role: 5 %, of memory 2 %, of errors 0.004", () => {
  const roles: MetricRole[] = ["latency", "errors", "cpu", "memory", "requests", "network", "disk", "other"];
  const [readings] = readingsOf(["a"], tableOf(roles.map((role) => [role, Array(20).fill(40)])));
  deepStrictEqual(
    readings!.map(({ role, spread }) => [role, Number(spread.toFixed(9))]),
    roles.map((role) => [role, { errors: 0.004, memory: 0.8 }[role as string] ?? 2]),
  );
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
