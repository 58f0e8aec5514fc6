/** Colours that stay apart for colour-blind readers (Okabe and Ito, 2008). */
export const SERIES = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#000000"] as const;
export const BREACH = "#D55E00";
export const FAULT = "#F0E442";
export const INK = "#222222";
export const MUTED = "#666666";
/** Lines that only help the eye: frames, leaders, zero lines of little weight. */
export const FAINT = "#bbbbbb";

/** Fonts of every picture; a PNG is drawn with DejaVu Sans in their place. */
export const FONTS = "system-ui, sans-serif";

/** Style of every picture: a light card, which is legible on light and dark pages alike. */
export const CARD = {
  background: "#ffffff",
  color: INK,
  fontFamily: FONTS,
  fontSize: "11px",
};
