import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import type { Topology } from "../../model/mod.ts";
import type { ServiceTimes } from "./service_time.ts";

/** How requests are spread over the replicas of a service: one queue for all, or one queue per replica behind a load balancer. */
export type Balancing = "shared queue" | "round robin" | "least connections" | "random";

/** What ails a service. */
export interface ServiceSettings {
  /** Factor on all service times, above 0. Default 1. */
  readonly slow?: number;
  /** Another factor on the service times of its first replica, above 0. Default 1. */
  readonly slowReplica?: number;
  /** Share of the served requests that fail, in addition to the base error rate, 0 to 1. Default 0. */
  readonly errors?: number;
  /** For a cache: share of the entries that are wrong, 0 to 1. A hit on one is recognised as a miss or fails the request, evenly. Default 0. */
  readonly poison?: number;
}

/** How a service is built, for the whole run, and what ails it at the start. */
export interface ServiceModel extends ServiceSettings {
  /** Distribution of the service times. Default exponential. */
  readonly serviceTimes?: ServiceTimes;
  /** How requests reach replicas; with one queue per replica, each has an equal part of the queue's places and threads. Default one queue. */
  readonly balancing?: Balancing;
  /**
   * Threads of the whole service. A request holds one from its service on until all of its calls have ended; requests without one wait
   * in the queue. Default: not bounded.
   */
  readonly threads?: number;
  /**
   * Garbage collection: each replica stops for so many seconds at a time, at random, in that share of the time (0 to 1, exclusive). By
   * default the request that it serves stops with it. With `stalls: false` a pause only takes a replica away: none of those that share
   * the queue begins a service in its stead, and services that run end in their time.
   */
  readonly pauses?: { readonly seconds: number; readonly share: number; readonly stalls?: boolean };
}

/** What ails the calls of one service to another. */
export interface CallSettings {
  /** Probability that a packet is lost, 0 to 1. Default 0. */
  readonly loss?: number;
  /** Share of the tries that nobody answers, 0 to 1. Default 0. */
  readonly cut?: number;
  /** Added delay of each try, seconds. Default 0. */
  readonly delaySeconds?: number;
  /** Connections, a whole number; calls wait for one in the order of their arrival. Default: not limited, whatever the topology says. */
  readonly poolSize?: number;
  /** Whether a breaker is forced open: it holds back calls as the platform's does. Default false. */
  readonly breakerOpen?: boolean;
}

/** How calls are made, for the whole run, and what ails them at the start. */
export interface CallModel extends CallSettings {
  /**
   * Time that a call waits for a connection before it fails, after which the call has its whole timeout. Default: one deadline, the
   * timeout, for wait and call together.
   */
  readonly acquireSeconds?: number;
  /**
   * What a loss does. `"resends"`: the platform's resends of the request (after 0.2 and 0.6 s), a third loss is a timeout. `"tcp"`:
   * request and answer can each be lost time and again, and are sent again after 0.2 s, doubling. Default resends.
   */
  readonly lossRule?: "resends" | "tcp";
  /** A breaker that opens by itself. Default none. */
  readonly breaker?: BreakerModel;
}

/** A circuit breaker over one edge: it opens on failures, refuses calls for a while, then lets probes through. */
export interface BreakerModel {
  /** It opens when at least `minTries` tries ended within a window of so many seconds, of which at least `failureShare` failed. */
  readonly windowSeconds: number;
  readonly minTries: number;
  readonly failureShare: number;
  /** Seconds for which it then refuses all calls. */
  readonly openSeconds: number;
  /** Tries that it then lets through: it closes when all succeed, and opens again when one fails. */
  readonly probes: number;
  /** Share of the refused calls that a fallback answers, 0 to 1; the rest fails. */
  readonly fallbackShare: number;
}

/** What users do when a request fails or outlasts them. */
export interface UserSettings {
  /** Tries after the first. Default 0. */
  readonly retries?: number;
  /** Retries as a share of first tries, at most, by a token bucket; Infinity is no limit. Default Infinity. */
  readonly retryBudget?: number;
  /** Wait before the first retry, seconds, and the factor by which it grows with each. Default 0 s, factor 2. */
  readonly backoffSeconds?: number;
  readonly backoffFactor?: number;
  /** Each wait is multiplied by a number drawn evenly from 1 - jitter to 1 + jitter, 0 to 1. Default 0. */
  readonly jitter?: number;
}

/** What changes at one time of the run. Calls are named as in `"api -> db"`. */
export interface Change {
  /** Time, seconds. */
  readonly at: number;
  readonly services?: Readonly<Record<string, ServiceSettings>>;
  readonly calls?: Readonly<Record<string, CallSettings>>;
  readonly users?: UserSettings;
  /** Caches that lose all of their entries, with the share that is left of the hit ratio, 0 to 1. */
  readonly flush?: Readonly<Record<string, number>>;
  /** Replicas that die, the first ones of the service, with all requests in flight there, and the seconds until they are back. */
  readonly kill?: Readonly<Record<string, { readonly replicas: number; readonly seconds: number }>>;
}

/** The system around a topology: how it is built, what ails it, and what changes on the way. */
export interface SystemSettings {
  readonly services?: Readonly<Record<string, ServiceModel>>;
  readonly calls?: Readonly<Record<string, CallModel>>;
  readonly users?: UserSettings;
  readonly schedule?: readonly Change[];
}

const share = z.number().min(0).max(1);
const duration = z.number().min(0);
const positive = z.number().positive();
const whole = z.int().min(1);

const serviceSettings = z.strictObject({
  slow: positive.optional(),
  slowReplica: positive.optional(),
  errors: share.optional(),
  poison: share.optional(),
});

const serviceModel = serviceSettings.extend({
  serviceTimes: z.union([
    z.enum(["exponential", "deterministic"]),
    z.strictObject({ share, factor: positive }),
    z.strictObject({ variation: positive }),
  ]).optional(),
  balancing: z.enum(["shared queue", "round robin", "least connections", "random"]).optional(),
  threads: whole.optional(),
  pauses: z.strictObject({
    seconds: positive,
    share: z.number().positive().lt(1),
    stalls: z.boolean().optional(),
  }).optional(),
});

const callSettings = z.strictObject({
  loss: share.optional(),
  cut: share.optional(),
  delaySeconds: duration.optional(),
  poolSize: z.union([z.int().min(0), z.literal(Infinity)]).optional(),
  breakerOpen: z.boolean().optional(),
});

const callModel = callSettings.extend({
  acquireSeconds: duration.optional(),
  lossRule: z.enum(["resends", "tcp"]).optional(),
  breaker: z.strictObject({
    windowSeconds: positive,
    minTries: whole,
    failureShare: share,
    openSeconds: positive,
    probes: whole,
    fallbackShare: share,
  }).optional(),
});

const users = z.strictObject({
  retries: z.int().min(0).optional(),
  retryBudget: z.union([duration, z.literal(Infinity)]).optional(),
  backoffSeconds: duration.optional(),
  backoffFactor: z.number().min(1).optional(),
  jitter: share.optional(),
});

/** The name of the calls of one service to another. */
export function callName({ caller, callee }: { caller: string; callee: string }): string {
  return `${caller} -> ${callee}`;
}

/**
 * Checks the settings of a system against its topology.
 *
 * @throws {UsageError} for an unknown name, with the nearest one, or a value out of range
 */
export function checkSettings(topology: Topology, settings: SystemSettings): void {
  const serviceNames = topology.services.map(({ name }) => name);
  const caches = topology.services.filter(({ kind }) => kind === "cache").map(({ name }) => name);
  const callNames = topology.calls.map(callName);
  const schema = z.strictObject({
    services: named(serviceNames, serviceModel),
    calls: named(callNames, callModel),
    users: users.optional(),
    schedule: z.array(z.strictObject({
      at: duration,
      services: named(serviceNames, serviceSettings),
      calls: named(callNames, callSettings),
      users: users.optional(),
      flush: named(caches, share),
      kill: named(serviceNames, z.strictObject({ replicas: whole, seconds: positive })),
    })).optional(),
  });
  checkOptions("simulateRequests", schema, settings);
}

function named(names: readonly string[], schema: z.ZodType) {
  return z.strictObject(Object.fromEntries(names.map((name) => [name, schema.optional()]))).optional();
}
