import type { Call, Service, Topology } from "../../model/mod.ts";
import { textWidth } from "../parts/text_size.ts";
import { arrowPaths } from "../service_graph/arrow.ts";
import { layoutGraph, type Point } from "../service_graph/graph_layout.ts";
import { drumRim, nodeOutline, RIM, type Size } from "../service_graph/node_shape.ts";
import type { CallData, GraphData, NodeData } from "./client/figure_data.ts";

/** Room around the nodes for frames, and above them for the labels of the suspect and of the service at fault. */
const MARGIN = { x: 24, y: 26 };
const LAYERS_APART = 46;
/** Apart within a layer; in large graphs less. */
const NODES_APART = { small: 30, large: 20 };
const LARGE = 14;

/** A service graph, laid out for a page. */
export function graphData(topology: Topology): GraphData {
  const { services } = topology;
  const sizes = new Map(services.map((service) => [service.name, nodeSize(service)]));
  const layout = layoutGraph(topology, {
    size: (name) => sizes.get(name)!,
    within: services.length > LARGE ? NODES_APART.large : NODES_APART.small,
    between: LAYERS_APART,
  });
  const moved = ({ x, y }: Point): Point => ({ x: x + MARGIN.x, y: y + MARGIN.y });
  const rowOf = new Map(services.map(({ name }, row) => [name, row]));
  return {
    width: Math.ceil(layout.width + 2 * MARGIN.x),
    height: Math.ceil(layout.height + 2 * MARGIN.y),
    nodes: services.map((service) =>
      nodeData(service, { at: moved(layout.nodes.get(service.name)!), topology })
    ),
    calls: layout.edges.map(({ call, points }): CallData => ({
      caller: rowOf.get(call.caller)!,
      callee: rowOf.get(call.callee)!,
      ...arrowPaths(points.map(moved)),
      optional: !call.critical,
      about: callText(call),
    })),
  };
}

function nodeSize({ name, kind }: Service): Size {
  return { width: Math.max(70, textWidth(name, { size: 12 }) + 30), height: kind === "database" ? 46 : 38 };
}

function nodeData(service: Service, { at, topology }: { at: Point; topology: Topology }): NodeData {
  const { name, kind } = service;
  const size = nodeSize(service);
  return {
    name,
    kind,
    x: Number(at.x.toFixed(1)),
    y: Number((at.y + (kind === "database" ? RIM / 2 : 0)).toFixed(1)),
    width: size.width,
    top: Number((at.y - size.height / 2).toFixed(1)),
    outline: nodeOutline(kind, at, size),
    frame: nodeOutline(kind, at, { width: size.width + 11, height: size.height + 11 }),
    ...(kind === "database" && { rim: drumRim(at, size) }),
    facts: factsOf(service, topology),
  };
}

function factsOf(service: Service, { front, entryRate }: Topology): [string, string][] {
  const { replicas, ratePerReplica, queuePlaces, threads, cache } = service;
  return [
    ...(service.name === front
      ? [["users", `${Number(entryRate.toPrecision(3))} requests/s`] as [string, string]]
      : []),
    ["replicas", String(replicas)],
    ["each serves", `${Number(ratePerReplica.toPrecision(3))} requests/s`],
    ["queue", `${queuePlaces} places`],
    ...(threads === undefined ? [] : [["threads", String(threads)] as [string, string]]),
    ...(cache === undefined
      ? []
      : [["hit ratio", `${Math.round(100 * cache.hitRatio)}\u00a0%`] as [string, string]]),
  ];
}

function callText(call: Call): string {
  const { callsPerRequest, mode, timeoutSeconds, retries, critical, breaker, onMissOf } = call;
  return [
    `${Number(callsPerRequest.toPrecision(3))} per request${
      onMissOf === undefined ? "" : ` that ${onMissOf} can't answer`
    }`,
    mode,
    `timeout ${Number(timeoutSeconds.toPrecision(3))} s`,
    retries === 0 ? "no retries" : `${retries} ${retries === 1 ? "retry" : "retries"}`,
    ...(critical ? [] : ["optional"]),
    ...(breaker === undefined ? [] : ["with a breaker"]),
  ].join(", ");
}
