import type { Span } from "../../model/mod.ts";
import { median } from "../../stats/samples/quantiles.ts";
import { growForest } from "./span_tree.ts";

/** One replica of a service that is slower than the others. */
export interface SlowReplica {
  /** Name of the service. */
  readonly service: string;
  /** Its `service.instance.id`. */
  readonly instance: string;
  /** Median self time of its server spans as a multiple of that of the others' (pooled). */
  readonly ratio: number;
}

/** The attributes that can tell replicas apart, the most telling first. */
const INSTANCE_ATTRIBUTES = ["service.instance.id", "host.name"] as const;
/** Least server spans of the replica, and of the others, that are compared. */
const MIN_SPANS = 2;
/** Least ratio of medians. */
const MIN_RATIO = 2;
/** Standard errors of the logarithm of the ratio that it must exceed: any replica of any service may be slow by chance. */
const MIN_ERRORS = 4;

/**
 * Finds the replica whose own work takes longest in comparison to that of the other replicas of its service, from the server spans that
 * say by which replica they were served and have not failed; undefined if none stands out.
 */
export function slowReplicaIn(spans: readonly Span[]): SlowReplica | undefined {
  if (!spans.some((span) => instanceOf(span) !== undefined)) return undefined;
  const forest = growForest(spans);
  const services = new Map<string, Map<string, number[]>>();
  forest.spans.forEach((span, i) => {
    const instance = instanceOf(span);
    if (instance === undefined || span.kind !== "server" || span.failed) return;
    const replicas = services.get(span.service) ?? new Map<string, number[]>();
    services.set(span.service, replicas);
    const seconds = replicas.get(instance);
    if (seconds) seconds.push(forest.selfSeconds[i]!);
    else replicas.set(instance, [forest.selfSeconds[i]!]);
  });
  let slowest: SlowReplica | undefined;
  for (const [service, replicas] of services) {
    for (const [instance, seconds] of replicas) {
      const others = [...replicas].flatMap(([other, its]) => other === instance ? [] : its);
      if (seconds.length < MIN_SPANS || others.length < MIN_SPANS) continue;
      const ratio = median(seconds) / Math.max(median(others), 1e-9);
      if (ratio < leastRatio(seconds.length, others.length) || ratio <= (slowest?.ratio ?? 0)) continue;
      slowest = { service, instance, ratio };
    }
  }
  return slowest;
}

/** The median of n exponential times has a relative standard error of 1 / (ln 2 sqrt(n)). */
function leastRatio(some: number, others: number): number {
  return Math.max(MIN_RATIO, Math.exp(MIN_ERRORS * Math.sqrt(1 / some + 1 / others) / Math.LN2));
}

function instanceOf({ attributes }: Span): string | undefined {
  for (const name of INSTANCE_ATTRIBUTES) {
    const value = attributes?.[name];
    if (value !== undefined) return String(value);
  }
}
