import { deepStrictEqual } from "node:assert";
import { type Action, FAULT_TYPES, type FaultType, NOOP } from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";

/** Which remedies at the place of a fault end it in the topology three-tier, or replicated for a grey replica; all other faults end by themselves only. */
const MENDED: Partial<Record<FaultType, readonly string[]>> = {
  "cpu_saturation": ["restart"],
  "memory_leak": ["rollback"],
  "latency_injection": ["failover"],
  "packet_loss": ["failover"],
  "partition": ["failover"],
  "error_burst": ["restart", "rollback"],
  "bad_deploy": ["rollback"],
  "slow_query": ["restart", "failover"],
  "noisy_neighbour": ["failover"],
  "pool_exhaustion": ["restart", "rollback"],
  "disk_full": ["failover"],
  "cache_poison": ["restart", "clear_cache"],
  "grey_replica": ["restart", "rollback", "drain"],
};
/** The service that is struck, where it is not the only one that can be. */
const PLACES: Partial<Record<FaultType, string>> = {
  cpu_saturation: "api",
  latency_injection: "db",
  packet_loss: "db",
  partition: "db",
  error_burst: "api",
};

function remedies(service: string): Action[] {
  return [
    { kind: "restart", service },
    { kind: "rollback", service },
    { kind: "failover", service },
    { kind: "scale", service, delta: 1 },
    { kind: "drain", service },
    { kind: "clear_cache" },
    { kind: "limit_traffic", factor: 0.4 },
  ];
}

for (const type of FAULT_TYPES) {
  const mended = MENDED[type] ?? [];
  Deno.test(`${type} is ended by ${mended.join(", ") || "no action"} alone`, () => {
    const place = PLACES[type];
    const environment = createEnvironment({
      topology: type === "grey_replica" ? "replicated" : "three-tier",
      fault: { type, ...(place && { service: place }) },
      noise: false,
    });
    environment.reset({ seed: 1 });
    const { service, startStep } = environment.faults[0]!;
    const ended = remedies(service).filter((action) => {
      environment.reset({ seed: 1 });
      for (let step = 1; step <= startStep + 2; step++) environment.step(NOOP);
      environment.step(action);
      // A rollback takes 18 steps, and nothing takes longer.
      for (let step = 0; step < 18; step++) environment.step(NOOP);
      return environment.step(NOOP).info.activeFaults.length === 0;
    });
    deepStrictEqual(ended.map(({ kind }) => kind), mended);
  });
}
