import { episodeSchema } from "../../run/records.ts";
import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import type { Episode } from "../../run/mod.ts";
import { labelRoom } from "../parts/direct_labels.ts";
import { createFrame, MARGIN } from "../parts/frame.ts";
import { seriesStyles } from "../parts/series_style.ts";
import { type Picture, write } from "../parts/svg.ts";
import { textLines } from "../parts/text_size.ts";
import { minutesOf, type TimelineEvent, timelineEvents } from "./events.ts";
import { drawLanes, LANE, timelineLanes } from "./lanes.ts";
import { finding } from "./finding.ts";
import { timelineMetrics } from "./metrics.ts";
import { AXIS, drawPanel } from "./panel.ts";
import { shownServices } from "./shown_services.ts";
import { drawStrip, STRIP } from "./strip.ts";
import { type TimelineOptions, timelineOptions, timelineWindow } from "./zoom.ts";

const ARGUMENTS = z.object({ episode: episodeSchema, options: timelineOptions });

const WIDTH = 900;
const LEFT = 90;
const PANEL_HEIGHT = 92;
const LINE_HEIGHT = 15;
const NUMBER_WIDTH = 18;
const MAX_LISTED_EVENTS = 8;

/**
 * An episode in one picture. On top the actions in words, numbered, each with the diagnosis that it follows; below them
 * the whole episode as a strip, and what is shown of it: lanes for faults, SLO breaches, alarms, suspects and actions (hollow if
 * a guardrail refused one); then one panel per metric with a line for each service, faults and breaches shaded. By default it shows the
 * incident, with a minute before and two after.
 *
 * @param options.zoom `"incident"` (default), `"episode"`, or from one minute of simulated time to another
 * @throws {UsageError} for an episode that was run with `trace: false`, and for a part of it without steps
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createAgent, createEnvironment, plotTimeline, runEpisode, toSvg } from "aiops";
 * const episode = runEpisode({ agent: createAgent("noop"), environment: createEnvironment(), seed: 7 });
 * ok(toSvg(plotTimeline(episode, { zoom: [8, 12] })).includes(">whole<"));
 * ```
 */
export function plotTimeline(episode: Episode, options: TimelineOptions = {}): Picture {
  checkOptions("plotTimeline", ARGUMENTS, { episode, options });
  const { slo } = episode;
  const window = timelineWindow("plotTimeline", episode, options);
  const steps = episode.steps.filter(({ step }) => step >= window.from && step < window.until);
  const strip = steps.length < episode.steps.length ? STRIP : 0;
  const metrics = timelineMetrics(slo);
  const events = timelineEvents(steps);
  const services = shownServices(episode);
  const styles = seriesStyles(services.map(({ name }) => name));
  const lanes = timelineLanes(steps, { events, numbered: MAX_LISTED_EVENTS, styles });
  const lines = eventLines(events, timelineEvents(episode.steps).length);
  const right = WIDTH - labelRoom(services.map(({ name }) => name)) - 10;
  const { card, top } = createFrame({
    title: finding(episode),
    subtitle: "",
    width: WIDTH,
    height: LINE_HEIGHT * lines.length + strip + LANE * lanes.length + PANEL_HEIGHT * metrics.length + AXIS +
      18,
  });
  lines.forEach(({ number, text }, i) => {
    const y = top + 8 + LINE_HEIGHT * i;
    write(card, number, { x: MARGIN, y, bold: true });
    write(card, text, { x: MARGIN + NUMBER_WIDTH, y });
  });
  const stripTop = top + LINE_HEIGHT * lines.length + 4;
  if (strip > 0) drawStrip(card, episode, { part: window, y: stripTop, left: LEFT, right });
  const lanesTop = stripTop + strip;
  const [begin, end] = [minutesOf(window.from), minutesOf(window.until)];
  drawLanes(card, lanes, {
    y: lanesTop,
    right,
    xOf: (minutes) => LEFT + (right - LEFT) * (minutes - begin) / (end - begin),
  });
  metrics.forEach((metric, i) =>
    drawPanel(card, metric, {
      episode: { ...episode, steps },
      services,
      styles,
      events: events.slice(0, MAX_LISTED_EVENTS).map(({ minutes }) => minutes),
      size: { width: WIDTH, height: PANEL_HEIGHT, left: LEFT, right: WIDTH - right },
      y: lanesTop + LANE * lanes.length + 8 + PANEL_HEIGHT * i,
      last: i === metrics.length - 1,
    })
  );
  return card;
}

/** The first actions in words, wrapped to the width of the card, and how many there are besides. */
function eventLines(events: readonly TimelineEvent[], ofEpisode: number): { number: string; text: string }[] {
  const told = events.slice(0, MAX_LISTED_EVENTS).flatMap(({ text }, i) =>
    textLines(text, { width: WIDTH - 2 * MARGIN - NUMBER_WIDTH })
      .map((line, j) => ({ number: j === 0 ? String(i + 1) : "", text: line }))
  );
  const untold = Math.max(0, events.length - MAX_LISTED_EVENTS);
  const outside = ofEpisode - events.length;
  const rest = [
    ...(untold > 0 ? [counted(untold, "more")] : []),
    ...(outside > 0 ? [`${counted(outside, untold > 0 ? "" : "more")} outside of this part`] : []),
  ].join(", ");
  return rest === "" ? told : [...told, { number: "…", text: rest }];
}

function counted(count: number, more: string): string {
  return [count, more, count === 1 ? "action" : "actions"].filter((part) => part !== "").join(" ");
}
