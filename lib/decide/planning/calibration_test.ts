import { ok } from "node:assert";
import { NOOP } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { createTwin } from "../../simulator/twin.ts";
import { createCalibration } from "./calibration.ts";

/** Three-tier at a constant load, its twin at the same, and a calibration by a healthy hour at the usual load. */
function atLoad(load: number, noise = 1) {
  const usual = createEnvironment({ faultCount: 0, workload: "steady", noise });
  const { topology, slo } = usual;
  const twin = createTwin({ topology, slo });
  const settle = (at: number) => {
    twin.begin(twin.suppose({ faults: [], isStandbyBehind: false }), 0);
    for (let step = 0; step < 40; step++) twin.step(NOOP, at);
  };
  const calibration = createCalibration({ services: 3, front: 0, slo });
  const healthy = createWindow(topology, 60);
  healthy.push(usual.reset({ seed: 5 }).observation);
  for (let step = 1; step < 60; step++) healthy.push(usual.step(NOOP).observation);
  settle(1);
  calibration.fit(healthy, twin.values);
  settle(load);
  const real = createEnvironment({ faultCount: 0, workload: () => load, noise, steps: 640 });
  real.reset({ seed: 7 });
  const results = Array.from({ length: 600 }, () => real.step(NOOP)).slice(40);
  return { calibration, twin, results };
}

Deno.test("the chance of a breach is about as often as breaches are measured, but at the very edge of saturation", () => {
  for (const load of [1, 1.4, 1.6, 1.7, 1.9]) {
    const { calibration, twin, results } = atLoad(load);
    const measured = results.filter(({ info }) => info.sloViolated).length / results.length;
    const told = calibration.breachChance(twin.values);
    ok(
      Math.abs(told - measured) < 0.1,
      `load ${load}: told ${told.toFixed(3)}, measured ${measured.toFixed(3)}`,
    );
  }
});

Deno.test("values explain what is observed at the same load and noise, and not at another load", () => {
  const misfitOf = ({ calibration, results }: ReturnType<typeof atLoad>, values: Float64Array) =>
    results.reduce((sum, { observation }) => sum + calibration.misfit(observation.values, values), 0) /
    results.length;
  for (const noise of [1, 4]) {
    const usual = atLoad(1, noise);
    ok(misfitOf(usual, usual.twin.values) < 0.6);
  }
  ok(misfitOf(atLoad(1), atLoad(1.5).twin.values) > 1.5);
});

Deno.test("what was not measured says nothing", () => {
  const { calibration, twin, results } = atLoad(1);
  const seen = results[0]!.observation.values.slice();
  const whole = calibration.misfit(seen, twin.values);
  seen.fill(NaN, 5);
  ok(Number.isFinite(calibration.misfit(seen, twin.values)) && whole >= 0);
  ok(calibration.misfit(seen.fill(NaN), twin.values) === 0);
});
