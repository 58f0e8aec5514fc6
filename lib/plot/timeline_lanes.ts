import type { EpisodeStep } from "../run/mod.ts";
import { MARGIN } from "./frame.ts";
import { BREACH, FAULT, INK, MUTED } from "./palette.ts";
import type { SeriesStyle } from "./series_style.ts";
import { stepRuns } from "./step_runs.ts";
import { draw, type Picture, write } from "./svg.ts";
import { textWidth } from "./text_size.ts";
import { minutesOf, type TimelineEvent } from "./timeline_events.ts";

/** Height of a lane, in pixels. */
export const LANE = 17;
const BAR = 11;

/** A row of marks along the time, named at its left. */
export interface Lane {
  readonly name: string;
  readonly marks: readonly LaneMark[];
}

/** A stretch of time, or an action where it has a `disc`. */
export interface LaneMark {
  /** In minutes. */
  readonly from: number;
  readonly until: number;
  readonly colour: string;
  /** Written into a bar, where there is room, or into a disc. */
  readonly text?: string;
  readonly disc?: "full" | "hollow" | "small";
}

/** What happened in which order: the fault, the breach, the alarms, the suspects, the actions. Rows without a mark are left out. */
export function timelineLanes(
  steps: readonly EpisodeStep[],
  { events, numbered, styles }: {
    events: readonly TimelineEvent[];
    /** How many of the events are told in words, under their number. */
    numbered: number;
    styles: ReadonlyMap<string, SeriesStyle>;
  },
): Lane[] {
  const faultOf = ({ activeFaults }: EpisodeStep) =>
    activeFaults.map(({ type, service }) => `${type.replaceAll("_", " ")} at ${service}`).join(", ");
  const lanes: Lane[] = [
    { name: "fault", marks: bars(steps, (step) => faultOf(step) || undefined, () => FAULT) },
    {
      name: "SLO breach",
      marks: bars(steps, ({ sloViolated }) => sloViolated ? "" : undefined, () => BREACH),
    },
    {
      name: "alarm",
      marks: bars(steps, ({ detection }) => detection?.anomalous ? "" : undefined, () => MUTED),
    },
    {
      name: "suspect",
      marks: bars(steps, ({ diagnosis }) => diagnosis?.suspect, (name) => styles.get(name)?.colour ?? MUTED),
    },
    { name: "action", marks: events.map((event, i) => disc(event, i < numbered ? i + 1 : undefined)) },
  ];
  return lanes.filter(({ marks }) => marks.length > 0);
}

function bars(
  steps: readonly EpisodeStep[],
  textOf: (step: EpisodeStep) => string | undefined,
  colourOf: (text: string) => string,
): LaneMark[] {
  return stepRuns(steps, textOf).map(({ key, from, until }) => ({
    from: minutesOf(from),
    until: minutesOf(until),
    colour: colourOf(key),
    text: key,
  }));
}

function disc({ minutes, refused }: TimelineEvent, number: number | undefined): LaneMark {
  const at = { from: minutes, until: minutes, colour: INK };
  if (number === undefined) return { ...at, disc: "small" };
  return { ...at, disc: refused ? "hollow" : "full", text: String(number) };
}

/** Draws the lanes one below the other, from `y` on; `xOf` gives the pixels of minutes. */
export function drawLanes(
  card: Picture,
  lanes: readonly Lane[],
  { y, xOf }: { y: number; xOf: (minutes: number) => number },
): void {
  lanes.forEach(({ name, marks }, i) => {
    const middle = y + LANE * (i + 0.5);
    write(card, name, { x: MARGIN, y: middle + 4, colour: MUTED });
    for (const mark of marks) (mark.disc ? drawDisc : drawBar)(card, mark, { middle, xOf });
  });
}

function drawBar(
  card: Picture,
  { from, until, colour, text = "" }: LaneMark,
  { middle, xOf }: { middle: number; xOf: (minutes: number) => number },
): void {
  const [x, end] = [xOf(from), xOf(until)];
  draw(card, "rect", { x, y: middle - BAR / 2, width: Math.max(1.5, end - x), height: BAR, fill: colour });
  // Beside its bar where it does not fit in, as long as the next one may not be written over.
  const inside = textWidth(text, { size: 10 }) + 8 <= end - x;
  if (text !== "" && inside) {
    write(card, text, { x: x + 4, y: middle + 3.5, size: 10, halo: colour !== FAULT });
  }
}

function drawDisc(
  card: Picture,
  { from, disc, text = "" }: LaneMark,
  { middle, xOf }: { middle: number; xOf: (minutes: number) => number },
): void {
  const at = { cx: xOf(from), cy: middle };
  if (disc === "small") {
    draw(card, "circle", { ...at, r: 2, fill: MUTED });
    return;
  }
  const hollow = disc === "hollow";
  draw(card, "circle", { ...at, r: 7, fill: hollow ? "#ffffff" : INK, stroke: INK });
  write(card, text, {
    x: at.cx,
    y: middle + 3.5,
    size: 9,
    bold: true,
    colour: hollow ? INK : "#ffffff",
    anchor: "middle",
  });
}
