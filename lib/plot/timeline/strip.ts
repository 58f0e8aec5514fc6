import { METRIC_COUNT, serviceIndex, STEP_SECONDS } from "../../model/mod.ts";
import type { Episode, EpisodeStep } from "../../run/mod.ts";
import { linePath } from "../interactive/client/line_path.ts";
import { clockText } from "../interactive/client/time_axis.ts";
import { valueAxis } from "../interactive/client/value_axis.ts";
import { MARGIN } from "../parts/frame.ts";
import { BREACH, FAINT, FAULT, INK, MUTED, PART } from "../parts/palette.ts";
import { stepRuns } from "../parts/step_runs.ts";
import { draw, type Picture, write } from "../parts/svg.ts";
import type { StepWindow } from "./incident_window.ts";

/** Height of the strip with the room below it, in pixels. */
export const STRIP = 46;
const BAR_HEIGHT = 28;

/**
 * Draws a whole episode as a strip: the latency of the front, faults and breaches shaded, and the part that is shown below
 * it, with lines that lead there.
 */
export function drawStrip(
  card: Picture,
  { steps, topology }: Episode,
  { part, y, left, right }: { part: StepWindow; y: number; left: number; right: number },
): void {
  const [first, end] = [steps[0]!.step, steps.at(-1)!.step + 1];
  const xOf = (step: number) => left + (right - left) * (step - first) / (end - first);
  const [from, until] = [xOf(part.from), xOf(part.until)];
  draw(card, "path", {
    d: `M${from.toFixed(1)},${y + BAR_HEIGHT}H${until.toFixed(1)}L${right},${y + STRIP}H${left}Z`,
    fill: PART,
  });
  draw(card, "rect", { x: left, y, width: right - left, height: BAR_HEIGHT, fill: "none", stroke: FAINT });
  draw(card, "rect", { x: from, y, width: until - from, height: BAR_HEIGHT, fill: PART });
  for (const [colour, isIn] of SHADES) {
    for (const run of stepRuns(steps, (step) => isIn(step) || undefined)) {
      draw(card, "rect", {
        x: xOf(run.from),
        y,
        width: Math.max(1.5, xOf(run.until) - xOf(run.from)),
        height: BAR_HEIGHT,
        fill: colour,
        "fill-opacity": 0.5,
      });
    }
  }
  const column = serviceIndex(topology, topology.front) * METRIC_COUNT;
  const values = steps.map(({ values }) => Number.isFinite(values[column]) ? values[column]! : null);
  const axis = valueAxis(values.filter((value) => value !== null), {
    log: true,
    top: y + 3,
    bottom: y + BAR_HEIGHT - 3,
  });
  draw(card, "path", {
    d: linePath(values, {
      from: 0,
      until: values.length,
      xOf: (index) => xOf(first + index),
      yOf: axis.place,
    }),
    fill: "none",
    stroke: MUTED,
  });
  draw(card, "rect", { x: from, y, width: until - from, height: BAR_HEIGHT, fill: "none", stroke: INK });
  write(card, "whole", { x: MARGIN, y: y + 12, colour: MUTED });
  write(card, "episode", { x: MARGIN, y: y + 25, colour: MUTED });
  write(card, `to ${clockText(STEP_SECONDS * end)}`, { x: right + 6, y: y + 18, colour: MUTED });
}

const SHADES: readonly (readonly [string, (step: EpisodeStep) => boolean])[] = [
  [FAULT, ({ activeFaults }) => activeFaults.length > 0],
  [BREACH, ({ sloViolated }) => sloViolated],
];
