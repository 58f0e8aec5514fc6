import { BREACH, FAINT, FAULT, INK, MUTED, PAPER, RULE, SERIES } from "./palette.ts";

/** Class of the root of a picture: a style in an inline SVG holds for its whole page. */
export const THEMED = "aiops-picture";

const [BLUE, ORANGE, GREEN, PINK, SKY, BLACK] = SERIES;
const DARK_PAPER = "#16191e";
const DARK_INK = "#e8eaed";

/** What colours turn into on a dark page, each as legible on `DARK_PAPER` as the light one on white. */
const DARK: readonly (readonly [light: string, dark: string])[] = [
  [PAPER, DARK_PAPER],
  [INK, DARK_INK],
  [MUTED, "#a4abb6"],
  [FAINT, "#5a626e"],
  [RULE, "#333a44"],
  [BLUE, "#4aa3e6"],
  [ORANGE, "#f0b030"],
  [GREEN, "#2cc295"],
  [PINK, "#e39cc3"],
  [SKY, "#a9dcf9"],
  [BLACK, "#ffffff"],
  [BREACH, "#f0752a"],
  [FAULT, "#8a7d12"],
];

/**
 * The style that darkens a picture where the page around it is dark, and nowhere else: a rule of a style sheet outweighs the attributes that pictures
 * are drawn with, so that these stay as they are for readers that know no style sheets, and for PNGs.
 */
export const DARK_THEME = `@media (prefers-color-scheme: dark) { ${
  [
    rule("", `background: ${DARK_PAPER} !important`),
    rule("svg", `background: none !important; color: ${DARK_INK} !important`),
    ...DARK.flatMap(([light, dark]) =>
      ["fill", "stroke"].map((paint) => rule(`[${paint}='${light}']`, `${paint}: ${dark}`))
    ),
  ].join(" ")
} }`;

function rule(selector: string, declarations: string): string {
  return `.${THEMED}${selector === "" ? "" : ` ${selector}`} { ${declarations} }`;
}
