import { INK, MUTED, SERIES } from "./palette.ts";

/** How one of several lines looks: the dash is there for those whom the colour does not help. */
export interface SeriesStyle {
  readonly colour: string;
  /** An SVG `stroke-dasharray`; undefined for a line without gaps. */
  readonly dash: string | undefined;
  /** The shape of its points. */
  readonly symbol: "circle" | "square" | "triangle" | "diamond" | "star" | "wye" | "cross";
}

/** The yardsticks look alike in every picture and leave the colours to the agents that are compared. */
const YARDSTICKS: Readonly<Record<string, SeriesStyle>> = {
  noop: { colour: MUTED, dash: "2 3", symbol: "cross" },
  oracle: { colour: INK, dash: "7 3", symbol: "star" },
};
const DASHES = [undefined, "8 3", "4 2", "8 3 2 3", "12 3"] as const;
const SYMBOLS = ["circle", "square", "triangle", "diamond", "wye"] as const;
const COLOURS = SERIES.slice(0, DASHES.length);

/** A look for each series, in the order given: no two of the first 25 have colour and dash in common. */
export function seriesStyles(names: readonly string[]): ReadonlyMap<string, SeriesStyle> {
  const ordinary = names.filter((name) => !Object.hasOwn(YARDSTICKS, name));
  return new Map(names.map((name) => [name, YARDSTICKS[name] ?? styleOf(ordinary.indexOf(name))]));
}

function styleOf(index: number): SeriesStyle {
  const turn = Math.floor(index / COLOURS.length);
  const cue = (index + turn) % COLOURS.length;
  return { colour: COLOURS[index % COLOURS.length]!, dash: DASHES[cue], symbol: SYMBOLS[cue]! };
}
