import { deepStrictEqual } from "node:assert";
import { type Action, NOOP, TIMINGS } from "../../model/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createRepairsUnderWay } from "./repairs_under_way.ts";

const context = { topology: SYNTHETIC, slo: { latencyP95Ms: 300, errorRate: 0.05 } };
const LIMIT: Action = { kind: "limit_traffic", factor: 0.4 };
const RESTART: Action = { kind: "restart", service: "cache" };
const FAILOVER: Action = { kind: "failover", service: "db" };
const refuses = (...refused: Action[]) => (action: Action) => !refused.includes(action);

/** The record some steps after a restart of the cache. */
function after(steps: number) {
  const underWay = createRepairsUnderWay(context);
  underWay.begin();
  underWay.note(RESTART);
  underWay.note(LIMIT);
  for (let i = 0; i < steps; i++) underWay.tick();
  return underWay;
}

Deno.test("a repair waits until another service's has had its time, and what needs no turn goes first", () => {
  const { downSteps } = TIMINGS.realistic.restart.service;
  deepStrictEqual(
    after(2).inTurn([LIMIT, FAILOVER], refuses(FAILOVER)),
    [LIMIT, ...Array(downSteps - 2).fill(NOOP), FAILOVER],
  );
  deepStrictEqual(after(2).inTurn([LIMIT, FAILOVER], refuses()), [LIMIT, FAILOVER]);
});

Deno.test("no pause helps where the same service was repaired, none is under way, or what is refused is no repair", () => {
  deepStrictEqual(after(2).inTurn([RESTART], refuses(RESTART)), undefined);
  deepStrictEqual(after(99).inTurn([FAILOVER], refuses(FAILOVER)), undefined);
  deepStrictEqual(createRepairsUnderWay(context).inTurn([FAILOVER], refuses(FAILOVER)), undefined);
  deepStrictEqual(after(2).inTurn([LIMIT], refuses(LIMIT)), undefined);
});

Deno.test("what comes after a pause of its own may still be refused now", () => {
  const plan = [LIMIT, NOOP, FAILOVER];
  deepStrictEqual(after(2).inTurn(plan, refuses(FAILOVER)), plan);
});
