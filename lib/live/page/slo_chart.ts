import type { CoursePoint, LiveView } from "../loop/view.ts";
import { type Html, html } from "./html.ts";

/** The size in which labels of 12 px are read well on a phone and on a desk. */
const WIDTH = 520;
const HEIGHT = 106;
const LEFT = 62;
const RIGHT = 8;
const LANE = 18;
/** Distance below which two labels of a scale would touch. */
const LABEL_HEIGHT = 13;
/** Shortest course that is drawn, in steps. */
const MIN_STEPS = 60;
/** Largest number of times on the axis, and the distances between them that are round, in seconds. */
const MAX_TICKS = 5;
const ROUND_SECONDS = [1, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400];

/** One curve of the SLO. */
interface Curve {
  readonly title: string;
  readonly limit: number;
  readonly valueOf: (point: CoursePoint) => number;
  readonly show: (value: number) => string;
}

/** The course of the SLO as two curves with their limits, below them when there were alarms and orders, and the times in UTC. */
export function sloChart(
  { course, slo, events, stepSeconds }: Pick<LiveView, "course" | "slo" | "events" | "stepSeconds">,
): Html {
  const curves: Curve[] = [
    {
      title: "p95 latency",
      limit: slo.latencyP95Ms,
      valueOf: (point) => point.latencyP95Ms,
      show: (value) => `${Number(value.toPrecision(3))} ms`,
    },
    {
      title: "errors",
      limit: slo.errorRate,
      valueOf: (point) => point.errorRate,
      show: (value) => `${Number((value * 100).toPrecision(2))} %`,
    },
  ];
  const until = course.at(-1)?.atSeconds ?? 0;
  const from = Math.min(course[0]?.atSeconds ?? 0, until - MIN_STEPS * stepSeconds);
  const span = until - from || 1;
  const x = (seconds: number) => rounded(LEFT + (WIDTH - LEFT - RIGHT) * (seconds - from) / span);
  const orders = events.filter(({ type, atSeconds }) => type === "order" && atSeconds >= from);
  const lanesTop = 2 * HEIGHT + 4;
  const axisTop = lanesTop + 2 * LANE;
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${axisTop + 20}" role="img" aria-label="${
    summary(course, curves)
  }">
${curves.map((curve, i) => html`<g transform="translate(0 ${i * HEIGHT})">${curveOf(curve, course, x)}</g>`)}
<g transform="translate(0 ${lanesTop})">
<text class="label" x="0" y="11">alarms</text>
${
    // A breach calls for attention as an alarm does, whether the detector saw it or not.
    course.filter(({ hasAlarm, inBreach }) => hasAlarm || inBreach).map(({ atSeconds, hasAlarm }) =>
      html`
        <rect class="${hasAlarm ? "alarm" : "breach"}" x="${x(atSeconds - stepSeconds)}" y="2" width="${Math
          .max(
            1,
            rounded((WIDTH - LEFT - RIGHT) * stepSeconds / span),
          )}" height="9">
          <title>${hasAlarm ? "alarm of the detector" : "SLO violated, no alarm of the detector"}</title>
        </rect>
      `
    )}
<text class="label" x="0" y="${LANE + 11}">actions</text>
${
    orders.map(({ atSeconds, text }) =>
      html`
        <circle class="action" cx="${x(atSeconds)}" cy="${LANE + 7}" r="5">
          <title>${text}</title>
        </circle>
      `
    )
  }
</g>
${
    course.length > 0 && html`<g transform="translate(0 ${axisTop})">${timeAxis({ from, until, x })}</g>`
  }</svg>`;
}

/** Round times in UTC below a line. */
function timeAxis(
  { from, until, x }: {
    readonly from: number;
    readonly until: number;
    readonly x: (seconds: number) => number;
  },
): Html {
  const distance = ROUND_SECONDS.find((seconds) => (until - from) / seconds <= MAX_TICKS) ?? 86_400;
  const first = Math.ceil(from / distance) * distance;
  const times = Array.from(
    { length: Math.max(0, Math.floor((until - first) / distance) + 1) },
    (_, i) => first + i * distance,
  );
  const textOf = (seconds: number) => {
    const iso = new Date(seconds * 1000).toISOString();
    return distance < 60 ? iso.slice(11, 19) : distance < 86_400 ? iso.slice(11, 16) : iso.slice(5, 10);
  };
  // A label at either end would be cut off, or would stand on that of the zone.
  const isInside = (at: number) => at > LEFT - 10 && at < WIDTH - 24;
  return html`
    <line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="2" y2="2" />
    <text class="label" x="0" y="16">UTC</text>
    ${times.map((seconds) =>
      html`
        <line class="axis" x1="${x(seconds)}" x2="${x(seconds)}" y1="2" y2="6" />
        ${isInside(x(seconds)) && html`
          <text class="label tick" x="${x(seconds)}" y="17">${textOf(seconds)}</text>
        `}
      `
    )}
  `;
}

function curveOf(
  { title, limit, valueOf, show }: Curve,
  course: readonly CoursePoint[],
  x: (seconds: number) => number,
): Html {
  const highest = course.map(valueOf).filter(Number.isFinite).reduce((most, one) => Math.max(most, one), 0);
  const top = Math.max(limit * 1.25, highest) || 1;
  const y = (value: number) => rounded(20 + (HEIGHT - 30) * (1 - value / top));
  // The limit is always labelled, the ends of the scale where there is room.
  const ends = [0, ...(highest > limit ? [highest] : [])].filter((value) =>
    Math.abs(y(value) - y(limit)) >= LABEL_HEIGHT
  );
  return html`
    <text class="label" x="${LEFT}" y="11">${title}, the limit dashed</text>
    <line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(0)}" y2="${y(0)}" />
    <line class="limit" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(limit)}" y2="${y(limit)}" />
    <text class="label limit-label scale" x="${LEFT - 5}" y="${y(limit) + 4}">${show(limit)}</text>
    ${ends.map((value) =>
      html`
        <text class="label scale" x="${LEFT - 5}" y="${y(value) + 4}">${show(value)}</text>
      `
    )}
    <path class="course" d="${pathOf(
      course.map((point) => ({ x: x(point.atSeconds), value: valueOf(point) })),
      y,
    )}" />
  `;
}

/** A line that is broken where nothing was measured. */
function pathOf(
  points: readonly { readonly x: number; readonly value: number }[],
  y: (value: number) => number,
): string {
  let isDrawing = false;
  return points.map(({ x, value }) => {
    if (!Number.isFinite(value)) {
      isDrawing = false;
      return "";
    }
    const command = isDrawing ? "L" : "M";
    isDrawing = true;
    return `${command}${x},${y(value)}${command === "M" ? "h0" : ""}`;
  }).join("");
}

function summary(course: readonly CoursePoint[], curves: readonly Curve[]): string {
  const last = course.at(-1);
  if (last === undefined) return "no step yet";
  return curves.map(({ title, limit, valueOf, show }) => {
    const value = valueOf(last);
    return `${title} ${Number.isFinite(value) ? show(value) : "not measured"}, limit ${show(limit)}`;
  }).join("; ");
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}
