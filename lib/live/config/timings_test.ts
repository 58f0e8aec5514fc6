import { deepStrictEqual, strictEqual } from "node:assert";
import { TIMINGS } from "../../model/mod.ts";
import { timingsOf } from "./timings.ts";

Deno.test("timings of which nothing is stated are the realistic ones, at any length of a step", () => {
  deepStrictEqual(timingsOf({}, 5), TIMINGS.realistic);
  strictEqual(timingsOf({}, 10).rollback.downSteps, TIMINGS.realistic.rollback.downSteps / 2);
});

Deno.test("stated seconds become steps that are long enough, at least one", () => {
  const timings = timingsOf(
    {
      scaleSeconds: { service: 11 },
      restartSeconds: { database: 0 },
      rollbackSeconds: 20,
      failoverSeconds: 4,
      warmupSeconds: 5.1,
    },
    5,
  );
  strictEqual(timings.scaleDelaySteps.service, 3);
  strictEqual(timings.scaleDelaySteps.database, TIMINGS.realistic.scaleDelaySteps.database);
  strictEqual(timings.restart.database.downSteps, 1);
  strictEqual(timings.restart.service.downSteps, TIMINGS.realistic.restart.service.downSteps);
  strictEqual(timings.rollback.mendedAfterSteps, 4);
  deepStrictEqual([timings.failover.downSteps, timings.failover.behindDownSteps], [1, 1]);
  strictEqual(timings.warmupSteps, 2);
});
