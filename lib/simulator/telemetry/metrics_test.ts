import { ok } from "node:assert";
import { NOOP, REQUEST_RATE } from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";

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
