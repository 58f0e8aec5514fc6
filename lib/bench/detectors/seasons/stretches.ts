import type { Stream } from "../../../random/mod.ts";

/** Rows in which something is wrong. */
export interface Stretch<Kind> {
  readonly kind: Kind;
  /** First and last row, both included. */
  readonly rows: readonly [number, number];
}

/** Where anomalies may lie and what they are. */
export interface StretchOptions<Kind> {
  /** Rows of the series, and the first that may hold one. */
  readonly rows: number;
  readonly first: number;
  /** How many are drawn; one that would reach beyond the end is left out. */
  readonly count: number;
  /** Taken in turn, from a random one on. */
  readonly kinds: readonly Kind[];
  readonly stream: Stream;
  /** The first row and the number of rows of an anomaly that is to begin at about a row. */
  readonly draw: (kind: Kind, row: number) => readonly [number, number];
}

/** Draws anomalies, each at a random place in the first half of its own share of the rows, so that they stay apart. */
export function drawStretches<Kind>(
  { rows, first, count, kinds, stream, draw }: StretchOptions<Kind>,
): Stretch<Kind>[] {
  const slot = Math.floor((rows - first) / count);
  const from = stream.integer(kinds.length);
  return Array.from({ length: count }, (_, i): Stretch<Kind> => {
    const kind = kinds[(from + i) % kinds.length]!;
    const [begin, length] = draw(kind, first + i * slot + stream.integer(slot >> 1));
    return { kind, rows: [begin, begin + length - 1] };
  }).filter(({ rows: [, last] }) => last < rows);
}

/** The stretch that a row lies in, if there is one. */
export function stretchAt<Kind>(row: number, stretches: readonly Stretch<Kind>[]): Stretch<Kind> | undefined {
  return stretches.find(({ rows: [first, last] }) => row >= first && row <= last);
}

/** First and last row of each. */
export function windowsOf(stretches: readonly Stretch<unknown>[]): [number, number][] {
  return stretches.map(({ rows: [first, last] }) => [first, last]);
}
