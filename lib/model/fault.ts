import { deepFreeze } from "./deep_freeze.ts";
/** The kinds of fault that the simulator can inject. */
export const FAULT_TYPES = [
  "cpu_saturation",
  "memory_leak",
  "latency_injection",
  "packet_loss",
  "partition",
  "error_burst",
  "bad_deploy",
  "slow_query",
  "noisy_neighbour",
  "pool_exhaustion",
  "disk_full",
  "cache_flush",
  "cache_poison",
  "traffic_surge",
  "retry_storm",
  "grey_replica",
] as const;
deepFreeze(FAULT_TYPES);

/** The name of a kind of fault. */
export type FaultType = typeof FAULT_TYPES[number];

/** The name of a kind of fault, of one's own too: an environment's option `faultKinds` has those. */
export type FaultName = FaultType | (string & Record<never, never>);

/** One fault of an episode: ground truth, which no agent but the oracle is given. */
export interface Fault {
  /** What kind of fault it is. */
  readonly type: FaultName;
  /** The service at fault; for a fault on a call the callee, for an exhausted pool the caller. */
  readonly service: string;
  /** For a fault on a call: the service that calls. */
  readonly caller?: string;
  /** First step that feels it. */
  readonly startStep: number;
  /** Share of that step that passes before it begins, 0 to 1; absent: it begins with the step. */
  readonly onsetFraction?: number;
  /** Steps until it passes by itself, if nothing mends it before. */
  readonly durationSteps: number;
  /** How hard it strikes, 0 to 1; by default 0.4 to 1. */
  readonly severity: number;
}
