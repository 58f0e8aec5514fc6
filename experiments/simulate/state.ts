import { breachesSlo, describeAction, METRIC_COUNT, METRICS, serviceIndex } from "../../lib/model/mod.ts";
import type { SimulatedSystem } from "../../lib/live/mod.ts";

/** What is known of a simulated system now, ground truth included. Fit for JSON. */
export function stateOf(system: SimulatedSystem, speed: number) {
  const { topology, environment, observation, info } = system;
  const { step, timeSeconds, values } = observation;
  const replicas = environment.replicas();
  return {
    topology: topology.name,
    front: topology.front,
    step,
    simulatedSeconds: timeSeconds,
    speed,
    slo: {
      latencyP95Ms: environment.slo.latencyP95Ms,
      errorRate: environment.slo.errorRate,
      breached: breachesSlo(values, serviceIndex(topology, topology.front), environment.slo),
    },
    services: topology.services.map(({ name, kind }, row) => ({
      name,
      kind,
      replicas: replicas[row]!,
      ...Object.fromEntries(METRICS.map((metric, i) => [metric, values[row * METRIC_COUNT + i]!])),
    })),
    shedShare: info.shedShare,
    faults: system.faults.map(({ type, service, caller, startStep, durationSteps, severity }) => ({
      ...{ type, service, ...(caller !== undefined && { caller }) },
      ...{ startStep, durationSteps, severity, active: startStep <= step },
    })),
    waiting: system.waiting.map(describeAction),
  };
}

/** What `stateOf` tells. */
export type SimulationState = ReturnType<typeof stateOf>;
