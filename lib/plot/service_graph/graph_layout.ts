import { Graph, layout } from "@dagrejs/dagre";
import type { Call, Topology } from "../../model/mod.ts";

/** A position in the drawing, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The layout of a service graph, in pixels from the upper left corner of the drawing. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  /** Centres of the services by name. */
  readonly nodes: ReadonlyMap<string, Point>;
  readonly edges: readonly { readonly call: Call; readonly points: readonly Point[] }[];
}

/** Sizes of a layout, in pixels. */
export interface LayoutRoom {
  /** Size of a service. */
  readonly size: (service: string) => { readonly width: number; readonly height: number };
  /** Distance within a layer, default 16. */
  readonly within?: number;
  /** Distance between layers, default 60. */
  readonly between?: number;
}

/**
 * Lays out a service graph in layers, from the front on the left to the databases on the right, with few crossings
 * (Gansner et al., A Technique for Drawing Directed Graphs, 1993; implemented by dagre).
 */
export function layoutGraph(
  { services, calls }: Topology,
  { size, within = 16, between = 60 }: LayoutRoom,
): GraphLayout {
  const graph = new Graph({ multigraph: false })
    .setGraph({ rankdir: "LR", nodesep: within, ranksep: between, edgesep: 8 });
  for (const { name } of services) graph.setNode(name, { ...size(name) });
  for (const { caller, callee } of calls) graph.setEdge(caller, callee, {});
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    nodes: new Map(services.map(({ name }) => [name, pointOf(graph.node(name))])),
    edges: calls.map((call) => {
      const { points = [] } = graph.edge(call.caller, call.callee) as { points?: readonly Point[] };
      return { call, points: points.map(pointOf) };
    }),
  };
}

function pointOf(at: { x?: number; y?: number }): Point {
  return { x: at.x!, y: at.y! };
}
