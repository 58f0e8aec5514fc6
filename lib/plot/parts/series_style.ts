import { INK, MUTED, SERIES } from "./palette.ts";

/** How one of several lines looks: the dash is there for those whom the colour does not help. */
export interface SeriesStyle {
  readonly colour: string;
  /** An SVG `stroke-dasharray`; undefined for a line without gaps. */
  readonly dash: string | undefined;
}

/** The yardsticks look alike in every picture and leave the colours to the agents that are compared. */
const YARDSTICKS: Readonly<Record<string, SeriesStyle>> = {
  noop: { colour: MUTED, dash: "2 3" },
  oracle: { colour: INK, dash: "7 3" },
};
const DASHES = [undefined, "8 3", "4 2", "8 3 2 3", "12 3", "12 3 2 3 2 3"] as const;

/** A look for each series, in the order given: no two of the first 36 have colour and dash in common. */
export function seriesStyles(names: readonly string[]): ReadonlyMap<string, SeriesStyle> {
  const ordinary = names.filter((name) => !Object.hasOwn(YARDSTICKS, name));
  return new Map(names.map((name) => [name, YARDSTICKS[name] ?? styleOf(ordinary.indexOf(name))]));
}

function styleOf(index: number): SeriesStyle {
  const turn = Math.floor(index / SERIES.length);
  return { colour: SERIES[index % SERIES.length]!, dash: DASHES[(index + turn) % DASHES.length] };
}
