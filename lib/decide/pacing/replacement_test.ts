import { deepStrictEqual } from "node:assert";
import { CPU_UTILISATION, ERROR_RATE, METRIC_COUNT, REQUEST_RATE, TIMINGS } from "../../model/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createReplacement } from "./replacement.ts";

/** An observation in which the database has such an error rate and CPU utilisation. */
function observation(errorRate: number, cpu: number) {
  const values = new Float64Array(3 * METRIC_COUNT).fill(0.3);
  values[2 * METRIC_COUNT + ERROR_RATE] = errorRate;
  values[2 * METRIC_COUNT + CPU_UTILISATION] = cpu;
  values[2 * METRIC_COUNT + REQUEST_RATE] = 20;
  return { step: 0, timeSeconds: 0, values };
}

const context = { topology: SYNTHETIC, slo: { latencyP95Ms: 300, errorRate: 0.05 } };
const [well, away, full] = [observation(0, 0.3), observation(1, 0), observation(1, 0.3)];

Deno.test("a database that refuses all requests without any work is being replaced, until a step after it is back", () => {
  const replacement = createReplacement(context);
  const seen = [well, away, away, well, well, full].map((one) => replacement.observe(one));
  deepStrictEqual(seen, [false, true, true, true, false, false]);
});

Deno.test("a database that stays away for longer than a failover takes is at fault", () => {
  const replacement = createReplacement(context);
  const seen = Array.from({ length: 30 }, () => replacement.observe(away));
  deepStrictEqual(seen.indexOf(false), TIMINGS.realistic.failover.behindDownSteps + 1);
  replacement.begin();
  deepStrictEqual(replacement.observe(away), true);
});

Deno.test("a database of which nothing is measured is not known to be replaced", () => {
  deepStrictEqual(createReplacement(context).observe(observation(NaN, NaN)), false);
});
