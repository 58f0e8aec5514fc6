import { ok } from "node:assert";
import { contextOfIncident, createDiagnoser } from "../diagnose/mod.ts";
import type { FaultType } from "../model/mod.ts";
import { createEnvironment, type MeasuredAt } from "../simulator/mod.ts";
import { simulateIncident } from "./simulated_incident.ts";

const SEEDS = Array.from({ length: 12 }, (_, i) => 1101 + i);

/** How many of the incidents the diagnoser `fused` names the service of, and how many the kind of fault as well. */
function named(topology: string, fault: FaultType, measuredAt: MeasuredAt) {
  const environment = createEnvironment({ topology, fault, measuredAt });
  let [services, kinds] = [0, 0];
  for (const seed of SEEDS) {
    const { incident, truth } = simulateIncident(environment, { seed, afterBreachSteps: 2 });
    const diagnoser = createDiagnoser("fused", contextOfIncident(incident));
    diagnoser.fit(incident.before);
    const diagnosis = diagnoser.diagnose(incident.after);
    if (!truth.services.includes(diagnosis.suspect)) continue;
    services++;
    if (diagnosis.fault === fault) kinds++;
  }
  return { services: services / SEEDS.length, kinds: kinds / SEEDS.length };
}

for (const fault of ["latency_injection", "packet_loss", "partition", "pool_exhaustion"] as const) {
  Deno.test(`fused names ${fault} by metrics where backends are measured at their callers, without being told`, () => {
    for (const topology of ["three-tier", "boutique"]) {
      const { services, kinds } = named(topology, fault, "caller");
      ok(services >= 0.8 && kinds >= 0.6, `${topology}: ${services} ${kinds}`);
    }
  });
}
