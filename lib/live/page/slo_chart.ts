import type { CoursePoint, LiveView } from "../loop/view.ts";
import { type Html, html } from "./html.ts";

const WIDTH = 720;
const HEIGHT = 110;
const LEFT = 46;
const LANE = 14;

/** One curve of the SLO. */
interface Curve {
  readonly title: string;
  readonly limit: number;
  readonly valueOf: (point: CoursePoint) => number;
  readonly show: (value: number) => string;
}

/** The course of the SLO as two curves with their limits, and below them when there were alarms and orders. */
export function sloChart(
  { course, slo, events, stepSeconds }: Pick<LiveView, "course" | "slo" | "events" | "stepSeconds">,
): Html {
  const curves: Curve[] = [
    {
      title: "p95 latency",
      limit: slo.latencyP95Ms,
      valueOf: (point) => point.latencyP95Ms,
      show: (value) => `${Math.round(value)} ms`,
    },
    {
      title: "errors",
      limit: slo.errorRate,
      valueOf: (point) => point.errorRate,
      show: (value) => `${Number((value * 100).toPrecision(2))} %`,
    },
  ];
  const until = course.at(-1)?.atSeconds ?? 0;
  const from = Math.min(course[0]?.atSeconds ?? 0, until - 60 * stepSeconds);
  const x = (seconds: number) => rounded(LEFT + (WIDTH - LEFT) * (seconds - from) / (until - from || 1));
  const actions = events.filter(({ type, atSeconds }) => type === "order" && atSeconds >= from);
  const bottom = 2 * HEIGHT + 2 * LANE + 18;
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${bottom}" role="img" aria-label="${
    summary(course, curves)
  }">
${curves.map((curve, i) => html`<g transform="translate(0 ${i * HEIGHT})">${curveOf(curve, course, x)}</g>`)}
<g transform="translate(0 ${2 * HEIGHT + 4})">
<text class="label" x="0" y="10">alarms</text>
${
    course.filter(({ hasAlarm }) => hasAlarm).map(({ atSeconds }) =>
      html`
        <rect class="alarm" x="${x(atSeconds - stepSeconds)}" y="2" width="${Math.max(
          1,
          rounded((WIDTH - LEFT) * stepSeconds / (until - from || 1)),
        )}" height="9" />
      `
    )
  }
<text class="label" x="0" y="${LANE + 12}">actions</text>
${
    actions.map(({ atSeconds, text }) =>
      html`
        <circle class="action" cx="${x(atSeconds)}" cy="${LANE + 8}" r="5">
          <title>${text}</title>
        </circle>
      `
    )
  }
</g></svg>`;
}

function curveOf(
  { title, limit, valueOf, show }: Curve,
  course: readonly CoursePoint[],
  x: (seconds: number) => number,
): Html {
  const values = course.map(valueOf).filter(Number.isFinite);
  const top = Math.max(limit * 1.25, ...values) || 1;
  const y = (value: number) => rounded(20 + (HEIGHT - 30) * (1 - value / top));
  return html`
    <text class="label" x="0" y="12">${title}</text>
    <line class="limit" x1="${LEFT}" x2="${WIDTH}" y1="${y(limit)}" y2="${y(limit)}" />
    <text class="label" x="0" y="${y(limit) + 4}">${show(limit)}</text>
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
