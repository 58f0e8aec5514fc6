import { deepStrictEqual, ok } from "node:assert";
import { CPU_UTILISATION, LATENCY_P95_MS, METRIC_COUNT, NOOP, REQUEST_RATE } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { createEnvironment } from "../environment.ts";
import { createConditions } from "../physics/conditions.ts";
import { createPhysics } from "../physics/physics.ts";
import { allocateState, resetState } from "../physics/state.ts";
import { compileNetwork } from "../topology/network.ts";
import { createTopology } from "../topology/topologies.ts";
import { createTelemetry } from "./metrics.ts";

/** Measured request rates of the front over a fault-free episode with that noise. */
function rates(noise: number): number[] {
  const environment = createEnvironment({ noise, faultCount: 0 });
  environment.reset({ seed: 4 });
  return Array.from({ length: 240 }, () => environment.step(NOOP).observation.values[REQUEST_RATE]!);
}

Deno.test("measured rates deviate as Poisson counts do: sqrt(rate / 5 s), times the noise asked for", () => {
  const expected = rates(0);
  for (const noise of [0.5, 1, 2, 4]) {
    const scores = rates(noise).map((rate, i) =>
      (rate - expected[i]!) / (noise * Math.sqrt(expected[i]! / 5))
    );
    const deviation = Math.sqrt(scores.reduce((sum, z) => sum + z * z, 0) / scores.length);
    // Three standard errors of a deviation from 240 samples are 14 %.
    ok(Math.abs(deviation - 1) < 0.14, `${noise}: ${deviation}`);
  }
});

Deno.test("without a word on noise all requests are counted, as with a factor of 1", () => {
  const network = compileNetwork(createTopology("three-tier"));
  const state = allocateState(network);
  resetState(state, network);
  const physics = createPhysics({ network, state, conditions: createConditions(network) });
  physics.step(100);
  const measured = (noise: { noise?: number }) => {
    const telemetry = createTelemetry(network, { stream: createStream(1, "noise"), ...noise });
    telemetry.draw();
    return telemetry.measure(physics.truth, state);
  };
  deepStrictEqual(measured({}), measured({ noise: 1 }));
});

Deno.test("metrics of a window go together as those of single requests do: the same requests in caller and callee, more of them more work", () => {
  const network = compileNetwork(createTopology("three-tier"));
  const state = allocateState(network);
  resetState(state, network);
  const physics = createPhysics({ network, state, conditions: createConditions(network) });
  const telemetry = createTelemetry(network, { stream: createStream(1, "noise") });
  const windows = Array.from({ length: 4000 }, () => {
    physics.step(100, telemetry.draw());
    return telemetry.measure(physics.truth, state);
  }).slice(100);
  const of = (node: number, metric: number) => windows.map((values) => values[node * METRIC_COUNT + metric]!);
  const [api, cache, db] = [0, 1, 2];
  // Of 5 s windows of single requests at a utilisation of 0.54.
  const expected = [
    ["rates of api and cache", of(api, REQUEST_RATE), of(cache, REQUEST_RATE), 0.99],
    ["rate and CPU", of(api, REQUEST_RATE), of(api, CPU_UTILISATION), 0.72],
    ["rate and CPU of the database", of(db, REQUEST_RATE), of(db, CPU_UTILISATION), 0.66],
    ["CPU and p95", of(api, CPU_UTILISATION), of(api, LATENCY_P95_MS), 0.3],
    ["CPU and p95 of the database", of(db, CPU_UTILISATION), of(db, LATENCY_P95_MS), 0.65],
    ["CPU of the database and p95 of the api", of(db, CPU_UTILISATION), of(api, LATENCY_P95_MS), 0.64],
    [
      "rates of api and database, of which a fifth is the same",
      of(api, REQUEST_RATE),
      of(db, REQUEST_RATE),
      Math.sqrt(0.2),
    ],
  ] as const;
  for (const [what, one, other, value] of expected) {
    const found = correlation(one, other);
    ok(Math.abs(found - value) < 0.08, `${what}: ${found} instead of ${value}`);
  }
  const spread = (values: readonly number[]) => Math.sqrt(covariance(values, values)) / mean(values);
  ok(Math.abs(spread(of(api, LATENCY_P95_MS)) - 0.09) < 0.008, `${spread(of(api, LATENCY_P95_MS))}`);
  ok(Math.abs(spread(of(api, REQUEST_RATE)) - 0.045) < 0.003, `${spread(of(api, REQUEST_RATE))}`);
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function covariance(a: readonly number[], b: readonly number[]): number {
  const [middleA, middleB] = [mean(a), mean(b)];
  return mean(a.map((value, i) => (value - middleA) * (b[i]! - middleB)));
}

function correlation(a: readonly number[], b: readonly number[]): number {
  return covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
}
