import { deepFreeze } from "../deep_freeze.ts";
import { PLATFORM } from "../platform.ts";
import type { Call, CallBreaker, Service, ServiceKind, Topology } from "../topology.ts";

/** A service as one writes it: what need not be known has a default by its kind. */
export type ServiceInput =
  & Pick<Service, "name" | "ratePerReplica">
  & { readonly [K in keyof Omit<Service, "name" | "ratePerReplica">]?: Service[K] | undefined };

/** A call as one writes it: what need not be known has a default. */
export type CallInput =
  & Pick<Call, "caller" | "callee">
  & { readonly [K in keyof Omit<Call, "caller" | "callee" | "breaker">]?: Call[K] | undefined }
  & { readonly breaker?: { readonly [K in keyof CallBreaker]?: CallBreaker[K] | undefined } | undefined };

/** A service graph as one writes it; every `Topology` is one. */
export interface TopologyInput {
  /** For editors: the path of the JSON Schema. */
  readonly $schema?: string | undefined;
  /** What tables call it. Default "own". */
  readonly name?: string | undefined;
  /** The service that users call. Default: the only one that no other calls. */
  readonly front?: string | undefined;
  /** Its nodes. */
  readonly services: readonly ServiceInput[];
  /** Its edges. Default: none. */
  readonly calls?: readonly CallInput[] | undefined;
  /** Mean requests per second of users. */
  readonly entryRate: number;
  /** Users give up after this time. Default 5 s. */
  readonly userTimeoutSeconds?: number | undefined;
  /** Users try again after this time. Default: 5 s. */
  readonly userRetryDelaySeconds?: number | undefined;
}

/** What a service is unless it says otherwise, by its kind: that of the topologies of the catalogue. */
export const SERVICE_DEFAULTS: Readonly<
  Record<ServiceKind, Omit<Service, "name" | "kind" | "ratePerReplica">>
> = {
  service: { replicas: 3, queuePlaces: 400, contention: 0.03, coherency: 0.002, baseErrorRate: 0.002 },
  cache: {
    replicas: 2,
    queuePlaces: 500,
    contention: 0,
    coherency: 0,
    baseErrorRate: 0,
    cache: { hitRatio: 0.8, warmingReads: 2000 },
  },
  database: { replicas: 3, queuePlaces: 120, contention: 0.08, coherency: 0.02, baseErrorRate: 0 },
};
deepFreeze(SERVICE_DEFAULTS);

/** What a call is unless it says otherwise; a call to a cache is not critical, since its failure counts as a miss. */
export const CALL_DEFAULTS: Omit<
  Call,
  "caller" | "callee" | "poolSize" | "acquireSeconds" | "poolDeadline" | "breaker" | "onMissOf"
> = {
  callsPerRequest: 1,
  mode: "sequential",
  timeoutSeconds: 1,
  retries: 0,
  retryBudget: 0.1,
  networkDelaySeconds: 0,
  critical: true,
};
deepFreeze(CALL_DEFAULTS);

/** What a breaker is unless it says otherwise: one of Hystrix, with the fallback of a breaker that an operator opens. */
export const BREAKER_DEFAULTS: CallBreaker = {
  failureShare: 0.5,
  windowSeconds: 10,
  minTries: 20,
  openSeconds: 5,
  probes: 1,
  fallbackShare: PLATFORM.breaker.fallbackShare,
};
deepFreeze(BREAKER_DEFAULTS);

/** What a topology is unless it says otherwise. */
export const TOPOLOGY_DEFAULTS: Pick<Topology, "name" | "userTimeoutSeconds"> = {
  name: "own",
  userTimeoutSeconds: 5,
};
deepFreeze(TOPOLOGY_DEFAULTS);
