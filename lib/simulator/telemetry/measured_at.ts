import { z } from "zod";
import {
  type Catalogue,
  catalogue,
  type Entry,
  LATENCY_P95_MS,
  METRIC_COUNT,
  REQUEST_RATE,
  requireName,
  UsageError,
} from "../../model/mod.ts";
import { deepFreeze } from "../../model/deep_freeze.ts";
import { createStream } from "../../random/mod.ts";
import { createMixture, push, reduce, totalWeight } from "../mixtures/mixture.ts";
import { percentile95 } from "../mixtures/percentile.ts";
import { attemptOutcome, attemptRate } from "../physics/attempt_outcome.ts";
import type { Conditions } from "../physics/conditions.ts";
import type { Physics } from "../physics/physics.ts";
import { createScratch } from "../physics/scratch.ts";
import type { Network } from "../topology/network.ts";
import type { SeenRequests } from "./metrics.ts";

/** Places at which requests are measured, by name. */
export const MEASURED_AT = ["server", "caller", "mixed"] as const;
deepFreeze(MEASURED_AT);

/** What each place is. */
export const measuringPlaces: Catalogue<Entry & { readonly name: typeof MEASURED_AT[number] }> = catalogue(
  "measuring place",
  [
    { name: "server", about: "latency, errors and rate of a service are measured at itself" },
    {
      name: "caller",
      about:
        "at its callers, network and waiting for a connection included: client-side spans, a service mesh, a database without an exporter",
    },
    { name: "mixed", about: "at itself or at its callers, drawn for each service and seed" },
  ],
);

/**
 * Where p95, error rate and request rate of a service are measured: at itself, "server"; at its callers, "caller", as by client-side spans, by a service
 * mesh, or for a database without an exporter; or either, drawn per service and seed, "mixed". Names of services: those are measured at their callers.
 */
export type MeasuredAt = typeof MEASURED_AT[number] | readonly string[];

/** The schema of `MeasuredAt`. */
export const measuredAtSchema = z.union([z.enum(MEASURED_AT), z.array(z.string())]);

/** The share of the services that "mixed" measures at their callers. */
const MIXED_SHARE = 0.5;

/** @throws {UsageError} for a service that nobody calls or that does not exist, with the nearest name, and a place in a list */
export function checkMeasuredAt(measuredAt: MeasuredAt, network: Network): void {
  if (typeof measuredAt === "string") return;
  const { services } = network.topology;
  const called = services.filter((_, node) => isCalled(node, network)).map(({ name }) => name);
  const known = [...called, ...MEASURED_AT];
  for (const name of measuredAt) {
    requireName("service that is called, or place", name, known);
    if (called.includes(name)) continue;
    throw new UsageError(`measuredAt takes a place or a list of services, found "${name}" in a list`);
  }
}

/** Whether services call a service. The front is measured at itself, since its callers are users. */
function isCalled(node: number, { front, callee }: Network): boolean {
  return node !== front && callee.includes(node);
}

/** The nodes that are measured at their callers in an episode, 1 each; absent if there are none. */
export function drawMeasuredAt(
  key: string | number,
  measuredAt: MeasuredAt,
  network: Network,
): Uint8Array | undefined {
  if (measuredAt === "server") return undefined;
  const stream = createStream(key, "measured at");
  const nodes = network.topology.services.map(({ name }, node) => {
    const drawn = stream.next() < MIXED_SHARE;
    const chosen = typeof measuredAt === "object"
      ? measuredAt.includes(name)
      : measuredAt === "caller" || drawn;
    return chosen && isCalled(node, network) ? 1 : 0;
  });
  return nodes.includes(1) ? Uint8Array.from(nodes) : undefined;
}

/** The requests of services as their callers see them. */
export interface CallerView {
  /** What is measured of the latest step. @param atCallers 1 for each node that is measured at its callers; the others as they measure themselves */
  see(atCallers: Uint8Array): SeenRequests;
  /** Corrects measured values of those nodes, in place: no attempt takes longer than its caller waits, and of no attempts no latency is known. */
  correct(values: Float64Array, atCallers: Uint8Array): void;
}

/** Sees the requests of a network, whose physics it reads. */
export function createCallerView(
  { network, conditions, physics: { truth, responses } }: {
    network: Network;
    conditions: Conditions;
    physics: Physics;
  },
): CallerView {
  const { nodes, callee, timeout } = network;
  const perNode = () => new Float64Array(nodes);
  const seen = { arrivals: perNode(), errorRate: perNode(), p95: perNode(), density: perNode() };
  /** Per node: the longest that a caller with attempts waits for one (s). */
  const longest = perNode();
  const incoming: number[][] = Array.from({ length: nodes }, () => []);
  callee.forEach((node, e) => incoming[node]!.push(e));
  const [good, bad] = [createMixture(), createMixture()];
  const scratch = createScratch();
  const input = { network, conditions, responses, truth, scratch };

  function see(node: number): void {
    const { callGood, callBad, distances, percentile } = scratch;
    const calls = incoming[node]!;
    const rate = calls.reduce((sum, e) => sum + attemptRate(e, input), 0);
    good.size = bad.size = 0;
    longest[node] = 0;
    for (const e of calls) {
      const share = attemptRate(e, input) / rate;
      // So are those of no attempts.
      if (!(share > 0)) continue;
      longest[node] = Math.max(longest[node]!, timeout[e]!);
      attemptOutcome(e, input);
      for (const [into, { size, parts }] of [[good, callGood], [bad, callBad]] as const) {
        for (let i = 0; i < size * 3; i += 3) push(into, share * parts[i]!, parts[i + 1]!, parts[i + 2]!);
        reduce(into, distances);
      }
    }
    percentile95(good, bad, truth.p95[node]!, percentile);
    seen.arrivals[node] = rate;
    seen.errorRate[node] = Math.min(1, totalWeight(bad));
    seen.p95[node] = Math.min(percentile.value, longest[node]!);
    seen.density[node] = percentile.density;
  }

  return {
    see(atCallers) {
      seen.arrivals.set(truth.arrivals);
      seen.errorRate.set(truth.errorRate);
      seen.p95.set(truth.p95);
      seen.density.set(truth.density);
      for (let node = 0; node < nodes; node++) if (atCallers[node] === 1) see(node);
      return seen;
    },
    correct(values, atCallers) {
      for (let node = 0; node < nodes; node++) {
        if (atCallers[node] !== 1) continue;
        const row = node * METRIC_COUNT;
        values[row + LATENCY_P95_MS] = values[row + REQUEST_RATE] === 0
          ? NaN
          : Math.min(values[row + LATENCY_P95_MS]!, 1000 * longest[node]!);
      }
    },
  };
}
