import { element } from "./dom.ts";

/** The colour of a line. */
export function colourOf(index: number): string {
  return index < 0 ? "var(--muted)" : `var(--series-${index})`;
}

/** A sample of a line. */
export function swatch(colour: number, dash: string): HTMLElement {
  const sample = element("i", { class: "swatch" });
  sample.style.background = dash === ""
    ? colourOf(colour)
    : `repeating-linear-gradient(90deg, ${colourOf(colour)} 0 5px, transparent 5px 8px)`;
  return sample;
}
