import { median, medianAndDeviation, sampleQuantile } from "../../stats/mod.ts";
import type { TimePart, TimeParts } from "./time_parts.ts";

/** A part of requests' time that has grown. */
export interface TimeExcess {
  readonly part: TimePart;
  /** Seconds per span beyond what is usual, the mean over the quantiles that are compared; never negative. */
  readonly shiftSeconds: number;
  /** Median and robust spread of what is usual, in seconds. */
  readonly usualSeconds: number;
  readonly spreadSeconds: number;
  /** Seconds in all: shift times number of spans. */
  readonly excessSeconds: number;
}

/** Quantiles that are compared: the median alone would miss what slows a third of the requests; further out is chance. */
const COMPARED = [0.5, 0.75];
/** Spreads above the median beyond which a usual quantile is not believed: what began a little early is in the window before. */
const MOST_SPREADS = 3;
/** Least spread, as a share of the median and in seconds. */
const LEAST_SPREAD = [0.05, 5e-4] as const;

interface Normal {
  readonly quantiles: readonly number[];
  readonly spread: number;
}

/**
 * Learns what is usual for each part; the function returned tells by how much each part of another window exceeds it. A part that is new
 * is held against its operation with the other outcome, else against all of that service's parts of the same kind, else everyone's. A leaf
 * that usually is none and that did not fail comes of a trace that was cut off: it says nothing.
 */
export function learnTimeExcess(before: TimeParts): (after: TimeParts) => TimeExcess[] {
  const normals = new Map([...before.parts].map(([key, { seconds }]) => [key, normalOf(seconds)]));
  const pools = poolsOf(before);
  const pooled = new Map<string, Normal | undefined>();
  const normalFor = (part: TimePart) => {
    for (const key of poolKeys(part)) {
      if (!pooled.has(key)) pooled.set(key, pools.has(key) ? normalOf(pools.get(key)!) : undefined);
      const normal = pooled.get(key);
      if (normal !== undefined) return normal;
    }
  };
  const branching = new Set([...before.parts.values()].filter(({ leaf }) => !leaf).map(nameKey));
  const cutOff = (part: TimePart) => part.leaf && !part.failed && branching.has(nameKey(part));
  return (after) =>
    [...after.parts].flatMap(([key, part]) => {
      const known = normals.get(key);
      if (known === undefined && cutOff(part)) return [];
      const normal = known ?? normalFor(part);
      return normal === undefined ? [] : [excessOf(part, normal)];
    });
}

function normalOf(seconds: readonly number[]): Normal {
  const { median: centre, deviation } = medianAndDeviation(seconds);
  const [share, absolute] = LEAST_SPREAD;
  const spread = Math.max(1.4826 * deviation, share * centre, absolute);
  const most = centre + MOST_SPREADS * spread;
  return { quantiles: COMPARED.map((p) => Math.min(most, sampleQuantile(seconds, p))), spread };
}

function excessOf(part: TimePart, { quantiles, spread }: Normal): TimeExcess {
  const shifts = COMPARED.map((p, i) =>
    Math.max(0, sampleQuantile(part.seconds, p) - quantiles[i]! - spread)
  );
  const shiftSeconds = shifts.reduce((sum, shift) => sum + shift, 0) / COMPARED.length;
  return {
    part,
    shiftSeconds,
    usualSeconds: quantiles[0]!,
    spreadSeconds: spread,
    excessSeconds: shiftSeconds * part.seconds.length,
  };
}

const nameKey = ({ service, name }: TimePart) => `${service} ${name}`;

function operationKey({ kind, service, callee, name }: TimePart, leaf: boolean): string {
  return `operation ${kind} ${service} ${callee ?? ""} ${name} ${leaf}`;
}

/** From the closest to the coarsest. */
function poolKeys(part: TimePart): string[] {
  return [operationKey(part, part.leaf), `service ${part.kind} ${part.service}`, `kind ${part.kind}`];
}

function poolsOf({ parts }: TimeParts): Map<string, number[]> {
  const pools = new Map<string, number[]>();
  for (const part of parts.values()) {
    for (const key of poolKeys(part)) {
      const pool = pools.get(key) ?? [];
      if (pool.length === 0) pools.set(key, pool);
      for (const seconds of part.seconds) pool.push(seconds);
    }
  }
  return pools;
}

/** Median of the requests' durations in seconds, 0 without requests. */
export function usualRequestSeconds({ requestSeconds }: TimeParts): number {
  return median(requestSeconds) || 0;
}
