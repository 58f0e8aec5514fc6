import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  metricOf,
  type Observation,
  REQUEST_RATE,
  serviceIndex,
  type ServiceKind,
} from "../../model/mod.ts";
import type { PolicyContext } from "../policy.ts";

/** Names of the tree's features, which are the same for a system of any size. */
export const TREE_FEATURES = [
  "front p95 over its limit",
  "front errors over their limit",
  "front rate over normal",
  ...(["service", "cache", "database"] as const).flatMap((kind) => [
    `${kind} CPU`,
    `${kind} memory`,
    `${kind} errors`,
    `${kind} p95 over normal`,
    `${kind} rate over normal`,
  ]),
] as const;

/** The features of an observation, and the node of each kind that has changed most. */
export interface TreeView {
  readonly features: readonly number[];
  readonly suspects: Readonly<Record<ServiceKind, number | undefined>>;
}

/** Smallest healthy p95 (ms) or rate (1/s) that a ratio is formed with. */
const MIN_DENOMINATOR = 1e-3;

/**
 * Looks at an observation as the tree does: of each kind of service at the one that has changed most against its healthy means.
 *
 * @param normal healthy means, services x metrics
 */
export function treeView(
  observation: Observation,
  normal: Float64Array,
  { topology, slo }: PolicyContext,
): TreeView {
  const { services, front } = topology;
  const now = (node: number, metric: number) => metricOf(observation, node, metric);
  const usual = (node: number, metric: number) => normal[node * METRIC_COUNT + metric]!;
  const ratio = (node: number, metric: number) =>
    now(node, metric) / Math.max(MIN_DENOMINATOR, usual(node, metric));
  const change = (node: number) =>
    Math.abs(Math.log(Math.max(0.1, ratio(node, LATENCY_P95_MS)))) + 5 * now(node, ERROR_RATE) +
    4 * Math.abs(now(node, CPU_UTILISATION) - usual(node, CPU_UTILISATION)) +
    4 * Math.abs(now(node, MEMORY_UTILISATION) - usual(node, MEMORY_UTILISATION));
  const suspectOf = (kind: ServiceKind) => {
    const nodes = services.flatMap((service, node) => service.kind === kind ? [node] : []);
    return nodes.toSorted((a, b) => change(b) - change(a))[0];
  };
  const suspects = {
    service: suspectOf("service"),
    cache: suspectOf("cache"),
    database: suspectOf("database"),
  };
  const node = serviceIndex(topology, front);
  const features = [
    now(node, LATENCY_P95_MS) / slo.latencyP95Ms,
    now(node, ERROR_RATE) / slo.errorRate,
    ratio(node, REQUEST_RATE),
    ...(["service", "cache", "database"] as const).flatMap((kind) => {
      const at = suspects[kind];
      if (at === undefined) return [0, 0, 0, 1, 1];
      return [
        now(at, CPU_UTILISATION),
        now(at, MEMORY_UTILISATION),
        now(at, ERROR_RATE),
        ratio(at, LATENCY_P95_MS),
        ratio(at, REQUEST_RATE),
      ];
    }),
  ];
  // Missing values, and ratios to them, count as 0.
  return { features: features.map((value) => Number.isFinite(value) ? value : 0), suspects };
}
