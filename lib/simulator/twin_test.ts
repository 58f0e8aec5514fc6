import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { type Action, NOOP, UsageError } from "../model/mod.ts";
import { createEnvironment } from "./environment.ts";
import { createTopology } from "./topology/topologies.ts";
import { createTwin } from "./twin.ts";

const environment = () =>
  createEnvironment({ faultCount: 1, fault: "partition:db:0.8", noise: 0, workload: "steady" });

/** A twin of three-tier, and what it is told of the fault of a seed. */
function twinOf(seed: number) {
  const real = environment();
  real.reset({ seed });
  const [fault] = real.faults;
  return { real, fault: fault!, twin: createTwin({ topology: real.topology, slo: real.slo }) };
}

Deno.test("a twin that is told the fault shows the values of the system without noise, remedies included", () => {
  const { real, fault, twin } = twinOf(3);
  const { caller, type, service, severity, startStep, durationSteps } = fault;
  const told = { type, service, severity, startStep, durationSteps, ...(caller !== undefined && { caller }) };
  twin.begin(twin.suppose({ faults: [told], isStandbyBehind: false }), -1);
  twin.step(NOOP, 1);
  const actions = new Map<number, Action>([
    [startStep + 2, { kind: "open_breaker", caller: "api", callee: "db" }],
    [startStep + 3, { kind: "restart", service: "api" }],
    [startStep + 6, { kind: "limit_traffic", factor: 0.5 }],
    [startStep + 9, { kind: "scale", service: "api", delta: 1 }],
  ]);
  for (let step = 1; step < startStep + 40; step++) {
    const action = actions.get(step) ?? NOOP;
    const { values } = real.step(action).observation;
    twin.step(action, 1);
    deepStrictEqual([...twin.values], [...values], `step ${step}`);
  }
});

Deno.test("a twin goes on from a state that was saved, under another supposition too, as if nothing had come between", () => {
  const { twin } = twinOf(3);
  const fault = {
    type: "slow_query",
    service: "db",
    severity: 0.9,
    startStep: 5,
    durationSteps: 60,
  } as const;
  const supposed = twin.suppose({ faults: [fault], isStandbyBehind: false });
  const state = new Float64Array(twin.stateLength);
  twin.begin(supposed, 3);
  for (let step = 0; step < 4; step++) twin.step(NOOP, 1);
  twin.save(state);
  const goOn = () => Array.from({ length: 6 }, () => (twin.step(NOOP, 1.1), [...twin.values]));
  const first = goOn();
  const other = twin.suppose({ faults: [], isStandbyBehind: true });
  twin.begin(other, 0);
  goOn();
  twin.resume(supposed, state);
  deepStrictEqual(goOn(), first);
  twin.resume(other, state);
  ok(goOn()[5]![0]! < first[5]![0]!, "without the fault the system recovers");
});

Deno.test("a twin says when no fault is felt any more and nothing that was done is in force", () => {
  const { twin } = twinOf(3);
  const fault = {
    type: "partition",
    service: "db",
    severity: 0.9,
    startStep: 1,
    durationSteps: 150,
  } as const;
  twin.begin(twin.suppose({ faults: [fault], isStandbyBehind: false }), 0);
  const steps = (count: number) => {
    for (let step = 0; step < count; step++) twin.step(NOOP, 1);
    return twin.isRestored();
  };
  strictEqual(steps(3), false);
  twin.step({ kind: "failover", service: "db" }, 1);
  strictEqual(steps(5), false, "down");
  strictEqual(steps(30), true);
  twin.step({ kind: "limit_traffic", factor: 0.5 }, 1);
  deepStrictEqual([twin.isRestored(), steps(13)], [false, true]);
  twin.step({ kind: "open_breaker", caller: "api", callee: "db" }, 1);
  deepStrictEqual([twin.isRestored(), steps(13)], [false, true]);
  twin.step({ kind: "scale", service: "api", delta: 1 }, 1);
  strictEqual(steps(30), false, "a replica more");
});

Deno.test("a twin counts its steps, knows the places where faults are felt, and needs a system that keeps its SLO", () => {
  const { twin } = twinOf(3);
  const before = twin.stepsTaken;
  twin.begin(twin.suppose({ faults: [], isStandbyBehind: false }), 0);
  for (let step = 0; step < 7; step++) twin.step(NOOP, 1);
  strictEqual(twin.stepsTaken - before, 7);
  ok(
    twin.places.some((place) =>
      place.type === "partition" && place.service === "db" && place.caller === "api"
    ),
  );
  ok(twin.places.every(({ type }) => type !== "grey_replica"), "three-tier has no load balancer");
  throws(
    () => createTwin({ topology: createTopology("three-tier"), slo: { latencyP95Ms: 10, errorRate: 0.06 } }),
    UsageError,
  );
});
