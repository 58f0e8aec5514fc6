import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert";
import { breachesSlo, type LogRecord, type Observation, serviceIndex } from "../../model/mod.ts";
import { createEnvironment, createTopology } from "../../simulator/mod.ts";
import { parseLiveConfig } from "../config/parse.ts";
import { createTelemetryBuffer } from "../intake/telemetry_buffer.ts";
import { manualClock } from "../loop/testing/manual_clock.ts";
import { openSource } from "./catalogue.ts";
import { observationLine, readObservations } from "./recording/read_observations.ts";
import { createRecordingSource } from "./recording/recording.ts";
import { createSimulatedSystem } from "./simulator/simulated_system.ts";
import { createSimulatorSource } from "./simulator/simulator.ts";
import { stateOfSource } from "./state.ts";
import { serviceRenamer } from "./prometheus/service_names.ts";
import { withTelemetry } from "./with_telemetry.ts";

const topology = createTopology("three-tier");
const START = 1_700_000_000;
const config = (source: object) =>
  parseLiveConfig({
    name: "test",
    topology: "three-tier",
    slo: { latencyP95Ms: 300, errorRate: 0.05 },
    source,
  });

Deno.test("the simulator's past and steps are those of an environment, at the times of the loop", async () => {
  const clock = manualClock(START + 3);
  const { source, system } = await openSource(config({ type: "simulator", seed: 7 }), { topology, clock });
  const environment = createEnvironment({ topology, faultCount: 0, steps: 1000 });
  environment.reset({ seed: 7 });
  const past = await source.past(70);
  deepStrictEqual(past.at(-1)!.timeSeconds, START);
  deepStrictEqual(past.map(({ step }) => step).slice(-2), [68, 69]);
  for (const { values } of past) {
    deepStrictEqual(values, environment.step({ kind: "noop" }).observation.values);
  }
  system!.submit({ kind: "restart", service: "db" });
  const now = await source.observe(500, START + 5);
  deepStrictEqual([now.step, now.timeSeconds], [500, START + 5]);
  deepStrictEqual(now.values, environment.step({ kind: "restart", service: "db" }).observation.values);
});

Deno.test("faults of the configuration strike at their step after the past, and an action mends them", async () => {
  const clock = manualClock(START);
  const faults = [{ type: "slow_query", service: "db", startStep: 5, severity: 1, durationSteps: 200 }];
  const opened = await openSource(config({ type: "simulator", faults }), { topology, clock });
  const { source, system } = opened;
  await source.past(60);
  const front = serviceIndex(topology, topology.front);
  const breached: boolean[] = [];
  for (let step = 1; step <= 60; step++) {
    if (step === 20) system!.submit({ kind: "failover", service: "db" });
    const { values } = await source.observe(step, START + 5 * step);
    breached.push(breachesSlo(values, front, { latencyP95Ms: 300, errorRate: 0.05 }));
  }
  deepStrictEqual(breached.slice(0, 4), [false, false, false, false]);
  ok(breached.slice(6, 19).every(Boolean));
  ok(breached.slice(50).every((breach) => !breach));
});

Deno.test("logs and spans of the simulator carry the time of the loop", async () => {
  const system = createSimulatedSystem({ topology, seed: 1, signals: ["logs", "traces"] });
  const source = createSimulatorSource({ faults: [] }, { system, clock: manualClock(START), stepSeconds: 5 });
  const { spans } = await source.observe(1, START);
  ok(spans!.length > 0);
  ok(
    spans!.every(({ startSeconds, endSeconds }) =>
      Math.abs(startSeconds - START) < 10 && endSeconds >= startSeconds
    ),
  );
});

Deno.test("a simulated system refuses what it can't be asked for, and endless actions", () => {
  const system = createSimulatedSystem({ topology, seed: 1 });
  throws(() => system.submit({ kind: "restart", service: "bd" }), /did you mean "db"/);
  throws(() => system.inject({ type: "slow_query", service: "api" }), /can't strike "api"/);
  for (let i = 0; i < 1000; i++) system.submit({ kind: "restore" });
  throws(() => system.submit({ kind: "restore" }), /At most 1000 actions wait/);
  system.inject({ type: "slow_query", service: "db" });
  strictEqual(system.faults.length, 1);
  system.endFaults();
  strictEqual(system.faults.length, 0);
});

function recorded(count: number): Observation[] {
  const values = (step: number) => new Float64Array(15).fill(step);
  return Array.from(
    { length: count },
    (_, step) => ({ step, timeSeconds: START + 5 * step, values: values(step) }),
  );
}

Deno.test("a recording is played from its past on, and after its end everything is missing", async () => {
  const source = createRecordingSource({ name: "x", topology, observations: recorded(5) });
  strictEqual((await source.past(2)).length, 2);
  const seen = [];
  for (let step = 10; step < 14; step++) seen.push(await source.observe(step, 0));
  deepStrictEqual(seen.map(({ values }) => values[0]), [2, 3, 4, NaN]);
  deepStrictEqual(seen.slice(0, 3).map(({ step, timeSeconds }) => [step, timeSeconds - START]), [[10, 10], [
    11,
    15,
  ], [12, 20]]);
  strictEqual(stateOfSource(source)!.available, false);
  strictEqual((await source.past(5)).length, 0);
});

Deno.test("observations survive JSON Lines, NaN and logs too, and a torn last line is left out", async () => {
  const log: LogRecord = { timeSeconds: START, service: "api", severityNumber: 9, body: "x" };
  const written = recorded(3).map((one) => ({ ...one, logs: [log] }));
  written[1]!.values[3] = NaN;
  const text = written.map((one) => `${observationLine(one)}\n`).join("");
  deepStrictEqual(readObservations(text, 3), written);
  deepStrictEqual(readObservations(text.slice(0, -30), 3), written.slice(0, 2));
  throws(() => readObservations(text, 2), /line 1: 2 services have 10 values, found 15/);
  throws(() => readObservations(`{\n${text}`, 3), /line 1 is not JSON/);
  throws(() => readObservations(text + text, 3), /observation 4 is not later/);
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, `{"step":"x"}\n${text}`);
  await rejects(
    openSource(config({ type: "recording", path }), { topology, clock: manualClock(START) }),
    /^UsageError: .*: line 1: step must be/,
  );
  await Deno.writeTextFile(path, text);
  const { source } = await openSource(config({ type: "recording", path }), {
    topology,
    clock: manualClock(START),
  });
  deepStrictEqual(await source.past(9), written);
  await Deno.remove(path);
});

Deno.test("withTelemetry() adds what was received since the step before, and tells what was dropped", async () => {
  const buffer = createTelemetryBuffer(1);
  const source = withTelemetry(
    createRecordingSource({ name: "x", topology, observations: recorded(5) }),
    buffer,
  );
  const log = (body: string): LogRecord => ({ timeSeconds: START, service: "api", severityNumber: 9, body });
  buffer.add({ logs: [log("a"), log("b")] });
  deepStrictEqual((await source.observe(1, 0)).logs, [log("b")]);
  deepStrictEqual((await source.observe(2, 0)).logs, []);
  ok(stateOfSource(source)!.notes[0]!.startsWith("1 log records and spans were more"));
});

Deno.test("services that telemetry names are called as the topology calls them", () => {
  const renamed = serviceRenamer(
    config({
      ...{ type: "prometheus", url: "http://x", servicePrefix: "shop-" },
      services: { db: { label: "postgres*" } },
    }).source,
    topology,
  );
  deepStrictEqual(["SHOP-api", "postgres-0", "cart"].map(renamed), ["api", "db", "cart"]);
});
