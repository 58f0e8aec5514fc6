import type { DependencyGraph } from "./dependency_graph.ts";

/** Chances of stepping from service to service, row by row in one array: a row's entries begin at `begins[row]`. */
export interface CausalWalk {
  readonly begins: Int32Array;
  readonly ends: Int32Array;
  readonly chances: Float64Array;
  /** Services that nothing leads away from: from there every service is as likely. */
  readonly lost: readonly number[];
}

/**
 * A walk towards causes: to a callee with its score, back to a caller with rho times its score, staying with what the own score exceeds
 * the largest of these by; each row divided by its sum. Wang et al., "CloudRanger", CCGrid 2018; Meng et al.,
 * "MicroCause", IWQoS 2020.
 *
 * @param scores per service, 0 or more
 * @param rho weight of the way back, 0 to 1
 */
export function causalWalk(
  scores: Float64Array,
  { callees, callers }: DependencyGraph,
  rho: number,
): CausalWalk {
  const begins = new Int32Array(scores.length + 1);
  const ends: number[] = [];
  const chances: number[] = [];
  const lost: number[] = [];
  scores.forEach((own, service) => {
    const steps = new Map<number, number>();
    for (const caller of callers[service]!) steps.set(caller, rho * scores[caller]!);
    for (const callee of callees[service]!) steps.set(callee, scores[callee]!);
    steps.set(service, Math.max(0, own - Math.max(0, ...steps.values())));
    const total = steps.values().reduce((sum, weight) => sum + weight, 0);
    if (total > 0) {
      ends.push(...steps.keys());
      for (const weight of steps.values()) chances.push(weight / total);
    } else lost.push(service);
    begins[service + 1] = ends.length;
  });
  return { begins, ends: Int32Array.from(ends), chances: Float64Array.from(chances), lost };
}

/** Where a walker is after one more step, given the chances of where it is now. */
export function stepOf({ begins, ends, chances, lost }: CausalWalk, now: Float64Array): Float64Array {
  const anywhere = lost.reduce((sum, service) => sum + now[service]!, 0) / now.length;
  const next = new Float64Array(now.length).fill(anywhere);
  for (let service = 0; service < now.length; service++) {
    for (let i = begins[service]!; i < begins[service + 1]!; i++) {
      next[ends[i]!]! += now[service]! * chances[i]!;
    }
  }
  return next;
}

/** The sum of distances between two distributions. */
export function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum;
}
