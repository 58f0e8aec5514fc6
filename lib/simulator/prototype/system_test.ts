import { ok, strictEqual } from "node:assert";
import type { FaultType } from "../../model/mod.ts";
import { measure } from "./system.ts";

/** What one step shows of the database at 100 requests/s without noise, half the load that a replica bears. */
function database(fault?: { type: FaultType; severity: number }, rate = 100) {
  const noise = { normal: () => 0, uniform: () => 0 };
  const replicas = { db: 1, cache: 1, api: 1 };
  return measure({ rate, replicas, fault: fault && { ...fault, service: "db" }, noise }).db;
}

Deno.test("a fault of severity 0.2 multiplies the database's latency, errors and the part of CPU and memory that load adds", () => {
  const expected: readonly [FaultType, latency: number, errors: number, cpu: number, memory: number][] = [
    ["latency_injection", 1.7, 1.04, 1.02, 1],
    ["error_burst", 1.12, 2.2, 1.04, 1],
    ["cpu_saturation", 1.36, 1.2, 1.5, 1],
    ["memory_leak", 1.2, 1.14, 1.06, 1.5],
    ["cache_poison", 1.4, 1.3, 1.04, 1],
  ];
  const calm = database();
  for (const [type, ...factors] of expected) {
    const found = database({ type, severity: 0.2 });
    const ratios = [
      found.latencyP95Ms / calm.latencyP95Ms,
      found.errorRate / calm.errorRate,
      (found.cpu - 0.15) / (calm.cpu - 0.15),
      (found.memory - 0.18) / (calm.memory - 0.18),
    ];
    ratios.forEach((ratio, i) =>
      ok(Math.abs(ratio - factors[i]!) < 1e-9, `${type}: ${ratio}, not ${factors[i]}`)
    );
  }
});

Deno.test("however overloaded, four in five of the database's requests fail at most, and its CPU and memory are full at 1", () => {
  const worst = database({ type: "error_burst", severity: 1 }, 2_000);
  strictEqual(worst.errorRate, 0.8);
  strictEqual(worst.cpu, 1);
  strictEqual(worst.memory, 1);
});
