import { deepStrictEqual } from "node:assert";
import {
  CPU_UTILISATION,
  describeAction,
  type Diagnosis,
  METRIC_COUNT,
  REQUEST_RATE,
  TIMINGS,
} from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createPolicy } from "../catalogue.ts";

const SURGE: Diagnosis = {
  ...{ suspect: "api", fault: "traffic_surge", confidence: 0.999, ranking: [], rationale: "many users" },
  kinds: [{ service: "api", fault: "traffic_surge", probability: 1 }],
};
/** Requests a second that users want, and that each replica of `api` answers at a tenth of its processor. */
const [WANTED, BORNE] = [150, 40];

Deno.test("a service that waits for others is limited, gets the replicas that its load needs, and keeps them while the load lasts", () => {
  const policy = createPolicy("playbook", {
    topology: SYNTHETIC,
    slo: { latencyP95Ms: 220, errorRate: 0.06 },
    timings: TIMINGS.classic,
  });
  policy.begin({ seed: 1 });
  const recent = createWindow(SYNTHETIC, 24);
  let replicas = SYNTHETIC.services[0]!.replicas;
  let factor = 1;
  const taken: string[] = [];
  for (let step = 0; step < 60; step++) {
    const rate = WANTED * factor;
    const inBreach = rate > BORNE * replicas;
    const values = new Float64Array(3 * METRIC_COUNT);
    for (let row = 0; row < 3; row++) values[row * METRIC_COUNT + CPU_UTILISATION] = 0.1 * factor;
    values[REQUEST_RATE] = rate;
    const observation = { step, timeSeconds: 5 * step, values };
    recent.push(observation);
    const { action } = policy.decide({
      ...{ observation, recent, detection: undefined, inBreach },
      diagnose: () => SURGE,
    });
    policy.learn({ executed: action, reward: 0, sloViolated: inBreach });
    if (action.kind !== "noop") taken.push(describeAction(action));
    if (action.kind === "limit_traffic") factor = action.factor;
    if (action.kind === "restore") factor = 1;
    if (action.kind === "scale") replicas += action.delta;
  }
  deepStrictEqual(taken, ["limit_traffic(0.4)", "scale(api, +1)", "limit_traffic(0.8)", "restore"]);
});
