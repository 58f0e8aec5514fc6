import { MUTED } from "./palette.ts";
import { createCard, type Picture, write } from "./svg.ts";
import { textLines } from "./text_size.ts";

/** A card with room for a drawing below its title. */
export interface Frame {
  readonly card: Picture;
  /** Where the drawing begins, in pixels from the upper edge. */
  readonly top: number;
}

/** Distance of titles from the left edge. */
export const MARGIN = 14;
const TITLE = 15;
const TITLE_LINE = 20;
const LINE = 15;

/**
 * A card with the finding as its title and what is shown below it, both broken to the card's width.
 *
 * @param options.height of the drawing, in pixels; the card is that much higher than its titles
 */
export function createFrame(
  { title, subtitle, width, height }: { title: string; subtitle: string; width: number; height: number },
): Frame {
  const room = width - 2 * MARGIN;
  const titles = textLines(title, { width: room, size: TITLE, bold: true });
  const subtitles = subtitle === "" ? [] : textLines(subtitle, { width: room });
  const below = 4 + TITLE_LINE * titles.length;
  const top = below + LINE * subtitles.length + 10;
  const card = createCard(width, top + height, title);
  titles.forEach((line, i) =>
    write(card, line, { x: MARGIN, y: 22 + TITLE_LINE * i, size: TITLE, bold: true })
  );
  subtitles.forEach((line, i) => write(card, line, { x: MARGIN, y: below + 13 + LINE * i, colour: MUTED }));
  return { card, top };
}
