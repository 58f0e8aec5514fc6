import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { checkTopology, METRIC_COUNT } from "../../../lib/model/mod.ts";
import { createEnvironment } from "../../../lib/simulator/mod.ts";
import { createAgent, runEpisode } from "../../../lib/run/mod.ts";
import type { IncidentRow } from "../incidents/table.ts";
import { compareShop } from "./compare.ts";
import { differenceOf, shopDifferencesText } from "./differences.ts";
import { plotShopComparison } from "./picture.ts";
import { readRecordings, type Recording } from "./recordings.ts";
import { severityOf } from "./severities.ts";
import { recoveryOf } from "./simulate.ts";
import { shopComparisonText } from "./text.ts";

const topology = checkTopology(JSON.parse(
  Deno.readTextFileSync(new URL("../topology.json", import.meta.url)),
));
const [FAULT_STEP, STEPS] = [18, 36];
const slo = { latencyP95Ms: 225, errorRate: 0.02 };

const row = (fault: string, given: Partial<IncidentRow> = {}): IncidentRow => ({
  ...{ fault, agent: "noop", repeat: 1, seconds: 5 * (STEPS - FAULT_STEP), violationSeconds: 0 },
  ...{
    recoverySeconds: null,
    turnedAwaySeconds: 0,
    unseenSeconds: 0,
    service: "db",
    suspect: null,
    actions: "",
  },
  ...{ failedOrders: 0, refused: 0, escalated: false },
  ...given,
});

/** A recording in which the front has these values. */
function recorded(fault: string, front: (step: number) => readonly [p95: number, errors: number]): Recording {
  const observations = Array.from({ length: STEPS }, (_, step) => {
    const values = new Float64Array(METRIC_COUNT * topology.services.length);
    values.set(front(step));
    return { step, timeSeconds: 5 * step, values };
  });
  const circumstances = { slo, stepSeconds: 5, warmupSteps: 16, topology };
  return { row: row(fault), circumstances, observations, faultStep: FAULT_STEP };
}

/** An episode of the simulator as if it had been recorded. */
function simulatedAsReal(type: "partition" | "cache_flush", service: string): Recording {
  const { severity } = severityOf(type, topology);
  const environment = createEnvironment({
    ...{ topology, slo, workload: "steady", warmupSteps: 16, steps: 78 },
    fault: { type, service, severity },
    startSteps: [FAULT_STEP, FAULT_STEP],
  });
  const { steps } = runEpisode({ agent: createAgent("noop"), environment, seed: 4_242 });
  return recorded(type, (step) => [steps[step]!.values[0]!, steps[step]!.values[1]!]);
}

Deno.test("a system that is the simulator is found to be like it", () => {
  const recording = simulatedAsReal("partition", "db");
  const [found, ...others] = compareShop({ rows: [recording.row], recordings: [recording] });
  strictEqual(others.length, 0);
  const { latencyP95Ms, errorRate } = found!.curves;
  ok(latencyP95Ms.correlation! > 0.9, String(latencyP95Ms.correlation));
  ok(errorRate.correlation! > 0.8, String(errorRate.correlation));
  ok(Math.abs(latencyP95Ms.levels.real / latencyP95Ms.levels.simulated - 1) < 0.25);
  deepStrictEqual(found!.seconds.slice(0, 8), [-30, -25, -20, -15, -10, -5, 0, 5]);
  strictEqual(found!.seconds.length, 6 + STEPS - FAULT_STEP);
  deepStrictEqual(differenceOf(found!).found, []);
});

Deno.test("the simulated fault begins with the step of the real one", () => {
  const recording = simulatedAsReal("partition", "db");
  const { curves, seconds } = compareShop({ rows: [recording.row], recordings: [recording] })[0]!;
  const first = curves.errorRate.simulated.findIndex((share) => share > 0.1);
  strictEqual(seconds[first], 0);
});

Deno.test("a constant curve has no correlation, and is counted", () => {
  const recording = recorded("partition", (step) => [step < FAULT_STEP ? 90 : 40 + step, 0]);
  const faults = compareShop({ rows: [recording.row], recordings: [recording] });
  strictEqual(faults[0]!.curves.errorRate.correlation, null);
  const text = shopComparisonText(faults);
  match(text, /^partition .* - +0 \/ 100 +- \/ - +-$/m);
  match(text, /the p95 of 0 of 1 faults, the error rate of 1 of 1\./);
  match(plotShopComparison(faults, "errorRate").textContent!, /in 0 of 0 faults.*rho -/s);
});

Deno.test("where a fault moves neither curve there is no correlation: noise has none to tell", () => {
  const noisy = (size: number) => recorded("error_burst", (step) => [90 + size * Math.sin(step), 0.2]);
  const of = (recording: Recording) =>
    compareShop({ rows: [recording.row], recordings: [recording] })[0]!.curves.latencyP95Ms;
  ok(
    Math.max(...of(noisy(5)).simulated) < 1.5 * Math.min(...of(noisy(5)).simulated),
    "the simulated one is flat",
  );
  strictEqual(of(noisy(5)).correlation, null);
  ok(of(noisy(60)).correlation !== null);
});

Deno.test("missing values are left out of correlations and levels", () => {
  const recording = recorded(
    "partition",
    (step) => [step === 20 ? NaN : step, step === 21 ? NaN : step / 40],
  );
  const [found] = compareShop({ rows: [recording.row], recordings: [recording] });
  ok(found!.curves.latencyP95Ms.correlation! > 0.9);
  // Medians of 18 to 35 without 20, and without 21.
  strictEqual(found!.curves.latencyP95Ms.levels.real, 27);
  strictEqual(found!.curves.errorRate.levels.real, 27 / 40);
});

Deno.test("times to recovery are compared where both recover, for each agent that has incidents", () => {
  const recording = recorded("cache_flush", (step) => [step < FAULT_STEP ? 90 : 400, 0]);
  const full = [20, 40, 90].map((recoverySeconds, i) =>
    row("cache_flush", { agent: "full", repeat: i + 1, recoverySeconds })
  );
  const [found] = compareShop({ rows: [recording.row, ...full], recordings: [recording] });
  deepStrictEqual(found!.recoveries.map(({ agent, real }) => [agent, real]), [["noop", null], ["full", 40]]);
  const [noop, mended] = found!.recoveries;
  strictEqual(noop!.ratio, null);
  if (mended!.simulated === null) strictEqual(mended!.ratio, null);
  else strictEqual(mended!.ratio, mended!.simulated > 0 ? 40 / mended!.simulated : null);
});

Deno.test("recoveryOf() counts from the fault to the end of the last breach, once 20 s of calm have passed", () => {
  const steps = (...bad: readonly boolean[]) =>
    bad.map((sloViolated, step) => ({ step, sloViolated })) as never as Parameters<typeof recoveryOf>[0];
  strictEqual(recoveryOf(steps(true, false, true, true, false, false, false, false), 1), 15);
  strictEqual(recoveryOf(steps(true, false, true, true, false, false, false), 1), null);
  strictEqual(recoveryOf(steps(true, false, false, false, false), 1), 0);
});

Deno.test("what differs is said with its numbers, and why only where that is known", () => {
  const slow = recorded("slow_query", (step) => [step < FAULT_STEP ? 90 : 380 + step, 0]);
  const odd = recorded("cache_flush", (step) => [step < FAULT_STEP ? 90 : 2_400, 0.9]);
  const faults = compareShop({ rows: [slow.row, odd.row], recordings: [slow, odd] });
  const text = shopDifferencesText(faults);
  match(text, /^slow_query: p95 40\d ms, simulated \d+ ms \(\d+ times\); errors 0 %, simulated \d+ %/m);
  match(text, /^Why: the simulator saturates the database/m);
  match(text, /^cache_flush: p95 2400 ms[^]*^Why: not known\.$/m);
  match(text, /none \(0 of 2\)/);
});

Deno.test("the incidents that come with the project are compared fault by fault", () => {
  const recordings = readRecordings("results/reference/shop");
  const faults = compareShop(recordings);
  deepStrictEqual(
    new Set(faults.map(({ fault }) => fault as string)),
    new Set(recordings.recordings.map(({ row: { fault } }) => fault)),
  );
  for (const { fault, curves, seconds } of faults) {
    ok(seconds.includes(0), fault);
    // Before the fault the calibrated system is like the real one.
    const calm = seconds.indexOf(0);
    const ratio = (i: number) => curves.latencyP95Ms.simulated[i]! / curves.latencyP95Ms.real[i]!;
    for (let i = 0; i < calm; i++) {
      ok(ratio(i) > 1 / 3 && ratio(i) < 3, `${fault} ${seconds[i]} s: ${ratio(i)}`);
    }
  }
});
