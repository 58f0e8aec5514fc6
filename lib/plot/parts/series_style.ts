import { INK, MUTED, SERIES } from "./palette.ts";

/** The style of a line; the dash pattern helps readers who cannot tell the colours apart. */
export interface SeriesStyle {
  readonly colour: string;
  /** An SVG `stroke-dasharray`; undefined: solid. */
  readonly dash: string | undefined;
}

/** Agents at the ends of the scale look the same in all pictures and leave the colours to the others. */
const BASELINE_STYLES: Readonly<Record<string, SeriesStyle>> = {
  noop: { colour: MUTED, dash: "2 3" },
  oracle: { colour: INK, dash: "7 3" },
};
const DASHES = [undefined, "8 3", "4 2", "8 3 2 3", "12 3", "12 3 2 3 2 3"] as const;

/** The styles of series, in the order given: no two of the first 36 share both colour and dash pattern. */
export function seriesStyles(names: readonly string[]): ReadonlyMap<string, SeriesStyle> {
  const ordinary = names.filter((name) => !Object.hasOwn(BASELINE_STYLES, name));
  return new Map(names.map((name) => [name, BASELINE_STYLES[name] ?? styleOf(ordinary.indexOf(name))]));
}

function styleOf(index: number): SeriesStyle {
  const turn = Math.floor(index / SERIES.length);
  return { colour: SERIES[index % SERIES.length]!, dash: DASHES[(index + turn) % DASHES.length] };
}
