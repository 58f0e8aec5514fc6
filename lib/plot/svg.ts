import { document } from "./document.ts";
import { INK } from "./palette.ts";

/** What a plotting function gives: an SVG element that notebooks show as a picture. */
export type Picture = SVGElement;

const NAMESPACE = "http://www.w3.org/2000/svg";

/** The picture as the text of a `.svg` file. */
export function toSvg(picture: Picture): string {
  return picture.outerHTML;
}

/** A card of that size to put text and plots on. */
export function createCard(width: number, height: number, description: string): Picture {
  const card = document.createElementNS(NAMESPACE, "svg") as Picture;
  const attributes = {
    xmlns: NAMESPACE,
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    style: "background: #ffffff; font-family: system-ui, sans-serif; font-size: 11px",
    role: "img",
    "aria-label": description,
  };
  for (const [name, value] of Object.entries(attributes)) card.setAttribute(name, String(value));
  const back = document.createElementNS(NAMESPACE, "rect");
  back.setAttribute("width", String(width));
  back.setAttribute("height", String(height));
  back.setAttribute("fill", "#ffffff");
  card.append(back);
  return card;
}

/** Writes a line of text on a card. */
export function write(
  card: Picture,
  text: string,
  { x, y, size = 11, colour = INK, bold = false }: {
    x: number;
    y: number;
    size?: number;
    colour?: string;
    bold?: boolean;
  },
): void {
  const element = document.createElementNS(NAMESPACE, "text");
  element.setAttribute("x", String(x));
  element.setAttribute("y", String(y));
  element.setAttribute("fill", colour);
  element.setAttribute("font-size", String(size));
  if (bold) element.setAttribute("font-weight", "600");
  element.textContent = text;
  card.append(element);
}

/** Puts a plot on a card with its upper left corner at (x, y). */
export function place(card: Picture, plot: Element, { x, y }: { x: number; y: number }): void {
  plot.setAttribute("x", String(x));
  plot.setAttribute("y", String(y));
  plot.setAttribute("xmlns", NAMESPACE);
  card.append(plot);
}
