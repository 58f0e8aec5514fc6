import type { ServiceKind } from "../../model/mod.ts";
import type { Point } from "./graph_layout.ts";

/** A width and a height, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Half the height of the upper ellipse of a cylinder. */
export const RIM = 6;
const CORNER = 5;

/** The outline of a node as an SVG path: a service is a box, a cache a hexagon, a database a cylinder. */
export function nodeOutline(kind: ServiceKind, centre: Point, size: Size): string {
  return { service: box, cache: hexagon, database: drum }[kind](centre, size);
}

/** The front half of the upper ellipse of a cylinder. */
export function drumRim({ x, y }: Point, { width, height }: Size): string {
  return path`M${x - width / 2},${y - height / 2 + RIM}A${width / 2},${RIM} 0 0 0 ${x + width / 2},${
    y - height / 2 + RIM
  }`;
}

function box({ x, y }: Point, { width, height }: Size): string {
  const [w, h] = [width - 2 * CORNER, height - 2 * CORNER];
  const turn = (dx: number, dy: number) => path`a${CORNER},${CORNER} 0 0 1 ${dx},${dy}`;
  return path`M${x - w / 2},${y - height / 2}h${w}${turn(CORNER, CORNER)}v${h}${turn(-CORNER, CORNER)}` +
    path`h${-w}${turn(-CORNER, -CORNER)}v${-h}${turn(CORNER, -CORNER)}Z`;
}

function hexagon({ x, y }: Point, { width, height }: Size): string {
  const cut = height / 3;
  const flat = width - 2 * cut;
  return path`M${x - width / 2},${y}l${cut},${-height / 2}h${flat}l${cut},${height / 2}l${-cut},${
    height / 2
  }h${-flat}Z`;
}

function drum({ x, y }: Point, { width, height }: Size): string {
  const wall = height - 2 * RIM;
  return path`M${x - width / 2},${y - wall / 2}a${width / 2},${RIM} 0 0 1 ${width},0v${wall}` +
    path`a${width / 2},${RIM} 0 0 1 ${-width},0Z`;
}

/** A path with numbers rounded to a tenth of a pixel. */
function path(parts: TemplateStringsArray, ...values: (number | string)[]): string {
  const text = values.map((value) => typeof value === "number" ? String(Number(value.toFixed(1))) : value);
  return String.raw({ raw: parts }, ...text);
}
