import { deepStrictEqual, strictEqual, throws } from "node:assert";
import {
  type Action,
  ERROR_RATE,
  METRIC_COUNT,
  NOOP,
  TIMINGS,
  type Timings,
  UsageError,
} from "../model/mod.ts";
import { createEnvironment } from "./environment.ts";

const { realistic } = TIMINGS;
const FAILOVER: Action = { kind: "failover", service: "db" };
const DB = 2;
const own: Timings = {
  ...realistic,
  failover: { ...realistic.failover, downSteps: 3, behindDownSteps: 3, behindShare: 0 },
};

/** Steps in which the database refuses everything after a failover. */
function downSteps(timings: Timings): number {
  const environment = createEnvironment({ faultCount: 0, noise: false, timings });
  environment.reset({ seed: 1 });
  const values = Array.from(
    { length: 40 },
    (_, i) => environment.step(i === 0 ? FAILOVER : NOOP).observation.values,
  );
  return values.filter((row) => row[DB * METRIC_COUNT + ERROR_RATE]! > 0.99).length;
}

Deno.test("remedies take as long as timings of one's own say, and agents are told these", () => {
  strictEqual(downSteps(own), 3);
  deepStrictEqual(createEnvironment({ timings: own }).timings, own);
});

Deno.test("timings of one's own that are the realistic ones give the realistic episodes", () => {
  const environment = createEnvironment({ timings: structuredClone(realistic) });
  const named = createEnvironment();
  for (const one of [environment, named]) one.reset({ seed: 7 });
  for (let step = 0; step < 100; step++) {
    const action: Action = step === 30 ? FAILOVER : NOOP;
    deepStrictEqual(environment.step(action).observation, named.step(action).observation);
  }
});

Deno.test("a snapshot of other timings does not belong to an episode", () => {
  const environment = createEnvironment({ timings: own });
  const named = createEnvironment();
  for (const one of [environment, named]) one.reset({ seed: 7 });
  throws(() => named.restore(environment.snapshot()), /timings/);
  const slower = createEnvironment({ timings: { ...own, warmupSteps: own.warmupSteps + 1 } });
  slower.reset({ seed: 7 });
  throws(() => slower.restore(environment.snapshot()), /timings/);
  environment.restore(environment.snapshot());
});

Deno.test("timings out of range, or of which a part is missing, are named", () => {
  const { failover: _, ...rest } = realistic;
  const wrong = [
    rest,
    { ...realistic, warmupSteps: -1 },
    { ...realistic, scaleDelaySteps: { ...realistic.scaleDelaySteps, cache: 25 } },
    { ...realistic, rollback: { ...realistic.rollback, downShare: 0 } },
    "realistc",
  ];
  for (const timings of wrong) {
    throws(
      () => createEnvironment({ timings: timings as Timings }),
      (error) =>
        error instanceof UsageError && /timings/.test(error.message) && !error.message.includes("\n"),
    );
  }
});
