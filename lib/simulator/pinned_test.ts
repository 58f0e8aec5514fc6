import { FAULT_TYPES, NOOP } from "../model/mod.ts";
import { significant } from "../model/testing/significant.ts";
import { createEnvironment, type Environment } from "./environment.ts";

// What the simulated systems do today, number by number: published results rest on it. Where the model is changed on purpose, its tests say what
// is right, and `deno test --allow-read --allow-write -u FILE` saves the new numbers.

/** What an episode without actions adds up to: truth and telemetry. */
function courseOf(environment: Environment, seed: number) {
  environment.reset({ seed });
  const { faults, steps } = environment;
  const results = Array.from({ length: steps }, () => environment.step(NOOP));
  const observations = results.map(({ observation }) => observation);
  const logs = observations.flatMap((one) => one.logs ?? []);
  const spans = observations.flatMap((one) => one.spans ?? []);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return {
    faults,
    reward: sum(results.map(({ reward }) => reward)),
    breaches: results.flatMap(({ info }, step) => info.sloViolated ? [step] : []),
    // NaN where nothing was measured.
    metrics: Array.from(
      observations[0]!.values,
      (_, i) => sum(observations.map(({ values }) => values[i] || 0)),
    ),
    logs: logs.length,
    letters: sum(logs.map(({ body }) => body.length)),
    spans: spans.length,
    spanSeconds: sum(spans.map(({ startSeconds, endSeconds }) => endSeconds - startSeconds)),
    failed: spans.filter(({ failed }) => failed).length,
  };
}

for (const fault of FAULT_TYPES) {
  Deno.test(`an episode of ${fault} takes the course that it took`, async (t) => {
    const options = { fault, steps: 80, warmupSteps: 10, decoys: 1 } as const;
    const isGrey = fault === "grey_replica";
    const plain = createEnvironment({ ...options, topology: isGrey ? "replicated" : "boutique" });
    const told = createEnvironment({
      ...options,
      topology: isGrey ? "replicated" : "three-tier",
      signals: ["logs", "traces"],
      tracesPerStep: 3,
    });
    await t.assertSnapshot(significant([courseOf(plain, 11), courseOf(told, 12)]));
  });
}

Deno.test("an episode of two faults on a graph made up takes the course that it took", async (t) => {
  const environment = createEnvironment({ topology: "random-12-3", faultCount: 2, steps: 120 });
  await t.assertSnapshot(significant(courseOf(environment, 13)));
});
