import { faultsAtText } from "../../model/shown/fault_text.ts";
import type { EpisodeStep } from "../../run/mod.ts";
import { MARGIN } from "../parts/frame.ts";
import { BREACH, FAULT, INK, MUTED, PAPER } from "../parts/palette.ts";
import type { SeriesStyle } from "../parts/series_style.ts";
import { spread } from "../parts/spread.ts";
import { stepRuns } from "../parts/step_runs.ts";
import { draw, type Picture, write } from "../parts/svg.ts";
import { textWidth } from "../parts/text_size.ts";
import { minutesOf, type TimelineEvent } from "./events.ts";

/** Height of a lane, in pixels. */
export const LANE = 17;
const BAR_HEIGHT = 11;
const DISC_RADIUS = 7;
/** Distance from the last lane to the start of the lines across the panels. */
const LEADER_HEIGHT = 36;

/** A named row of marks along the time axis. */
export interface Lane {
  readonly name: string;
  readonly marks: readonly LaneMark[];
}

/** A period, or an action if it has a `disc`. */
export interface LaneMark {
  /** In minutes. */
  readonly from: number;
  readonly until: number;
  readonly colour: string;
  /** Text in a bar or beside it if there is room, or in a disc. */
  readonly text?: string;
  readonly disc?: "full" | "hollow" | "small";
}

/** The lanes of an episode: faults, breaches, alarms, suspects and actions. Lanes without marks are left out. */
export function timelineLanes(
  steps: readonly EpisodeStep[],
  { events, numbered, styles }: {
    events: readonly TimelineEvent[];
    /** Number of events that are listed in words, with a number. */
    numbered: number;
    styles: ReadonlyMap<string, SeriesStyle>;
  },
): Lane[] {
  const faultOf = ({ activeFaults }: EpisodeStep) => faultsAtText(activeFaults);
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

/** Draws lanes from `y` downwards; `xOf` maps minutes to pixels, `right` is the end of the time axis. */
export function drawLanes(
  card: Picture,
  lanes: readonly Lane[],
  { y, right, xOf }: { y: number; right: number; xOf: (minutes: number) => number },
): void {
  lanes.forEach(({ name, marks }, i) => {
    const middle = y + LANE * (i + 0.5);
    write(card, name, { x: MARGIN, y: middle + 4, colour: MUTED });
    drawBars(card, marks.filter(({ disc }) => !disc), { middle, right, xOf });
    drawDiscs(card, marks.filter(({ disc }) => disc), { middle, right, xOf });
  });
}

interface LanePlace {
  readonly middle: number;
  readonly right: number;
  readonly xOf: (minutes: number) => number;
}

function drawBars(card: Picture, bars: readonly LaneMark[], { middle, right, xOf }: LanePlace): void {
  let said = "";
  bars.forEach(({ from, until, colour, text = "" }, i) => {
    const [x, end] = [xOf(from), xOf(until)];
    draw(card, "rect", {
      x,
      y: middle - BAR_HEIGHT / 2,
      width: Math.max(1.5, end - x),
      height: BAR_HEIGHT,
      fill: colour,
    });
    if (text === said) return;
    const next = bars[i + 1] ? xOf(bars[i + 1]!.from) : right;
    const width = textWidth(text, { size: 10 }) + 8;
    const at = width <= end - x ? x + 4 : width <= next - end ? end + 5 : undefined;
    if (at === undefined) return;
    said = text;
    write(card, text, { x: at, y: middle + 3.5, size: 10, halo: at > end || colour !== FAULT });
  });
}

/** Numbered discs are moved apart; a line connects each to its time. */
function drawDiscs(card: Picture, discs: readonly LaneMark[], { middle, right, xOf }: LanePlace): void {
  for (const { from } of discs.filter(({ disc }) => disc === "small")) {
    draw(card, "circle", { cx: xOf(from), cy: middle, r: 2, fill: MUTED });
  }
  const numbered = discs.filter(({ disc }) => disc !== "small");
  const places = spread(numbered.map(({ from }) => xOf(from)), { gap: 2 * DISC_RADIUS + 1, most: right });
  numbered.forEach(({ from, disc, text = "" }, i) => {
    const x = places[i]!;
    const hollow = disc === "hollow";
    draw(card, "line", { x1: x, x2: xOf(from), y1: middle, y2: middle + LEADER_HEIGHT, stroke: MUTED });
    draw(card, "circle", { cx: x, cy: middle, r: DISC_RADIUS, fill: hollow ? PAPER : INK, stroke: INK });
    const colour = hollow ? INK : PAPER;
    write(card, text, { x, y: middle + 3.5, size: 9, bold: true, colour, anchor: "middle" });
  });
}
