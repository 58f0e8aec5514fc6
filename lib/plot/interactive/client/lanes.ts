import { shape } from "./dom.ts";
import type { EpisodeData, RunData } from "./figure_data.ts";
import type { Place } from "./place.ts";
import { colourOf } from "./series_colour.ts";
import type { ViewStore } from "./view.ts";

/** A row of bars. */
export interface LaneRow {
  readonly name: string;
  readonly kind: string;
  readonly runs: readonly RunData[];
}

export function lanesOf(data: EpisodeData): LaneRow[] {
  return [
    { name: "fault", kind: "fault", runs: data.faults },
    { name: "SLO breach", kind: "breach", runs: data.breaches },
    { name: "alarm", kind: "alarm", runs: data.alarms },
    { name: "diagnosis", kind: "suspect", runs: data.suspects },
  ].filter(({ runs }) => runs.length > 0);
}

/** Faults and breaches across all panels. */
export function shades(
  data: EpisodeData,
  { place, top, height, store }: { place: Place; top: number; height: number; store: ViewStore },
): SVGElement[] {
  const shade = (kind: string) => ({ from, until }: RunData) => {
    const seen = clipped({ from, until }, store);
    return seen === undefined ? [] : [shape("rect", {
      class: kind,
      x: place.xOf(seen.from),
      width: place.xOf(seen.until) - place.xOf(seen.from),
      y: top,
      height,
    })];
  };
  return [...data.faults.flatMap(shade("fault shade")), ...data.breaches.flatMap(shade("breach shade"))];
}

/** The seen part of a run. */
export function clipped(
  run: { readonly from: number; readonly until: number },
  store: ViewStore,
): { from: number; until: number } | undefined {
  const { from, until } = store.get();
  const seen = { from: Math.max(from, run.from), until: Math.min(until, run.until) };
  return seen.from < seen.until ? seen : undefined;
}

export function laneShape(
  { name, kind, runs }: LaneRow,
  { top, place, data, store }: { top: number; place: Place; data: EpisodeData; store: ViewStore },
): SVGElement {
  const middle = top + 9.5;
  const seen = runs.flatMap((run) => {
    const part = clipped(run, store);
    return part === undefined ? [] : [{ ...run, ...part }];
  });
  let said = "";
  return shape(
    "g",
    {},
    shape("text", { class: "name", x: 0, y: middle + 4 }, name),
    shape("line", { class: "rail", x1: place.left, x2: place.right, y1: middle, y2: middle }),
    ...seen.flatMap(({ from, until, text, rows }, i) => {
      const [x, end] = [place.xOf(from), place.xOf(until)];
      const colour = data.lines.find(({ row }) => kind === "suspect" && row === rows[0])?.colour;
      const bar = shape("rect", {
        class: `bar ${kind}`,
        style: kind === "suspect" ? `fill: ${colourOf(colour ?? -1)}` : undefined,
        x,
        y: middle - 6,
        width: Math.max(2, end - x - 0.5),
        height: 12,
        rx: 2,
      });
      if (kind === "breach" || kind === "alarm" || text === said) return [bar];
      const room = (seen[i + 1] === undefined ? place.right : place.xOf(seen[i + 1]!.from)) - end;
      const needed = 6.4 * text.length + 8;
      const inside = kind === "fault" && needed <= end - x;
      if (!inside && needed > room) return [bar];
      said = text;
      return [
        bar,
        shape(
          "text",
          { class: inside ? "bar-text" : "note", x: inside ? x + 5 : end + 5, y: middle + 4 },
          text,
        ),
      ];
    }),
  );
}

/** Actions as numbered discs, hollow where a guardrail refused one, each with a line through the panels. */
export function eventLane(
  data: EpisodeData,
  { top, height, place, store }: { top: number; height: number; place: Place; store: ViewStore },
): SVGElement {
  const { from, until, step: at } = store.get();
  const middle = top + 9.5;
  const seen = data.events.map((event, i) => ({ ...event, number: i + 1 }))
    .filter(({ step }) => step >= from && step < until);
  // Of many actions only those are numbered that have room; of a few, those that are crowded stand together as "1–3".
  const isFew = seen.length <= 12;
  const places = seen.map(({ step }) => place.xOf(step + 0.5));
  let last = -Infinity;
  return shape(
    "g",
    {},
    shape("text", { class: "name", x: 0, y: middle + 4 }, "action"),
    shape("line", { class: "rail", x1: place.left, x2: place.right, y1: middle, y2: middle }),
    ...seen.flatMap(({ text, number, ...event }, i) => {
      const x = places[i]!;
      const crowd = seen.slice(i).filter((_, k) => places[i + k]! - x < 17);
      const next = places[i + (isFew ? crowd.length : 1)] ?? Infinity;
      const numbered = x - last >= 17 &&
        (isFew || (x - (places[i - 1] ?? -Infinity) >= 17 && next - x >= 17));
      const alike = isFew ? crowd : [event];
      const refused = alike.every((one) => one.refused);
      const kind = `event${refused ? " refused" : ""}${
        alike.some(({ step }) => step === at) ? " current" : ""
      }`;
      const leader = isFew ? [shape("line", { class: "leader", x1: x, x2: x, y1: middle, y2: height })] : [];
      if (!numbered) {
        return isFew ? leader : [shape("circle", { class: kind, cx: x, cy: middle, r: 2.5 })];
      }
      const isCrowd = isFew && crowd.length > 1;
      const label = isCrowd ? `${number}–${number + crowd.length - 1}` : String(number);
      // The disc of several is as much longer as its label, and keeps its left end where the first of them is.
      const more = isCrowd ? 6 * (label.length - 1) : 0;
      last = x + more;
      const room = Math.min(next - 8, place.right) - x - more - 12;
      return [
        ...leader,
        shape("rect", { class: kind, x: x - 7.5, y: middle - 7.5, width: 15 + more, height: 15, rx: 7.5 }),
        shape("text", {
          class: `number${refused ? " refused" : ""}`,
          x: x + more / 2,
          y: middle + 3.5,
        }, label),
        ...(!isCrowd && 6.4 * text.length <= room
          ? [shape("text", { class: "note", x: x + 12, y: middle + 4 }, text)]
          : []),
      ];
    }),
  );
}
