import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createEnvironment } from "../simulator/mod.ts";
import { simulateIncident } from "./simulated_incident.ts";

Deno.test("a simulated incident is parted at the fault's beginning and ends half a minute after the breach", () => {
  const environment = createEnvironment({ fault: "slow_query" });
  const { incident, truth } = simulateIncident(environment, { seed: 3 });
  const [fault] = environment.faults;
  deepStrictEqual(truth, { services: ["db"], fault: "slow_query" });
  strictEqual(incident.id, "three-tier/3");
  strictEqual(incident.topology, environment.topology);
  strictEqual(incident.before.metrics.timesSeconds.length, 60);
  strictEqual(incident.before.metrics.timesSeconds.at(-1), 5 * (fault!.startStep - 1));
  strictEqual(incident.after.metrics.timesSeconds[0], 5 * fault!.startStep);
  ok(incident.after.metrics.timesSeconds.length >= 7 && incident.after.metrics.timesSeconds.length < 30);
  deepStrictEqual(incident.after.metrics.indicators, incident.before.metrics.indicators);
  strictEqual(incident.before.logs, undefined);
});

Deno.test("a supposed beginning that comes late leaves faulty rows in the window before", () => {
  const environment = createEnvironment({ fault: "slow_query" });
  const inTime = simulateIncident(environment, { seed: 3 }).incident;
  const late = simulateIncident(environment, { seed: 3, lateSteps: 4 }).incident;
  deepStrictEqual(late.after.metrics.columns[0], inTime.after.metrics.columns[0]!.slice(4));
  deepStrictEqual(late.before.metrics.columns[0]!.slice(-4), inTime.after.metrics.columns[0]!.slice(0, 4));
});

Deno.test("an episode without a fault gives a case in which nobody is to blame", () => {
  const { incident, truth } = simulateIncident(createEnvironment({ faultFreeShare: 1 }), { seed: 3 });
  deepStrictEqual(truth, { services: [] });
  strictEqual(incident.after.metrics.timesSeconds.length, 21);
});

Deno.test("the windows of a simulated incident hold their own logs and spans, and no others", () => {
  const environment = createEnvironment({ fault: "error_burst", signals: ["logs", "traces"] });
  const { before, after } = simulateIncident(environment, { seed: 3 }).incident;
  const [from, to] = [after.metrics.timesSeconds[0]!, after.metrics.timesSeconds.at(-1)! + 5];
  ok(before.spans!.length > 1000 && after.spans!.length > 100 && after.logs!.length > 20);
  // A request that began in one step may go on in the next.
  ok(after.spans!.every(({ startSeconds }) => startSeconds >= from && startSeconds < to + 30));
  ok(before.logs!.every(({ timeSeconds }) => timeSeconds < from + 30));
});

Deno.test("the window before begins with the very first observation where there are no more", () => {
  const environment = createEnvironment({ fault: "slow_query" });
  const { before } = simulateIncident(environment, { seed: 3, beforeSteps: 1000 }).incident;
  strictEqual(before.metrics.timesSeconds[0], 0);
  strictEqual(before.metrics.timesSeconds.length, environment.faults[0]!.startStep);
});

Deno.test("an incident has the topology as it is written down", () => {
  const environment = createEnvironment({ topology: "boutique", unknownCallers: 2 });
  const { graph, topology } = simulateIncident(environment, { seed: 3 }).incident;
  strictEqual(topology, environment.knownTopology);
  deepStrictEqual(graph, topology!.calls.map(({ caller, callee }) => ({ caller, callee })));
  ok(graph!.length < environment.topology.calls.length);
});

Deno.test("an incident can be looked at so many steps after its start, whether the SLO is in breach by then or not", () => {
  const environment = createEnvironment({ fault: "slow_query" });
  const whole = simulateIncident(environment, { seed: 3 }).incident.after.metrics;
  for (const afterStartSteps of [1, 3, 40]) {
    const { metrics } = simulateIncident(environment, { seed: 3, afterStartSteps }).incident.after;
    strictEqual(metrics.timesSeconds.length, afterStartSteps + 1);
    strictEqual(metrics.timesSeconds[0], 5 * environment.faults[0]!.startStep);
    const common = Math.min(whole.timesSeconds.length, afterStartSteps + 1);
    deepStrictEqual(
      metrics.columns.map((column) => column.slice(0, common)),
      whole.columns.map((column) => column.slice(0, common)),
    );
  }
});
