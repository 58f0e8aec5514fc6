import { MUTED } from "./palette.ts";
import { createCard, type Picture, write } from "./svg.ts";
import { textLines } from "./text_size.ts";

/** A card with space for a drawing below its title. */
export interface Frame {
  readonly card: Picture;
  /** Top of the drawing, in pixels. */
  readonly top: number;
}

/** Distance of titles from the left edge. */
export const MARGIN = 14;
const TITLE = 15;
const TITLE_LINE = 20;
const LINE = 15;

/**
 * Creates a card with the finding as its title and a subtitle, both wrapped to its width.
 *
 * @param options.height of the drawing, in pixels; the card is higher by its titles
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
