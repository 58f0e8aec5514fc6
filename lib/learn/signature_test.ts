import { strictEqual } from "node:assert";
import { synthesize, SYNTHETIC } from "../observe/testing/synthetic.ts";
import { incidentSignature } from "./signature.ts";

const SYSTEM = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 } };

for (
  const { latency, errors, signature } of [
    { latency: 500, errors: 0.2, signature: "db/slow/failing" },
    { latency: 500, errors: 0.06, signature: "db/slow/answering" },
    { latency: 220, errors: 0.2, signature: "db/fast/failing" },
    { latency: 220, errors: 0.06, signature: "db/fast/answering" },
  ]
) {
  Deno.test(`incidentSignature() of ${latency} ms and an error rate of ${errors} at the front is ${signature}`, () => {
    const observation = synthesize(1)({ values: { 0: latency, 1: errors } });
    strictEqual(incidentSignature("db", observation, SYSTEM), signature);
  });
}
