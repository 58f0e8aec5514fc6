import { z } from "zod";
import { listWith } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { type Span, UsageError } from "../../model/mod.ts";
import { createFrame, MARGIN } from "../parts/frame.ts";
import { BREACH, FAINT, MUTED, PAPER, RULE, SERIES } from "../parts/palette.ts";
import { draw, type Picture, write } from "../parts/svg.ts";
import { textWidth } from "../parts/text_size.ts";
import { type TraceRow, traceRows } from "./trace_rows.ts";

const ARGUMENTS = z.object({
  spans: listWith({ traceId: "string", spanId: "string", service: "string" }),
  options: z.strictObject({ seconds: z.number().optional(), title: z.string().optional() }),
});

const WIDTH = 900;
const ROW = 19;
const BAR = 11;
const INDENT = 10;
const AXIS = 40;
/** Minimum left end of the time axis, so that pictures of most requests can be compared by eye. */
const MIN_LEFT = 270;
/** Space on the right for the text beside a bar: the longest is that of a call that was sent again and failed all the same. */
const TEXT_WIDTH = 212;

/** Options of `plotTrace`. */
export interface TraceOptions {
  /** Minimum length of the time axis (s), the same for pictures that are to be compared. Default: the duration of the request. */
  readonly seconds?: number;
  /** Title. Default: where most of the time went. */
  readonly title?: string;
}

/**
 * A request as a waterfall: one bar per span, callers above their callees. Calls are outlined, work is filled, failures
 * have another colour and are described in words.
 *
 * @param spans of one request, in any order
 * @throws {UsageError} without spans, or for spans of several requests
 */
export function plotTrace(spans: readonly Span[], options: TraceOptions = {}): Picture {
  checkOptions("plotTrace", ARGUMENTS, { spans, options });
  const { seconds = 0, title } = options;
  requireOneTrace(spans);
  const rows = traceRows(spans);
  const end = Math.max(seconds, ...rows.map((row) => row.startSeconds + row.seconds));
  const { card, top } = createFrame({
    title: title ?? finding(rows),
    subtitle:
      "filled: a service, from the request to its answer; outlined: a call as its caller saw it; orange: failed",
    width: WIDTH,
    height: ROW * rows.length + AXIS,
  });
  const names = rows.map((row) => INDENT * row.depth + textWidth(nameOf(row), { size: 10 }));
  const left = Math.max(MIN_LEFT, MARGIN + 14 + Math.max(...names));
  const xOf = (time: number) => left + (WIDTH - TEXT_WIDTH - left) * time / (end || 1);
  const bottom = top + ROW * rows.length;
  drawAxis(card, { end, xOf, top, bottom });
  rows.forEach((row, i) => drawRow(card, row, { middle: top + ROW * (i + 0.5), xOf }));
  return card;
}

function requireOneTrace(spans: readonly Span[]): void {
  const count = new Set(spans.map(({ traceId }) => traceId)).size;
  if (count !== 1) {
    throw new UsageError(`A picture of a trace needs the spans of one request, found ${count} requests`);
  }
}

function drawAxis(
  card: Picture,
  { end, xOf, top, bottom }: { end: number; xOf: (time: number) => number; top: number; bottom: number },
): void {
  const step = tickStep(end);
  const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
  for (let i = 0; i * step <= end * 1.0001; i++) {
    const x = xOf(i * step);
    draw(card, "line", { x1: x, x2: x, y1: top, y2: bottom + 4, stroke: i === 0 ? MUTED : RULE });
    write(card, (i * step).toFixed(digits), { x, y: bottom + 16, size: 10, colour: MUTED, anchor: "middle" });
  }
  write(card, "seconds since the request began", {
    x: xOf(end / 2),
    y: bottom + 31,
    colour: MUTED,
    anchor: "middle",
  });
}

/** A tick interval of 1, 2 or 5 times a power of ten that gives three to seven ticks. */
function tickStep(end: number): number {
  const power = 10 ** Math.floor(Math.log10((end || 1) / 3));
  return power * [1, 2, 5].findLast((factor) => factor * power * 3 <= (end || 1))!;
}

function drawRow(
  card: Picture,
  row: TraceRow,
  { middle, xOf }: { middle: number; xOf: (time: number) => number },
): void {
  const { span, startSeconds, seconds, callee, depth } = row;
  const [x, end] = [xOf(startSeconds), xOf(startSeconds + seconds)];
  const colour = span.failed ? BREACH : SERIES[0];
  write(card, nameOf(row), { x: MARGIN + INDENT * depth, y: middle + 3.5, size: 10 });
  draw(card, "line", {
    x1: MARGIN + INDENT * depth + textWidth(nameOf(row), { size: 10 }) + 4,
    x2: x - 3,
    y1: middle,
    y2: middle,
    stroke: FAINT,
    "stroke-dasharray": "1 4",
  });
  draw(card, "rect", {
    x,
    y: middle - BAR / 2,
    width: Math.max(1.5, end - x),
    height: BAR,
    fill: callee === undefined ? colour : PAPER,
    stroke: colour,
    "stroke-width": 1.5,
  });
  write(card, saidOf(row), {
    x: Math.max(end, x + 1.5) + 5,
    y: middle + 3.5,
    size: 10,
    colour: span.failed ? BREACH : MUTED,
    halo: true,
  });
}

function nameOf({ span: { service }, callee }: TraceRow): string {
  return callee === undefined ? service : `${service} → ${callee}`;
}

function saidOf({ span: { failed, attributes = {} }, seconds }: TraceRow): string {
  const resends = attributes["http.request.resend_count"];
  return [
    secondsText(seconds),
    ...(failed ? [`failed: ${attributes["error.type"] ?? "no reason given"}`] : []),
    ...(resends === undefined ? [] : [`${resends} resends`]),
  ].join(", ");
}

function secondsText(seconds: number): string {
  if (seconds < 0.00005) return "< 0.1 ms";
  return seconds >= 0.995
    ? `${seconds.toFixed(2)} s`
    : `${(1000 * seconds).toFixed(seconds < 0.0095 ? 1 : 0)} ms`;
}

function finding(rows: readonly TraceRow[]): string {
  const { span: root, seconds } = rows[0]!;
  const most = rows.reduce((a, b) => b.selfSeconds > a.selfSeconds ? b : a);
  const where = most.callee === undefined
    ? `${most.span.service} works`
    : `${most.span.service} waits for ${most.callee}`;
  return `${root.name} ${root.failed ? "fails after" : "takes"} ${secondsText(seconds)}: ` +
    `for ${secondsText(most.selfSeconds)} ${where}`;
}
