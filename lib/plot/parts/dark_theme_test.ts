import { deepStrictEqual, ok } from "node:assert";
import { DARK_THEME } from "./dark_theme.ts";
import * as palette from "./palette.ts";

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (high! + 0.05) / (low! + 0.05);
}

/** What each fill of the light theme turns into. */
const DARK = new Map(
  [...DARK_THEME.matchAll(/\[fill='(#\w+)'\] \{ fill: (#\w+) \}/g)].map(([, light, dark]) => [light!, dark!]),
);

Deno.test("every colour of the palette has a dark one, as a fill and as a stroke", () => {
  const { SERIES, BREACH, FAULT, INK, MUTED, FAINT, RULE, PAPER } = palette;
  const all = [...SERIES, BREACH, FAULT, INK, MUTED, FAINT, RULE, PAPER];
  deepStrictEqual(all.filter((colour) => !DARK.has(colour)), []);
  for (const [light, dark] of DARK) ok(DARK_THEME.includes(`[stroke='${light}'] { stroke: ${dark} }`), light);
});

Deno.test("texts and lines are as legible on the dark card as the guidelines ask for, and texts on a fault's bar", () => {
  const dark = (colour: string) => DARK.get(colour)!;
  const paper = dark(palette.PAPER);
  for (const text of [palette.INK, palette.MUTED]) ok(contrast(dark(text), paper) >= 4.5, text);
  for (const line of [...palette.SERIES, palette.BREACH]) ok(contrast(dark(line), paper) >= 3, line);
  ok(contrast(dark(palette.INK), dark(palette.FAULT)) >= 3, "text on a bar");
  deepStrictEqual(new Set(palette.SERIES.map(dark)).size, palette.SERIES.length);
});
