import { deepStrictEqual, ok, strictEqual } from "node:assert";
import {
  type Action,
  CPU_UTILISATION,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  NOOP,
  PLATFORM,
} from "../model/mod.ts";
import { createEnvironment } from "./environment.ts";

/** What is seen of each of the steps from an action in a healthy system on, the action's own step first. */
function after<T>(action: Action, steps: number, see: (seen: Seen) => T): T[] {
  const environment = createEnvironment({ faultCount: 0, noise: false });
  environment.reset({ seed: 1 });
  return Array.from({ length: steps }, (_, i) => {
    const { observation, info } = environment.step(i === 0 ? action : NOOP);
    return see({ values: observation.values, shedShare: info.shedShare, replicas: environment.replicas() });
  });
}

interface Seen {
  readonly values: Float64Array;
  readonly shedShare: number;
  readonly replicas: readonly number[];
}

for (
  const [node, [service, kind]] of ([["api", "service"], ["cache", "cache"], ["db", "database"]] as const)
    .entries()
) {
  Deno.test(`a replica ordered for a ${kind} counts from step PLATFORM.scaleDelaySteps.${kind} on`, () => {
    const counts = after({ kind: "scale", service, delta: 1 }, 8, ({ replicas }) => replicas[node]!);
    const delay = PLATFORM.scaleDelaySteps[kind];
    deepStrictEqual(counts.map((count) => count - counts[0]!), counts.map((_, i) => i + 1 >= delay ? 1 : 0));
  });
}

Deno.test("a traffic limit lasts PLATFORM.trafficLimit.durationSteps, and lets in no less than its least share", () => {
  const { durationSteps, minShare } = PLATFORM.trafficLimit;
  const shed = after(
    { kind: "limit_traffic", factor: 0.01 },
    durationSteps + 2,
    ({ shedShare }) => shedShare,
  );
  deepStrictEqual(shed, shed.map((_, i) => i < durationSteps ? 1 - minShare : 0));
});

Deno.test("a restarted database is down for PLATFORM.restart.database.downSteps", () => {
  const at = 2 * METRIC_COUNT + CPU_UTILISATION;
  const busy = after({ kind: "restart", service: "db" }, 6, ({ values }) => values[at]! > 0);
  strictEqual(busy.indexOf(true), PLATFORM.restart.database.downSteps);
});

Deno.test("a leak ends in a kill, which the node logs in its step and which leaves PLATFORM.outOfMemoryKill.memory", () => {
  const environment = createEnvironment({ fault: "memory_leak:api:1", noise: false, signals: ["logs"] });
  environment.reset({ seed: 1 });
  const memory: number[] = [];
  const killed: number[] = [];
  for (let step = 0; step < environment.steps; step++) {
    const { observation: { values, logs } } = environment.step(NOOP);
    memory.push(values[MEMORY_UTILISATION]!);
    if (logs!.some(({ body }) => body.startsWith("Out of memory"))) killed.push(step);
  }
  ok(killed.length > 0);
  for (const step of killed) {
    strictEqual(memory[step], PLATFORM.outOfMemoryKill.memory);
    ok(memory[step - 1]! > 0.95);
  }
});
