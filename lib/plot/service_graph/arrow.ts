import type { Point } from "./graph_layout.ts";
import { MUTED } from "../parts/palette.ts";
import { draw } from "../parts/svg.ts";

const HEAD = { length: 8, halfAngle: 0.4 };

/** An arrow with smooth bends as two SVG paths: its line and its head. */
export function arrowPaths(points: readonly Point[]): { readonly line: string; readonly head: string } {
  const [before, tip] = points.slice(-2) as [Point, Point];
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const wing = (turn: number) =>
    text({
      x: tip.x - HEAD.length * Math.cos(angle + turn),
      y: tip.y - HEAD.length * Math.sin(angle + turn),
    });
  return {
    line: smoothPath(points),
    head: `M${text(tip)}L${wing(HEAD.halfAngle)}L${wing(-HEAD.halfAngle)}Z`,
  };
}

/**
 * Draws an arrow. The head is a path and not an SVG marker, because the id of a marker could clash with that of another
 * picture on the page.
 */
export function drawArrow(card: Element, points: readonly Point[], { dashed }: { dashed: boolean }): void {
  const { line, head } = arrowPaths(points);
  draw(card, "path", {
    d: line,
    fill: "none",
    stroke: MUTED,
    "stroke-width": 1.2,
    "stroke-dasharray": dashed ? "4 3" : undefined,
  });
  draw(card, "path", { d: head, fill: MUTED });
}

/** Quadratic curves from the middle between two bends to the next, so that they join smoothly. */
export function smoothPath(points: readonly Point[]): string {
  const [start, ...bends] = points;
  const end = bends.pop()!;
  const curves = bends.map((bend, i) => {
    const next = bends[i + 1];
    return `Q${text(bend)} ${text(next ? middle(bend, next) : end)}`;
  });
  return `M${text(start!)}${curves.length > 0 ? curves.join("") : `L${text(end)}`}`;
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function text({ x, y }: Point): string {
  return `${Number(x.toFixed(1))},${Number(y.toFixed(1))}`;
}
