import { episodeSchema } from "../../run/records.ts";
import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/mod.ts";
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

const ARGUMENTS = z.object({ episode: episodeSchema });

const WIDTH = 900;
const LEFT = 90;
const PANEL_HEIGHT = 92;
const LINE_HEIGHT = 15;
const NUMBER_WIDTH = 18;
const MAX_LISTED_EVENTS = 8;

/**
 * An episode in one picture. On top the actions in words, numbered, each with the diagnosis that it follows; below them
 * lanes for faults, SLO breaches, alarms, suspects and actions (hollow if a guardrail refused one); then one panel per
 * metric with a line for each service, faults and breaches shaded.
 *
 * @throws {UsageError} for an episode that was run with `trace: false`
 */
export function plotTimeline(episode: Episode): Picture {
  checkOptions("plotTimeline", ARGUMENTS, { episode });
  const { steps, slo } = episode;
  const metrics = timelineMetrics(slo);
  if (steps.length === 0) throw new UsageError("The episode has no steps: run it with trace: true");
  const events = timelineEvents(steps);
  const services = shownServices(episode);
  const styles = seriesStyles(services.map(({ name }) => name));
  const lanes = timelineLanes(steps, { events, numbered: MAX_LISTED_EVENTS, styles });
  const lines = eventLines(events);
  const right = labelRoom(services.map(({ name }) => name)) + 10;
  const { card, top } = createFrame({
    title: finding(episode),
    subtitle: "",
    width: WIDTH,
    height: LINE_HEIGHT * lines.length + LANE * lanes.length + PANEL_HEIGHT * metrics.length + AXIS + 18,
  });
  lines.forEach(({ number, text }, i) => {
    const y = top + 8 + LINE_HEIGHT * i;
    write(card, number, { x: MARGIN, y, bold: true });
    write(card, text, { x: MARGIN + NUMBER_WIDTH, y });
  });
  const lanesTop = top + LINE_HEIGHT * lines.length + 4;
  const end = minutesOf(steps.at(-1)!.step + 1);
  drawLanes(card, lanes, {
    y: lanesTop,
    right: WIDTH - right,
    xOf: (minutes) => LEFT + (WIDTH - LEFT - right) * minutes / end,
  });
  metrics.forEach((metric, i) =>
    drawPanel(card, metric, {
      episode,
      services,
      styles,
      events: events.slice(0, MAX_LISTED_EVENTS).map(({ minutes }) => minutes),
      size: { width: WIDTH, height: PANEL_HEIGHT, left: LEFT, right },
      y: lanesTop + LANE * lanes.length + 8 + PANEL_HEIGHT * i,
      last: i === metrics.length - 1,
    })
  );
  return card;
}

/** The first actions in words, wrapped to the width of the card. */
function eventLines(events: readonly TimelineEvent[]): { number: string; text: string }[] {
  const told = events.slice(0, MAX_LISTED_EVENTS).flatMap(({ text }, i) =>
    textLines(text, { width: WIDTH - 2 * MARGIN - NUMBER_WIDTH })
      .map((line, j) => ({ number: j === 0 ? String(i + 1) : "", text: line }))
  );
  const untold = events.length - MAX_LISTED_EVENTS;
  return untold > 0 ? [...told, { number: "…", text: `${untold} more actions` }] : told;
}
