/** Colours that colour-blind readers can tell apart (Okabe and Ito, 2008). */
export const SERIES = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#000000"] as const;
export const BREACH = "#D55E00";
export const FAULT = "#F0E442";
export const INK = "#222222";
export const MUTED = "#666666";
/** Auxiliary lines: frames, leaders, zero lines. */
export const FAINT = "#bbbbbb";
/** The part of a whole that is looked at. */
export const PART = "#e6eef5";

/** Lines of a grid. */
export const RULE = "#e4e4e4";
/** The card that everything is drawn on, and outlines of texts over lines. */
export const PAPER = "#ffffff";

/** Fonts of all pictures; PNGs use DejaVu Sans instead. */
export const FONTS = "system-ui, sans-serif";

/** Style of all pictures: a light card, which is legible on light and dark pages. */
export const CARD = {
  background: PAPER,
  color: INK,
  fontFamily: FONTS,
  fontSize: "11px",
};
