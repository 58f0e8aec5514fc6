import { deepFreeze } from "../../model/deep_freeze.ts";
import type { FaultType, ServiceKind } from "../../model/mod.ts";
import { type Catalogue, catalogue, type Entry, FAULT_TYPES, number, text } from "../../model/mod.ts";
import type { Conditions } from "../physics/conditions.ts";
import type { Network } from "../topology/network.ts";
import type { Nominal } from "../physics/nominal.ts";
import type { State } from "../physics/state.ts";

/** Target of a fault: a node and, for a fault on a call, that call. */
export interface Target {
  readonly node: number;
  readonly call?: number;
}

/** Inputs of the effect of a fault. */
export interface Injection {
  readonly target: Target;
  /** Severity, 0.4 to 1: below it, a share of the effect at 0.4 is felt. */
  readonly severity: number;
  /** Steps since the fault began; 0 in the first. */
  readonly age: number;
  readonly network: Network;
  readonly nominal: Nominal;
  readonly state: State;
  /** Default limit of the SLO on the front's p95, seconds. */
  readonly sloP95Seconds: number;
  /** Shares of lost packets at severities 0.4 and 1; absent: 0.25 + 0.35 times the severity. */
  readonly packetLoss?: readonly [least: number, most: number] | undefined;
}

/** The actions on a node that can mend a fault there. */
export type Remedy = "restart" | "rollback" | "failover" | "clear_cache" | "drain";

/** A kind of fault: its targets, its effect in a step and its remedies. */
export interface FaultKind {
  readonly description: string;
  /** A `node` of one of `kinds`, a `call` to one, the `caller` of one, or the `front`. */
  readonly strikes: "node" | "call" | "caller" | "front";
  readonly kinds: readonly ServiceKind[];
  /** Whether it strikes only nodes of several replicas behind a load balancer. */
  readonly needsBalancer?: boolean;
  /** Least share of users' requests that must depend on the target for the fault to breach the SLO at severity 0.4. */
  readonly carries: number;
  apply(conditions: Conditions, injection: Injection): void;
  /** Whether it happens at once, however other faults begin. */
  readonly atOnce?: boolean;
  /** Remedies by the target's kind. */
  readonly mendedBy: Partial<Record<ServiceKind, readonly Remedy[]>>;
}

const ALL_KINDS: readonly ServiceKind[] = ["service", "cache", "database"];
const NETWORK_REMEDIES = { database: ["failover"], cache: ["restart"], service: ["restart"] } as const;

/** Scales the service time so that the node reaches that utilisation under nominal load. */
export function saturate(conditions: Conditions, { target, nominal }: Injection, utilisation: number): void {
  const factor = utilisation / Math.max(nominal.truth.utilisation[target.node]!, 1e-3);
  conditions.slow[target.node] = conditions.slow[target.node]! * Math.max(1, factor);
}

/** Adds an independent cause of errors to those of the node. */
export function fail(conditions: Conditions, { target }: Injection, share: number): void {
  conditions.errors[target.node] = 1 - (1 - conditions.errors[target.node]!) * (1 - share);
}

/** Share of a database's queries that one kind of query is. */
const SLOW_QUERY_SHARE = 1 / 3;

/** Connections that a caller without a declared pool leaks from. */
export const USUAL_POOL = 40;
/** What is left of a pool that has leaked all of its connections: one that comes back now and then. */
export const LEAKED_POOL = 0.05;

/** Every kind of fault; README.md has the table. */
export const faultCatalogue: Readonly<Record<FaultType, FaultKind>> = {
  cpu_saturation: {
    description: "a neighbour or a hot loop takes the node's CPU until it saturates",
    strikes: "node",
    kinds: ALL_KINDS,
    carries: 0.12,
    apply: (conditions, injection) => saturate(conditions, injection, 0.8 + 0.35 * injection.severity),
    mendedBy: { service: ["restart"], cache: ["restart"], database: ["restart", "failover"] },
  },
  memory_leak: {
    description: "memory grows step by step: garbage collection, then out of memory",
    strikes: "node",
    kinds: ["service"],
    carries: 0.3,
    apply: (conditions, { target, severity }) => {
      conditions.leak[target.node] = 0.01 + 0.012 * severity;
    },
    mendedBy: { service: ["rollback"] },
  },
  latency_injection: {
    description: "every call over one link takes longer",
    strikes: "call",
    kinds: ["database", "cache"],
    carries: 0.12,
    apply: (conditions, { target, severity, sloP95Seconds }) => {
      conditions.delay[target.call!] = sloP95Seconds * (0.7 + 0.8 * severity);
    },
    mendedBy: NETWORK_REMEDIES,
  },
  packet_loss: {
    description:
      "one link loses packets: TCP sends them again after 0.2 s, then after twice as long each time",
    strikes: "call",
    kinds: ["database"],
    carries: 0.18,
    apply: (conditions, { target, severity, packetLoss }) => {
      conditions.loss[target.call!] = packetLoss === undefined
        ? 0.25 + 0.35 * severity
        : packetLoss[0] + (packetLoss[1] - packetLoss[0]) * (severity - 0.4) / 0.6;
    },
    mendedBy: NETWORK_REMEDIES,
  },
  partition: {
    description: "part of the calls over one link to a database find no connection",
    strikes: "call",
    kinds: ["database"],
    carries: 0.18,
    apply: (conditions, { target, severity }) => {
      conditions.cut[target.call!] = 0.25 + 0.75 * severity;
    },
    mendedBy: NETWORK_REMEDIES,
  },
  error_burst: {
    description: "a service throws on a share of its requests",
    strikes: "node",
    kinds: ["service"],
    carries: 0.9,
    apply: (conditions, injection) => fail(conditions, injection, 0.04 + 0.16 * injection.severity),
    mendedBy: { service: ["restart", "rollback"] },
  },
  bad_deploy: {
    description: "a new version of a service throws, and is slower",
    strikes: "node",
    kinds: ["service"],
    carries: 0.9,
    apply: (conditions, injection) => {
      fail(conditions, injection, 0.05 + 0.1 * injection.severity);
      conditions.slow[injection.target.node] = conditions.slow[injection.target.node]! *
        (1 + 0.25 * injection.severity);
    },
    mendedBy: { service: ["rollback"] },
  },
  slow_query: {
    description: "a query without an index saturates a database",
    strikes: "node",
    kinds: ["database"],
    carries: 0.18,
    apply: (conditions, injection) => {
      saturate(conditions, injection, 0.72 + 0.45 * injection.severity);
      conditions.slowShare[injection.target.node] = SLOW_QUERY_SHARE;
    },
    mendedBy: { database: ["restart", "failover"] },
  },
  noisy_neighbour: {
    description: "another tenant of the host takes a database's CPU",
    strikes: "node",
    kinds: ["database"],
    carries: 0.18,
    apply: (conditions, injection) => saturate(conditions, injection, 0.72 + 0.45 * injection.severity),
    mendedBy: { database: ["failover"] },
  },
  pool_exhaustion: {
    description: "a caller leaks its connections to a database, one by one, until there are none",
    strikes: "caller",
    kinds: ["database"],
    carries: 0.18,
    apply: (conditions, { target, severity, age, network }) => {
      const size = Math.min(network.pool[target.call!]!, USUAL_POOL);
      const left = Math.ceil(size * (1 - (age + 1) / (36 - 24 * severity)));
      conditions.pool[target.call!] = Math.max(LEAKED_POOL, left);
    },
    mendedBy: { service: ["restart", "rollback"] },
  },
  disk_full: {
    description: "a database's writes fail for want of space",
    strikes: "node",
    kinds: ["database"],
    carries: 0.18,
    apply: (conditions, injection) => {
      fail(conditions, injection, 0.3 + 0.7 * injection.severity);
      conditions.slow[injection.target.node] = conditions.slow[injection.target.node]! * 1.3;
    },
    mendedBy: { database: ["failover"] },
  },
  cache_flush: {
    description: "a cache loses most of its entries at once",
    atOnce: true,
    strikes: "node",
    kinds: ["cache"],
    carries: 0,
    apply: (_, { target, severity, age, state }) => {
      if (age === 0) state.hitRatio[target.node] = state.hitRatio[target.node]! * (0.3 - 0.3 * severity);
    },
    mendedBy: {},
  },
  cache_poison: {
    description: "a share of a cache's entries is wrong: half is noticed and read again, half fails requests",
    strikes: "node",
    kinds: ["cache"],
    carries: 0,
    apply: (conditions, { target, severity }) => {
      conditions.poison[target.node] = 0.15 + 0.45 * severity;
    },
    mendedBy: { cache: ["restart", "clear_cache"] },
  },
  traffic_surge: {
    description: "users send more than the busiest node can serve",
    strikes: "front",
    kinds: ALL_KINDS,
    carries: 0,
    apply: (conditions, { severity, nominal }) => {
      conditions.traffic *= Math.max(1, (0.8 + 0.4 * severity) / nominal.busiest);
    },
    mendedBy: {},
  },
  retry_storm: {
    description: "a short surge meets clients that retry without a budget",
    atOnce: true,
    strikes: "front",
    kinds: ALL_KINDS,
    carries: 0,
    apply: (conditions, { severity, age, nominal }) => {
      conditions.userRetries = 3;
      conditions.userRetryBudget = Infinity;
      if (age < 6) conditions.traffic *= Math.max(1, (1.05 + 0.4 * severity) / nominal.busiest);
    },
    mendedBy: {},
  },
  grey_replica: {
    description: "one of the replicas behind a load balancer is slow, and its health check stays green",
    strikes: "node",
    kinds: ALL_KINDS,
    needsBalancer: true,
    carries: 0.3,
    apply: (conditions, { target: { node }, severity, nominal }) => {
      const usual = Math.max(nominal.truth.utilisation[node]!, 1e-3);
      conditions.slowReplica[node] = Math.max(1, (1 + 1.65 * severity) / usual);
    },
    mendedBy: {
      service: ["drain", "restart", "rollback"],
      cache: ["drain", "restart"],
      database: ["drain", "restart", "failover"],
    },
  },
};
deepFreeze(faultCatalogue);

/** Kinds of fault by name: those of the catalogue and, in an environment that has some, those of one's own. */
export type FaultKinds = Readonly<Record<string, FaultKind>>;

/** What a fault is chosen with besides its type. */
export const FAULT_PARAMETERS = {
  service: text({ about: "the service at fault; drawn per seed if absent" }),
  severity: number({ about: "how hard it strikes; drawn per seed if absent", range: [0, 1] }),
};

/** The kinds of fault, as `type[:service[:severity]]` names one. */
export const faults: Catalogue<Entry> = catalogue<Entry>(
  "fault",
  FAULT_TYPES.map((name) => ({
    name,
    about: faultCatalogue[name].description,
    parameters: FAULT_PARAMETERS,
  })),
);
