import { deepFreeze } from "../../model/deep_freeze.ts";
import type { FaultType } from "../../model/mod.ts";
import type { Failure } from "./failure.ts";

/** How a fault shows in logs and traces. */
export interface FaultSignature {
  /** What an operator finds. */
  readonly shows: string;
  /** What the node throws for requests that fail there because of the fault. */
  readonly throws?: Failure;
}

/** Signatures of all faults. Some show in logs or traces alone, one in neither. */
export const faultSignatures: Readonly<Record<FaultType, FaultSignature>> = {
  cpu_saturation: { shows: "server spans of the node are long by themselves" },
  memory_leak: {
    shows: "warnings of garbage collection that grow, then a kill for want of memory and a start",
  },
  latency_injection: { shows: "a gap between client and server span of one link" },
  packet_loss: { shows: "connections reset and requests sent again on one link" },
  partition: { shows: "client spans without a server span, error.type connect_timeout" },
  error_burst: {
    shows: "exceptions of one kind, in logs and as span events",
    throws: {
      type: "IllegalStateException",
      message: "worker pool is in state TERMINATED",
      status: 500,
      thrown: true,
    },
  },
  bad_deploy: {
    shows: "a log record of the deployment, a new service.version, an exception not seen before",
    throws: {
      type: "MissingFieldError",
      message: "required field 'currency' is absent",
      status: 500,
      thrown: true,
    },
  },
  slow_query: { shows: "slow-query logs, and long database spans, of one query summary" },
  noisy_neighbour: { shows: "nothing in logs; all queries of the database are slow alike" },
  pool_exhaustion: { shows: "waits for a connection before client spans, and pool timeouts of the caller" },
  disk_full: {
    shows: "writes that fail with ENOSPC",
    throws: { type: "ENOSPC", message: "no space left on device", status: 500, thrown: true },
  },
  cache_flush: { shows: "cache.hit false nearly always, then timeouts of the database" },
  cache_poison: { shows: "errors of decoding at the caller on hits, which name the cache" },
  traffic_surge: { shows: "normal traces, more of them; full queues where requests are rejected" },
  retry_storm: { shows: "http.request.resend_count of the front's server spans" },
  grey_replica: { shows: "server spans of one service.instance.id are long, those of the others are not" },
};
deepFreeze(faultSignatures);

/** Errors that any service has occasionally. */
export const everydayErrors: readonly Failure[] = [
  { type: "ValidationError", message: "quantity must be positive", status: 500, thrown: true },
  { type: "NotFoundError", message: "record has been deleted meanwhile", status: 500, thrown: true },
  { type: "ConcurrentUpdateError", message: "row was changed by another request", status: 500, thrown: true },
];
deepFreeze(everydayErrors);
