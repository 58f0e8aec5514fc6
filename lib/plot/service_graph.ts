import { requireName, type Service, type ServiceKind, type Topology } from "../model/mod.ts";
import { createFrame, MARGIN } from "./frame.ts";
import { layoutGraph, type Point } from "./graph_layout.ts";
import { BREACH, INK, MUTED } from "./palette.ts";
import { draw, type Picture, write } from "./svg.ts";
import { textWidth } from "./text_size.ts";

/** What a picture of a service graph tells beside the graph. */
export interface ServiceGraphOptions {
  /** How much each service is blamed, 0 to 1; services that are missing have no number and no fill. */
  readonly blame?: Readonly<Record<string, number>>;
  /** The service that the diagnosis names. */
  readonly suspect?: string;
  /** The service that is at fault in truth. */
  readonly atFault?: string;
  /** The finding; if absent, what the options say. */
  readonly title?: string;
}

const NODE_HEIGHT = 34;
const RIM = 6;
const FOOT = 30;
const LEAST_WIDTH = 620;

/**
 * A service graph in layers, from the front on the left to the databases on the right. The shape of a node tells its kind, the
 * fill how much it is blamed; the suspect has a heavy frame, the service at fault a second, dashed one, and both are named so.
 *
 * @throws {UsageError} for a service that is not of the graph, with the nearest name
 * @throws {RangeError} for blame outside 0 to 1
 */
export function plotServiceGraph(topology: Topology, options: ServiceGraphOptions = {}): Picture {
  requireServices(topology, options);
  const layout = layoutGraph(topology, {
    size: (name) => ({ width: nodeWidth(name), height: NODE_HEIGHT + (tagOf(name, options) ? 18 : 0) }),
  });
  const room = layout.width + 2 * (MARGIN + RIM);
  const width = Math.max(LEAST_WIDTH, room);
  const { card, top } = createFrame({
    title: options.title ?? finding(topology, options),
    subtitle: subtitleOf(options),
    width,
    height: layout.height + 2 * RIM + FOOT + 8,
  });
  const shift = { x: (width - layout.width) / 2, y: top + RIM };
  for (const { call, points } of layout.edges) {
    drawCall(card, points.map((point) => moved(point, shift)), { optional: !call.critical });
  }
  for (const service of topology.services) {
    drawService(card, service, { at: moved(layout.nodes.get(service.name)!, shift), options });
  }
  writeLegend(card, top + layout.height + 2 * RIM + FOOT);
  return card;
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
      throw new RangeError(`Blame lies from 0 to 1, found ${share} for ${name}`);
    }
  }
}

function nodeWidth(name: string): number {
  return Math.max(60, textWidth(name) + 30);
}

/** What is written above a node. */
function tagOf(name: string, { suspect, atFault }: ServiceGraphOptions): string {
  return [name === suspect ? "suspect" : "", name === atFault ? "at fault" : ""].filter(Boolean).join(", ");
}

function moved({ x, y }: Point, by: Point): Point {
  return { x: x + by.x, y: y + by.y };
}

/** A smooth line through the layout's bends, with a head that needs no marker: its id could clash with another picture's. */
function drawCall(card: Picture, points: readonly Point[], { optional }: { optional: boolean }): void {
  const text = ({ x, y }: Point) => `${x.toFixed(1)},${y.toFixed(1)}`;
  const [start, ...rest] = points;
  const bends = rest.slice(0, -1).map((point, i) =>
    `Q${text(point)} ${text(i === rest.length - 2 ? rest.at(-1)! : middle(point, rest[i + 1]!))}`
  );
  const end = rest.at(-1)!;
  draw(card, "path", {
    d: `M${text(start!)}${bends.length > 0 ? bends.join("") : `L${text(end)}`}`,
    fill: "none",
    stroke: MUTED,
    "stroke-width": 1.2,
    "stroke-dasharray": optional ? "4 3" : undefined,
  });
  const before = points.at(-2)!;
  const angle = Math.atan2(end.y - before.y, end.x - before.x);
  const wing = (turn: number) =>
    text({ x: end.x - 8 * Math.cos(angle + turn), y: end.y - 8 * Math.sin(angle + turn) });
  draw(card, "path", { d: `M${text(end)}L${wing(0.4)}L${wing(-0.4)}Z`, fill: MUTED });
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function drawService(
  card: Picture,
  { name, kind }: Service,
  { at, options }: { at: Point; options: ServiceGraphOptions },
): void {
  const tag = tagOf(name, options);
  // The layout keeps the tag's room above the node.
  const centre = tag ? { x: at.x, y: at.y + 9 } : at;
  const size = { width: nodeWidth(name), height: NODE_HEIGHT };
  const share = options.blame?.[name];
  const suspected = name === options.suspect;
  if (name === options.atFault) {
    draw(card, "path", {
      d: outline(kind, centre, { width: size.width + 9, height: size.height + 9 }),
      fill: "none",
      stroke: BREACH,
      "stroke-width": 2.5,
      "stroke-dasharray": "5 3",
    });
  }
  draw(card, "path", {
    d: outline(kind, centre, size),
    fill: fillOf(share ?? 0),
    stroke: suspected ? INK : MUTED,
    "stroke-width": suspected ? 3 : 1.2,
  });
  if (kind === "database") {
    draw(card, "path", { d: rim(centre, size), fill: "none", stroke: suspected ? INK : MUTED });
  }
  const colour = (share ?? 0) > 0.55 ? "#ffffff" : INK;
  const lift = kind === "database" ? 3 : 0;
  write(card, name, {
    x: centre.x,
    y: centre.y + lift + (share === undefined ? 4 : -1),
    colour,
    anchor: "middle",
  });
  if (share !== undefined) {
    write(card, share.toFixed(2), {
      x: centre.x,
      y: centre.y + lift + 11,
      size: 10,
      colour,
      anchor: "middle",
    });
  }
  if (tag) {
    write(card, tag, {
      x: centre.x,
      y: centre.y - NODE_HEIGHT / 2 - 8,
      size: 10,
      bold: true,
      anchor: "middle",
    });
  }
}

/** White for no blame to Okabe and Ito's blue for all of it. */
function fillOf(share: number): string {
  const channel = (full: number) => Math.round(255 + (full - 255) * share);
  return `rgb(${channel(0)},${channel(114)},${channel(178)})`;
}

/** A service is a box, a cache a hexagon, a database a drum. */
function outline(
  kind: ServiceKind,
  { x, y }: Point,
  { width, height }: { width: number; height: number },
): string {
  const [left, right, upper, lower] = [x - width / 2, x + width / 2, y - height / 2, y + height / 2]
    .map((value) => value.toFixed(1)) as [string, string, string, string];
  const n = (value: number) => value.toFixed(1);
  switch (kind) {
    case "service":
      return `M${n(x - width / 2 + 5)},${upper}H${n(x + width / 2 - 5)}Q${right},${upper} ${right},${
        n(y - height / 2 + 5)
      }` +
        `V${n(y + height / 2 - 5)}Q${right},${lower} ${n(x + width / 2 - 5)},${lower}H${
          n(x - width / 2 + 5)
        }` +
        `Q${left},${lower} ${left},${n(y + height / 2 - 5)}V${n(y - height / 2 + 5)}Q${left},${upper} ${
          n(x - width / 2 + 5)
        },${upper}Z`;
    case "cache":
      return `M${left},${n(y)}L${n(x - width / 2 + 11)},${upper}H${n(x + width / 2 - 11)}L${right},${n(y)}` +
        `L${n(x + width / 2 - 11)},${lower}H${n(x - width / 2 + 11)}Z`;
    case "database":
      return `M${left},${n(y - height / 2 + RIM)}A${n(width / 2)},${RIM} 0 0 1 ${right},${
        n(y - height / 2 + RIM)
      }` +
        `V${n(y + height / 2 - RIM)}A${n(width / 2)},${RIM} 0 0 1 ${left},${n(y + height / 2 - RIM)}Z`;
  }
}

/** The front of a drum's upper rim. */
function rim({ x, y }: Point, { width, height }: { width: number; height: number }): string {
  const at = (y - height / 2 + RIM).toFixed(1);
  return `M${(x - width / 2).toFixed(1)},${at}A${(width / 2).toFixed(1)},${RIM} 0 0 0 ${
    (x + width / 2).toFixed(1)
  },${at}`;
}

function writeLegend(card: Picture, y: number): void {
  let x = MARGIN;
  for (const kind of ["service", "cache", "database"] as const) {
    const size = { width: 26, height: 15 };
    draw(card, "path", { d: outline(kind, { x: x + 13, y: y - 4 }, size), fill: "#ffffff", stroke: MUTED });
    if (kind === "database") {
      draw(card, "path", { d: rim({ x: x + 13, y: y - 4 }, size), fill: "none", stroke: MUTED });
    }
    write(card, kind, { x: x + 32, y, colour: MUTED });
    x += 32 + textWidth(kind) + 18;
  }
  for (
    const { name, optional } of [{ name: "call", optional: false }, { name: "optional call", optional: true }]
  ) {
    drawCall(card, [{ x, y: y - 4 }, { x: x + 30, y: y - 4 }], { optional });
    write(card, name, { x: x + 36, y, colour: MUTED });
    x += 36 + textWidth(name) + 18;
  }
}

function subtitleOf({ blame, suspect, atFault }: ServiceGraphOptions): string {
  return [
    blame && "fill and number: blame, 0 to 1",
    suspect !== undefined && "heavy frame: suspect",
    atFault !== undefined && "dashed frame: at fault in truth",
  ].filter(Boolean).join("; ");
}

function finding({ name, front, services, calls }: Topology, options: ServiceGraphOptions): string {
  const { blame = {}, suspect, atFault } = options;
  const most = Object.entries(blame).sort(([, a], [, b]) => b - a)[0];
  const named = suspect ?? most?.[0];
  if (named === undefined) {
    if (atFault !== undefined) return `${atFault} is at fault`;
    return `${name}: ${services.length} services and ${calls.length} calls behind ${front}`;
  }
  const share = blame[named];
  const blamed = `The diagnosis blames ${named}${share === undefined ? "" : ` with ${share.toFixed(2)}`}`;
  if (atFault === undefined) return blamed;
  return named === atFault ? `${blamed} and is right` : `${blamed}, but ${atFault} is at fault`;
}
