import type { Action, FaultType, ServiceKind } from "../../model/mod.ts";

/** The chance that a remedy ends an incident of the kind that it is for, and one of any other kind: assumed, not fitted. */
const [MENDS, MENDS_OTHERS] = [0.9, 0.02];

/** Runbook: the remedies for each kind of fault, at any kind of service; a fault of a link is mended at its callee. */
const RUNBOOK: Readonly<Record<FaultType, readonly Action["kind"][]>> = {
  cpu_saturation: ["restart", "failover"],
  memory_leak: ["rollback"],
  latency_injection: ["failover"],
  packet_loss: ["failover"],
  partition: ["failover"],
  error_burst: ["restart", "rollback"],
  bad_deploy: ["rollback"],
  grey_replica: ["drain", "restart", "rollback", "failover"],
  slow_query: ["restart", "failover"],
  noisy_neighbour: ["failover"],
  pool_exhaustion: ["restart", "rollback"],
  disk_full: ["failover"],
  cache_flush: ["limit_traffic", "restart", "clear_cache"],
  cache_poison: ["clear_cache", "restart"],
  traffic_surge: ["limit_traffic"],
  retry_storm: ["limit_traffic"],
};

/** Faults of links: at a callee without a standby, a restart makes new connections. */
const OF_LINKS: ReadonlySet<FaultType> = new Set(["latency_injection", "packet_loss", "partition"]);

/** The chance, 0 to 1, that an action ends an incident of this kind of fault at a service of this kind. */
export function mends(action: Action["kind"], fault: FaultType, kind: ServiceKind): number {
  const right = OF_LINKS.has(fault) && kind !== "database"
    ? action === "restart"
    : RUNBOOK[fault].includes(action);
  return right ? MENDS : MENDS_OTHERS;
}
