import type { Topology } from "../../../model/mod.ts";
import type { PrometheusConfig, SourceConfig } from "../../config/source_schema.ts";

/** Labels that are remembered; a system has fewer, unless something is wrong with them. */
const MAX_REMEMBERED = 10_000;

/** One way in which a label can name a service. */
interface Pattern {
  readonly service: number;
  readonly matches: RegExp;
  /** Characters that are not `*`: of several patterns that match, the one with most of them counts. */
  readonly weight: number;
}

/**
 * Finds the row of the service that a label names; -1: none. Case doesn't count, and a prefix that all services share is taken off. A service
 * with `label` in the configuration has those names and not its own; of several patterns that match, one without `*` counts first, then
 * the longest.
 */
export function serviceNamer(
  { services, servicePrefix = "" }: Pick<PrometheusConfig, "services" | "servicePrefix">,
  topology: Topology,
): (label: string) => number {
  const patterns = topology.services.flatMap(({ name }, service) =>
    [services[name]?.label ?? servicePrefix + name].flat().map((text) => patternOf(text, service))
  ).sort((a, b) => b.weight - a.weight);
  const remembered = new Map<string, number>();
  return (label) => {
    const known = remembered.get(label);
    if (known !== undefined) return known;
    const row = patterns.find(({ matches }) => matches.test(label))?.service ?? -1;
    if (remembered.size < MAX_REMEMBERED) remembered.set(label, row);
    return row;
  };
}

/** Renames a service to what the topology calls it; a service that it has not keeps its name. */
export function serviceRenamer(config: SourceConfig, topology: Topology): (name: string) => string {
  const rowOf = serviceNamer(config.type === "prometheus" ? config : { services: {} }, topology);
  return (name) => topology.services[rowOf(name)]?.name ?? name;
}

function patternOf(text: string, service: number): Pattern {
  const parts = text.split("*");
  const source = parts.map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join(".*");
  const weight = parts.length === 1 ? Infinity : parts.join("").length;
  return { service, matches: new RegExp(`^${source}$`, "isu"), weight };
}
