import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { displayable } from "../../model/shown/displayable.ts";
import { document } from "./document.ts";
import { DARK_THEME, THEMED } from "./dark_theme.ts";
import { FONTS, INK, PAPER } from "./palette.ts";

/** An element of the document in which pictures are drawn. */
export const picture: z.ZodType<Picture> = z.custom<Picture>(
  (value) => typeof (value as { readonly outerHTML?: unknown } | null | undefined)?.outerHTML === "string",
  "must be a picture",
);

const ARGUMENTS = z.object({ picture });

/** A picture: an SVG element, which notebooks show as SVG and as PNG, for those that show no SVG. */
export type Picture = SVGElement;

const NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * The text of a `.svg` file.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function toSvg(picture: Picture): string {
  checkOptions("toSvg", ARGUMENTS, { picture });
  return picture.outerHTML.replace(/="[^"]*"/g, xmlAttribute);
}

/** An attribute of HTML, in which "<" and "&" may stand for themselves, as one of XML. */
function xmlAttribute(text: string): string {
  return text.replace(/&(?!(?:quot|amp|lt|gt);)/g, "&amp;").replaceAll("<", "&lt;");
}

/**
 * An empty card of a size, for text and plots. It is light, dark on a dark page, and no wider than its page.
 */
export function createCard(width: number, height: number, description: string): Picture {
  const card = createElement("svg", {
    xmlns: NAMESPACE,
    class: THEMED,
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    style: `background: ${PAPER}; font-family: ${FONTS}; font-size: 11px; max-width: 100%; height: auto`,
    role: "img",
    "aria-label": description,
  }) as Picture;
  draw(card, "style", {}).textContent = DARK_THEME;
  draw(card, "rect", { width, height, fill: PAPER });
  return displayable(card, "picture");
}

/** Appends an element to a card and returns it; numbers are rounded to a hundredth of a pixel. */
export function draw(
  card: Element,
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
): Element {
  const element = createElement(name, attributes);
  card.append(element);
  return element;
}

function createElement(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
): Element {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    element.setAttribute(key, String(typeof value === "number" ? Number(value.toFixed(2)) : value));
  }
  return element;
}

/** Writes a line of text on a card. */
export function write(
  card: Element,
  text: string,
  { x, y, size = 11, colour = INK, bold = false, anchor, halo = false }: {
    x: number;
    y: number;
    size?: number;
    colour?: string;
    bold?: boolean;
    anchor?: "start" | "middle" | "end";
    /** Whether the text has a white outline, to be legible over lines. */
    halo?: boolean;
  },
): void {
  draw(card, "text", {
    x,
    y,
    fill: colour,
    "font-size": size,
    "font-weight": bold ? 600 : undefined,
    "text-anchor": anchor,
    ...(halo &&
      { stroke: PAPER, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" }),
  }).textContent = text;
}

/** Places a plot on a card with its upper left corner at (x, y). */
export function place(card: Element, plot: Element, { x, y }: { x: number; y: number }): void {
  plot.setAttribute("x", String(x));
  plot.setAttribute("y", String(y));
  plot.setAttribute("xmlns", NAMESPACE);
  card.append(plot);
}
