import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { deepFreeze } from "../../model/deep_freeze.ts";
import { homeOf, ownCaller } from "../../model/own_code/call_own.ts";
import { FAULT_TYPES, type ServiceKind, UsageError } from "../../model/mod.ts";
import type { Conditions } from "../physics/conditions.ts";
import {
  fail,
  faultCatalogue,
  type FaultKind,
  type FaultKinds,
  type Injection,
  type Remedy,
  saturate,
} from "./catalogue.ts";

/** What a fault of one's own does to its target in a step; what is left out stays as it is. */
export interface FaultEffect {
  /** Factor on the service time, 1 or more. */
  readonly serviceTimeFactor?: number;
  /** Utilisation that the service time grows to under the usual load, 0 or more; it never shrinks. */
  readonly utilisation?: number;
  /** Share of its requests that the service fails besides its usual errors, 0 to 1. */
  readonly errorShare?: number;
  /** Growth of the memory's utilisation per step, 0 to 1. */
  readonly memoryPerStep?: number;
  /** Share of a cache's entries that are wrong, 0 to 1. */
  readonly poisonedShare?: number;
  /** Factor on the users' traffic, 0 or more. */
  readonly trafficFactor?: number;
  /** Of a fault on a call: what each call takes longer, in seconds. */
  readonly delaySeconds?: number;
  /** Of a fault on a call: share of the packets that are lost, 0 to 1. */
  readonly lossShare?: number;
  /** Of a fault on a call: share of the calls that find no connection, 0 to 1. */
  readonly unconnectedShare?: number;
  /** Of a fault on a call or a caller: connections that are left in its pool, above 0. */
  readonly poolConnections?: number;
}

/** A kind of fault of one's own: what it strikes, what it does there, and what mends it. */
export interface OwnFault {
  /** Small letters, digits and underscores; none of the catalogue's. */
  readonly name: string;
  /** What it is, in one sentence without a full stop. */
  readonly about: string;
  /** What is struck: a service of one of `kinds`, a call to one, the caller of one (both by their name), or the front. Default `"node"`. */
  readonly strikes?: "node" | "call" | "caller" | "front";
  /** Kinds of service. Default: all of them. */
  readonly kinds?: readonly ServiceKind[];
  /**
   * What it does by severity, 0.4 to 1 (a milder one is a share of the effect at 0.4), and by age: the steps since it began, 0 in the first. Called
   * once a step; it must give the same for the same.
   */
  effect(severity: number, age: number): FaultEffect;
  /** The remedies that mend it, by the target's kind. Default: none, so that it has to be waited for. */
  readonly mendedBy?: Partial<Record<ServiceKind, readonly Remedy[]>>;
  /** Least share of users' requests that must depend on a service for the fault to be drawn there, 0 to 1; a named service is struck in any case. Default 0. */
  readonly carries?: number;
  /** Whether it happens at once, however other faults begin. Default false. */
  readonly atOnce?: boolean;
}

const KINDS: readonly ServiceKind[] = ["service", "cache", "database"];
const REMEDIES: readonly Remedy[] = ["restart", "rollback", "failover", "clear_cache", "drain"];
const remedies = z.array(z.enum(REMEDIES)).optional();

const OWN_FAULT = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "up to 40 small letters, digits and underscores"),
  about: z.string().min(1),
  strikes: z.enum(["node", "call", "caller", "front"]).default("node"),
  kinds: z.array(z.enum(KINDS)).min(1).default([...KINDS]),
  effect: z.custom<OwnFault["effect"]>((value) => typeof value === "function", "must be a function"),
  mendedBy: z.strictObject({ service: remedies, cache: remedies, database: remedies }).default({}),
  carries: z.number().min(0).max(1).default(0),
  atOnce: z.boolean().default(false),
});

const share = z.number().min(0).max(1).optional();

const EFFECT = z.strictObject({
  serviceTimeFactor: z.number().min(1).optional(),
  utilisation: z.number().min(0).optional(),
  errorShare: share,
  memoryPerStep: share,
  poisonedShare: share,
  trafficFactor: z.number().min(0).optional(),
  delaySeconds: z.number().min(0).optional(),
  lossShare: share,
  unconnectedShare: share,
  poolConnections: z.number().positive().optional(),
});

/** Parts of an effect that only a fault on a call has. */
const ON_CALLS = ["delaySeconds", "lossShare", "unconnectedShare", "poolConnections"] as const;

/** Severities and ages at which an effect is tried before any episode. */
const TRIED = [0.4, 0.7, 1].flatMap((severity) => [0, 1, 60].map((age) => [severity, age] as const));

/**
 * Kinds of fault by name: the catalogue's and one's own.
 *
 * @throws {UsageError} naming the fault and the rule: for a name that is taken, an unknown key or remedy, an effect out of range, and one on calls
 * for a fault that strikes none
 */
export function faultKindsOf(own: readonly OwnFault[] = []): FaultKinds {
  if (own.length === 0) return faultCatalogue;
  const kinds: Record<string, FaultKind> = { ...faultCatalogue };
  for (const given of own) {
    const fault = checkOptions(thingOf(given), OWN_FAULT, given, "a kind of fault");
    if (Object.hasOwn(kinds, fault.name)) {
      throw new UsageError(
        `The fault "${fault.name}" is ${
          (FAULT_TYPES as readonly string[]).includes(fault.name) ? "in the catalogue" : "given twice"
        }: give one of your own a name of its own`,
      );
    }
    const kind = kindOf(fault);
    kinds[fault.name] = deepFreeze(kind);
  }
  return kinds;
}

/** What messages call a fault as it was given. */
function thingOf(given: OwnFault): string {
  const name: unknown = (given as Partial<OwnFault> | null | undefined)?.name;
  return typeof name === "string" && name !== "" ? `the fault ${JSON.stringify(name)}` : "faultKinds";
}

function kindOf(
  { name, about, strikes, kinds, effect, mendedBy, carries, atOnce }: z.output<typeof OWN_FAULT>,
): FaultKind {
  const thing = `the fault "${name}"`;
  let asked = "";
  const call = ownCaller(thing, { home: homeOf(effect), when: () => asked });
  const effectAt = (severity: number, age: number): FaultEffect => {
    const given = call("effect", () => {
      asked = `severity ${severity}, age ${age}`;
      return effect(severity, age);
    });
    const found = checkOptions(thing, EFFECT, given, "its effect");
    const stray = strikes === "call" || strikes === "caller"
      ? undefined
      : ON_CALLS.find((part) => found[part] !== undefined);
    if (stray === undefined) return found as FaultEffect;
    throw new UsageError(
      `${thing}: ${stray} is of calls, and it strikes "${strikes}": let it strike "call" or "caller"`,
    );
  };
  for (const [severity, age] of TRIED) effectAt(severity, age);
  return {
    description: about,
    strikes,
    kinds,
    carries,
    ...(atOnce && { atOnce }),
    mendedBy: Object.fromEntries(Object.entries(mendedBy).filter(([, some]) => some !== undefined)),
    apply: (conditions, injection) =>
      takeEffect(conditions, injection, effectAt(injection.severity, injection.age)),
  };
}

/** Puts an effect into the conditions of a step, on top of those of other faults. */
function takeEffect(conditions: Conditions, injection: Injection, effect: FaultEffect): void {
  const { node, call } = injection.target;
  if (effect.utilisation !== undefined) saturate(conditions, injection, effect.utilisation);
  if (effect.errorShare !== undefined) fail(conditions, injection, effect.errorShare);
  conditions.slow[node] = conditions.slow[node]! * (effect.serviceTimeFactor ?? 1);
  conditions.leak[node] = conditions.leak[node]! + (effect.memoryPerStep ?? 0);
  conditions.poison[node] = Math.max(conditions.poison[node]!, effect.poisonedShare ?? 0);
  conditions.traffic *= effect.trafficFactor ?? 1;
  if (call === undefined) return;
  conditions.delay[call] = conditions.delay[call]! + (effect.delaySeconds ?? 0);
  conditions.loss[call] = Math.max(conditions.loss[call]!, effect.lossShare ?? 0);
  conditions.cut[call] = Math.max(conditions.cut[call]!, effect.unconnectedShare ?? 0);
  conditions.pool[call] = Math.min(conditions.pool[call]!, effect.poolConnections ?? Infinity);
}
