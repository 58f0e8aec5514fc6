import type { Diagnosis, Topology } from "../../model/mod.ts";
import { smoothPath } from "../../plot/service_graph/arrow.ts";
import { layoutGraph, type Point } from "../../plot/service_graph/graph_layout.ts";
import { nodeOutline } from "../../plot/service_graph/node_shape.ts";
import { type Html, html } from "./html.ts";

const NODE_HEIGHT = 34;
const CHARACTER_WIDTH = 7.5;
const MARGIN = 8;

/** The service graph, its services filled by how much a diagnosis blames them; the suspect has a bold frame. */
export function blameGraph(topology: Topology, diagnosis: Diagnosis | undefined): Html {
  const width = (name: string) => Math.max(60, name.length * CHARACTER_WIDTH + 20);
  const layout = layoutGraph(topology, { size: (name) => ({ width: width(name), height: NODE_HEIGHT }) });
  const scores = new Map(diagnosis?.ranking.map(({ service, score }) => [service, score]));
  const greatest = Math.max(1e-9, ...scores.values());
  const moved = ({ x, y }: Point): Point => ({ x: x + MARGIN, y: y + MARGIN });
  const label = diagnosis === undefined ? "nobody is suspected" : `${diagnosis.suspect} is suspected`;
  return html`<svg class="graph" viewBox="0 0 ${rounded(layout.width + 2 * MARGIN)} ${
    rounded(layout.height + 2 * MARGIN)
  }" role="img" aria-label="${label}">
${
    layout.edges.map(({ call, points }) =>
      html`
        <path class="call${call.critical ? "" : " optional"}" d="${smoothPath(points.map(moved))}" />
      `
    )
  }
${
    topology.services.map(({ name, kind }) => {
      const at = moved(layout.nodes.get(name)!);
      const share = Math.max(0, Math.min(1, (scores.get(name) ?? 0) / greatest));
      const outline = nodeOutline(kind, at, { width: width(name), height: NODE_HEIGHT });
      const isSuspect = diagnosis?.suspect === name;
      return html`
        <g class="node${isSuspect ? " suspect" : ""}">
          <title>${name}, ${kind}${scores.has(name)
            ? `, blame ${Number(scores.get(name)!.toPrecision(2))}`
            : ""}</title>
          <path class="back" d="${outline}" />
          <path class="blame" fill-opacity="${rounded(share * 0.8)}" d="${outline}" />
          <text x="${rounded(at.x)}" y="${rounded(at.y + 4)}">${name}</text>
        </g>
      `;
    })
  }</svg>`;
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}
