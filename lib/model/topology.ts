import { showValue } from "./show_value.ts";
import { UsageError } from "./usage_error.ts";

/** What a node of the service graph is: it decides which faults can hit it and which actions mend it. */
export type ServiceKind = "service" | "cache" | "database";

/** One node of the service graph: a finite multi-server station. */
export interface Service {
  /** Unique within its topology. */
  readonly name: string;
  /** What it is. */
  readonly kind: ServiceKind;
  /** Replicas at the start, `PLATFORM.minReplicas` to `PLATFORM.maxReplicas`. */
  readonly replicas: number;
  /** Requests per second that one replica serves. */
  readonly ratePerReplica: number;
  /** Waiting places of the whole station; what does not fit is rejected. */
  readonly queuePlaces: number;
  /** Universal scalability law: contention (sigma). */
  readonly contention: number;
  /** Universal scalability law: coherency (kappa). */
  readonly coherency: number;
  /** Share of requests that fail without any fault, 0 to 1. */
  readonly baseErrorRate: number;
  /**
   * Threads of all replicas together at the start, more or fewer as it is scaled. A request holds one from its service on until its last
   * call has ended; requests that find none wait in the queue. Absent: not bounded.
   */
  readonly threads?: number;
  /** How requests are spread over replicas with a queue each, which share the places; absent: one queue for all. */
  readonly balancer?: "round-robin" | "least-connections";
  /** For a cache: the hit ratio when warm, and the reads that warm it to 63 %. */
  readonly cache?: { readonly hitRatio: number; readonly warmingReads: number };
}

/** One edge of the service graph: the caller asks the callee. Calls of a caller run in the order of the list. */
export interface Call {
  /** The service that calls. */
  readonly caller: string;
  /** The service that is called. */
  readonly callee: string;
  /**
   * Mean calls per request of the caller, 0 to 100. Up to 1 it is the probability of the call. Above it, which is for sequential calls, the call is made so many times, one
   * after the other; of 2.5 calls, two are always made and the third by every other request.
   */
  readonly callsPerRequest: number;
  /** Neighbouring parallel calls of one caller start together; a sequential call starts when what stands before it has ended. */
  readonly mode: "sequential" | "parallel";
  /** The caller gives a try up after this time. */
  readonly timeoutSeconds: number;
  /** How often a failed call is tried again. */
  readonly retries: number;
  /** Retries as a share of first tries, at most. */
  readonly retryBudget: number;
  /** Connections that the caller holds to the callee; absent: not limited. */
  readonly poolSize?: number;
  /** Time that a call waits for a connection before it fails; absent: as long as its timeout. Without a meaning if `poolDeadline` is `"whole-call"`. */
  readonly acquireSeconds?: number;
  /**
   * What the timeout counts: `"acquire"` (absent: this) from when the call has its connection, for which it waits at most
   * `acquireSeconds`; `"whole-call"` from the start, wait for a connection included.
   */
  readonly poolDeadline?: "acquire" | "whole-call";
  /** A circuit breaker that opens by itself; absent: none. An operator can open one at any call. */
  readonly breaker?: CallBreaker;
  /** Time that the network adds to each call. */
  readonly networkDelaySeconds: number;
  /** Whether the caller's request fails when this call does. */
  readonly critical: boolean;
  /** Cache-aside: this call is made only when the call to that cache missed or failed. */
  readonly onMissOf?: string;
}

/** A circuit breaker of one call: closed, then open for a while when too many tries fail, then half open. */
export interface CallBreaker {
  /** It opens when this share of the tries that ended within the window failed, above 0 to 1. */
  readonly failureShare: number;
  /** Length of that window, seconds. */
  readonly windowSeconds: number;
  /** The fewest tries in the window for it to open. */
  readonly minTries: number;
  /** Seconds for which it then refuses all calls. */
  readonly openSeconds: number;
  /** Tries that it then lets through: it closes if all succeed, and opens again if one fails. */
  readonly probes: number;
  /** Share of the refused calls that a fallback answers, 0 to 1; the rest fails, and is not tried again. */
  readonly fallbackShare: number;
}

/** A service graph without cycles, and the load that enters it at the front. */
export interface Topology {
  /** What tables call it. */
  readonly name: string;
  /** The service that users call and whose metrics the SLO is about. */
  readonly front: string;
  /** Its nodes; their order is that of the rows of an observation. */
  readonly services: readonly Service[];
  /** Its edges; the calls of one caller in the order in which it makes them. */
  readonly calls: readonly Call[];
  /** Mean requests per second of users. */
  readonly entryRate: number;
  /** Users give up after this time; such a request counts as failed. */
  readonly userTimeoutSeconds: number;
  /** Time after which a user whose request failed tries again; 0 is a client that retries at once. Absent: 5 s, a step. */
  readonly userRetryDelaySeconds?: number;
}

/** The index of a service in `topology.services`, which is its row in an observation; -1 if there is none. */
export function serviceIndex(topology: Topology, name: string): number {
  if (!Array.isArray(topology?.services)) {
    throw new UsageError(`serviceIndex looks a service up in a topology, found ${showValue(topology)}`);
  }
  return topology.services.findIndex((service) => service.name === name);
}
