import { ok, strictEqual } from "node:assert";
import { createEnvironment } from "../simulator/mod.ts";
import { runEpisode } from "./run_episode.ts";
import { createAgent } from "./trial.ts";

Deno.test("an agent with all parts meets a fault of one's own, with logs and traces", () => {
  const environment = createEnvironment({
    steps: 200,
    signals: ["logs", "traces"],
    faultKinds: [{
      name: "certificate_expiry",
      about: "a certificate has run out, so that a service refuses part of its callers",
      kinds: ["service"],
      effect: (severity) => ({ errorShare: 0.5 * severity }),
      mendedBy: { service: ["restart"] },
    }],
    fault: "certificate_expiry:api:1",
  });
  const run = (agent: string) =>
    runEpisode({ agent: createAgent(agent), environment, seed: 5, trace: false }).record;
  const [acting, idle] = [run("oracle"), run("noop")];
  strictEqual(run("full").fault_type, "certificate_expiry");
  ok(idle.slo_steps > 30 && acting.slo_steps < idle.slo_steps / 2, "the oracle finds what mends it");
});
