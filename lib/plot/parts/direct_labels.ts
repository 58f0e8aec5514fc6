import { FAINT, INK } from "./palette.ts";
import type { SeriesStyle } from "./series_style.ts";
import { spread } from "./spread.ts";
import { draw, write } from "./svg.ts";
import { textWidth } from "./text_size.ts";

/** The label of a line, written at its end. */
export interface DirectLabel {
  readonly text: string;
  /** Where the line ends, in pixels of the card. */
  readonly x: number;
  readonly y: number;
  readonly style: SeriesStyle;
}

const LEADER = 14;
const SWATCH = 20;

/** Width of labels beside a plot, in pixels. */
export function labelRoom(texts: readonly string[]): number {
  return LEADER + SWATCH + 10 + Math.max(0, ...texts.map((text) => textWidth(text)));
}

/**
 * Writes labels beside the ends of lines instead of a legend, moved apart where they would overlap. Each has a sample of
 * its line, so that the text itself can be dark: not all colours are legible on white.
 *
 * @param at.x where the leaders begin to spread; `least` and `most` limit the vertical positions, in pixels
 * @param at.gap minimum distance between labels, default 15 pixels; closer ones have a smaller font
 */
export function writeLabels(
  card: Element,
  labels: readonly DirectLabel[],
  { gap = 15, ...at }: { x: number; least: number; most: number; gap?: number },
): void {
  const places = spread(labels.map(({ y }) => y), { gap, least: at.least, most: at.most });
  const size = Math.min(11, gap - 1);
  labels.forEach(({ text, x, y, style }, i) => {
    const place = places[i]!;
    const start = at.x + LEADER;
    draw(card, "path", {
      d: `M${x.toFixed(1)},${y.toFixed(1)}H${at.x.toFixed(1)}L${start.toFixed(1)},${place.toFixed(1)}`,
      fill: "none",
      stroke: FAINT,
    });
    draw(card, "line", {
      x1: start,
      x2: start + SWATCH,
      y1: place,
      y2: place,
      stroke: style.colour,
      "stroke-width": 2,
      "stroke-dasharray": style.dash,
    });
    write(card, text, { x: start + SWATCH + 5, y: place + 4, size, colour: INK });
  });
}
