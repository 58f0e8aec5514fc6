import { deepStrictEqual, ok } from "node:assert";
import { NOOP, REQUEST_RATE } from "../../model/mod.ts";
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
    const telemetry = createTelemetry(network.nodes, { stream: createStream(1, "noise"), ...noise });
    telemetry.draw();
    return telemetry.measure(physics.truth, state);
  };
  deepStrictEqual(measured({}), measured({ noise: 1 }));
});
