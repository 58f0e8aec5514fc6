import { createTopology } from "../../simulator/mod.ts";
import { randomNetwork } from "../testing/onnx_bytes.ts";
import { policyFromOnnx } from "./policy.ts";

const policy = policyFromOnnx(randomNetwork(34, 18, 1, { hidden: 64, layers: 2 }))({
  topology: createTopology("three-tier"),
  slo: { latencyP95Ms: 220, errorRate: 0.06 },
});
const values = new Float64Array(15).fill(0.5);
const noop = { kind: "noop" } as const;
let step = 0;
policy.begin({ seed: 1 });

Deno.bench("a step of a policy from ONNX, two layers of 64 on three-tier", () => {
  const observation = { step: ++step, timeSeconds: step * 5, values };
  policy.decide({ observation } as Parameters<typeof policy.decide>[0]);
  policy.learn({ executed: noop, reward: 1, sloViolated: false });
});
