import { z } from "zod";
import { anyNumber } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { topologySchema } from "../../model/schemas.ts";
import { fractionText } from "../../model/shown/share_text.ts";
import { requireName, type Service, type Topology, UsageError } from "../../model/mod.ts";
import { drawArrow } from "./arrow.ts";
import { createFrame, MARGIN } from "../parts/frame.ts";
import { layoutGraph, type Point } from "./graph_layout.ts";
import { drumRim, nodeOutline, RIM, type Size } from "./node_shape.ts";
import { BREACH, INK, MUTED, PAPER, SERIES } from "../parts/palette.ts";
import { draw, type Picture, write } from "../parts/svg.ts";
import { textWidth } from "../parts/text_size.ts";

const ARGUMENTS = z.object({
  topology: topologySchema,
  options: z.strictObject({
    blame: z.record(z.string(), anyNumber).optional(),
    suspect: z.string().optional(),
    atFault: z.string().optional(),
    title: z.string().optional(),
  }),
});

/** Options of `plotServiceGraph`. */
export interface ServiceGraphOptions {
  /** Blame of each service, 0 to 1; services without one have no number and no fill. */
  readonly blame?: Readonly<Record<string, number>>;
  /** The suspect of a diagnosis. */
  readonly suspect?: string;
  /** The service that is actually at fault. */
  readonly atFault?: string;
  /** Title. Default: what the options say. */
  readonly title?: string;
}

/** Space for the frame around the service at fault, and for the label above it. */
const FRAME_OUTSET = 6;
const LABEL_HEIGHT = 22;
const FOOT_HEIGHT = 26;
const MIN_WIDTH = 620;

/**
 * A service graph in layers, from the front on the left to the databases on the right. The shape of a node shows its
 * kind, the fill its blame; the suspect has a bold frame and the service at fault a dashed one, both labelled.
 *
 * @throws {UsageError} for a service that is not in the graph, with the nearest name
 * @throws {UsageError} for blame outside of 0 to 1
 */
export function plotServiceGraph(topology: Topology, options: ServiceGraphOptions = {}): Picture {
  checkServiceGraph("plotServiceGraph", topology, options);
  const sizes = new Map(topology.services.map((service) => [service.name, nodeSize(service)]));
  const tagged = options.suspect !== undefined || options.atFault !== undefined;
  const layout = layoutGraph(topology, { size: (name) => sizes.get(name)!, ...(tagged && { within: 30 }) });
  const width = Math.max(MIN_WIDTH, layout.width + 2 * (MARGIN + FRAME_OUTSET));
  const above = tagged ? LABEL_HEIGHT : FRAME_OUTSET;
  const { card, top } = createFrame({
    title: serviceGraphTitle(topology, options),
    subtitle: subtitleOf(options),
    width,
    height: above + layout.height + FRAME_OUTSET + FOOT_HEIGHT + 10,
  });
  const shift = { x: (width - layout.width) / 2, y: top + above };
  for (const { call, points } of layout.edges) {
    drawArrow(card, points.map((point) => moved(point, shift)), { dashed: !call.critical });
  }
  for (const service of topology.services) {
    drawService(card, service, { at: moved(layout.nodes.get(service.name)!, shift), options });
  }
  writeLegend(card, topology, shift.y + layout.height + FRAME_OUTSET + FOOT_HEIGHT);
  return card;
}

/** @throws {UsageError} for a topology that is none, a service that is not in it, or blame outside of 0 to 1 */
export function checkServiceGraph(thing: string, topology: Topology, options: ServiceGraphOptions): void {
  checkOptions(thing, ARGUMENTS, { topology, options });
  requireServices(topology, options);
}

function requireServices(
  { services }: Topology,
  { blame = {}, suspect, atFault }: ServiceGraphOptions,
): void {
  const names = services.map(({ name }) => name);
  const given = [...Object.keys(blame), ...[suspect, atFault].filter((name) => name !== undefined)];
  for (const name of given) requireName("service", name, names);
  for (const [name, share] of Object.entries(blame)) {
    if (!(share >= 0 && share <= 1)) {
      throw new UsageError(`Blame lies from 0 to 1, found ${share} for ${name}`);
    }
  }
}

function nodeSize({ name, kind }: Service): Size {
  return { width: Math.max(60, textWidth(name) + 30), height: kind === "database" ? 44 : 34 };
}

/** The label above a node. */
function tagOf(name: string, { suspect, atFault }: ServiceGraphOptions): string {
  return [name === suspect ? "suspect" : "", name === atFault ? "at fault" : ""].filter(Boolean).join(", ");
}

function moved({ x, y }: Point, by: Point): Point {
  return { x: x + by.x, y: y + by.y };
}

function drawService(
  card: Picture,
  service: Service,
  { at, options }: { at: Point; options: ServiceGraphOptions },
): void {
  const { name, kind } = service;
  const size = nodeSize(service);
  if (name === options.atFault) {
    draw(card, "path", {
      d: nodeOutline(kind, at, { width: size.width + 10, height: size.height + 9 }),
      fill: "none",
      stroke: BREACH,
      "stroke-width": 2.5,
      "stroke-dasharray": "5 3",
    });
  }
  const share = options.blame?.[name];
  const frame = name === options.suspect
    ? { stroke: INK, "stroke-width": 3 }
    : { stroke: MUTED, "stroke-width": 1.2 };
  const outline = nodeOutline(kind, at, size);
  if (share) {
    // The colour of the card shines through: white, or dark on a dark page.
    draw(card, "path", { d: outline, fill: PAPER });
    draw(card, "path", { d: outline, fill: SERIES[0], "fill-opacity": share });
  }
  draw(card, "path", { d: outline, fill: share ? "none" : PAPER, ...frame });
  if (kind === "database") draw(card, "path", { d: drumRim(at, size), fill: "none", ...frame });
  writeName(card, name, { x: at.x, y: at.y + (kind === "database" ? RIM - 1 : 0), share });
  const tag = tagOf(name, options);
  if (!tag) return;
  write(card, tag, {
    x: at.x,
    y: at.y - size.height / 2 - 8,
    size: 10,
    bold: true,
    anchor: "middle",
    halo: true,
  });
}

function writeName(
  card: Picture,
  name: string,
  { x, y, share }: { x: number; y: number; share: number | undefined },
): void {
  // On light blues black is more legible than white.
  const colour = (share ?? 0) > 0.85 ? PAPER : INK;
  write(card, name, { x, y: y + (share === undefined ? 4 : -1), colour, anchor: "middle" });
  if (share === undefined) return;
  write(card, fractionText(share), { x, y: y + 11, size: 10, colour, anchor: "middle" });
}

/** The shapes and lines that are there, and no others. */
function writeLegend(card: Picture, { services, calls }: Topology, y: number): void {
  let x = MARGIN;
  for (const kind of ["service", "cache", "database"] as const) {
    if (!services.some((service) => service.kind === kind)) continue;
    const at = { x: x + 13, y: y - 4 };
    const size = { width: 26, height: kind === "database" ? 19 : 15 };
    draw(card, "path", { d: nodeOutline(kind, at, size), fill: PAPER, stroke: MUTED });
    if (kind === "database") draw(card, "path", { d: drumRim(at, size), fill: "none", stroke: MUTED });
    write(card, kind, { x: x + 32, y, colour: MUTED });
    x += 32 + textWidth(kind) + 18;
  }
  for (const [text, dashed] of [["call", false], ["optional call", true]] as const) {
    if (!calls.some(({ critical }) => critical !== dashed)) continue;
    drawArrow(card, [{ x, y: y - 4 }, { x: x + 30, y: y - 4 }], { dashed });
    write(card, text, { x: x + 36, y, colour: MUTED });
    x += 36 + textWidth(text) + 18;
  }
}

function subtitleOf({ blame, suspect, atFault }: ServiceGraphOptions): string {
  return [
    blame && "fill and number: blame, 0 to 1",
    suspect !== undefined && "heavy frame: suspect",
    atFault !== undefined && "dashed frame: at fault in truth",
  ].filter(Boolean).join("; ");
}

/** The title of a service graph: the one asked for, or what the options say. */
export function serviceGraphTitle(topology: Topology, options: ServiceGraphOptions): string {
  const { name, front, services, calls } = topology;
  const { blame = {}, suspect, atFault, title } = options;
  if (title !== undefined) return title;
  const most = Object.entries(blame).sort(([, a], [, b]) => b - a)[0];
  const named = suspect ?? most?.[0];
  if (named === undefined) {
    if (atFault !== undefined) return `${atFault} is at fault`;
    return `${name}: ${services.length} services and ${calls.length} calls behind ${front}`;
  }
  const share = blame[named];
  const blamed = `The diagnosis blames ${named}${share === undefined ? "" : ` with ${fractionText(share)}`}`;
  if (atFault === undefined) return blamed;
  return named === atFault ? `${blamed} and is right` : `${blamed}, but ${atFault} is at fault`;
}
