import * as Plot from "@observablehq/plot";
import { z } from "zod";
import { checkOptions, objectWith } from "../../../model/check_options.ts";
import type { Diagnosis, Incident, Indicator, MetricTable, Topology } from "../../../model/mod.ts";
import { canBeShares, highestOf, isInPercent } from "../../../model/shown/metric_text.ts";
import { clockText, FIRST_DATE_SECONDS, UTC, zoneSchema } from "../../../model/shown/wall_clock.ts";
import { kindByName } from "../../../observe/kind_by_name.ts";
import { median, medianAndDeviation } from "../../../stats/mod.ts";
import { diagnosisText } from "../../../diagnose/mod.ts";
import { plotServiceGraph } from "../../../plot/mod.ts";
import { rowsAfterHoles } from "../../../plot/holes.ts";
import { clockMargin, clockScale } from "../../../plot/parts/clock_scale.ts";
import { drawPlot } from "../../../plot/parts/draw_plot.ts";
import { createFrame, MARGIN } from "../../../plot/parts/frame.ts";
import { BREACH, SERIES } from "../../../plot/parts/palette.ts";
import { shortNumber } from "../../../plot/parts/short_number.ts";
import { type Picture, place, write } from "../../../plot/parts/svg.ts";

const ARGUMENTS = z.object({
  incident: objectWith({ services: "list", before: "object", after: "object" }),
  diagnosis: objectWith({ suspect: "string", ranking: "list" }),
  options: z.strictObject({
    recorded: objectWith({ indicators: "list", columns: "list" }).optional(),
    endSeconds: z.union([z.number(), z.literal(Infinity)]).optional(),
    zone: zoneSchema.optional(),
  }),
});

/** What `plotIncident` shows besides the incident. */
export interface IncidentPictureOptions {
  /** All that was recorded, with the columns of the incident's metrics. Default: the incident's rows. */
  readonly recorded?: MetricTable | undefined;
  /** When the incident was over: a second line. Default: none. */
  readonly endSeconds?: number | undefined;
  /** The zone of the IANA database in which times are told. Default UTC. */
  readonly zone?: string | undefined;
}

const [WIDTH, PANEL, HEADING, AXIS, GRAPH_GAP] = [860, 92, 18, 36, 12];
/** Panels of metrics that fit a page. */
const MAX_METRICS = 5;

/**
 * What a diagnosis says of an incident: the call graph with the blame of each service, if it is known who calls whom, and the metrics that
 * tell most around the beginning (vertical line); where nobody is named, those that moved most.
 *
 * @throws {UsageError} for an argument of another type
 */
export function plotIncident(
  incident: Incident,
  diagnosis: Diagnosis,
  options: IncidentPictureOptions = {},
): Picture {
  checkOptions("plotIncident", ARGUMENTS, { incident, diagnosis, options });
  const graph = graphOf(incident, diagnosis);
  const [, , graphWidth = 0, graphHeight = 0] = graph?.getAttribute("viewBox")?.split(" ").map(Number) ?? [];
  const shown = shownMetrics(incident, diagnosis);
  const { confidence } = diagnosis;
  const { card, top } = createFrame({
    title: confidence > 0 ? diagnosisText(diagnosis) : "Nobody can be named",
    subtitle: subtitleOf(incident, diagnosis, options),
    width: WIDTH,
    height: (graph === undefined ? 0 : graphHeight + GRAPH_GAP) + shown.length * (HEADING + PANEL) + AXIS,
  });
  let y = top;
  if (graph !== undefined) {
    place(card, graph, { x: Math.max(0, (WIDTH - graphWidth) / 2), y });
    y += graphHeight + GRAPH_GAP;
  }
  const panels = metricPanels(incident, options);
  shown.forEach((column, at) => {
    const last = at === shown.length - 1;
    const { heading, plot } = panels(column, last);
    write(card, heading, { x: MARGIN, y: y + 12 });
    place(card, plot, { x: 0, y: y + HEADING });
    y += HEADING + PANEL + (last ? AXIS : 0);
  });
  return card;
}

/** What draws the metric of a column. */
function metricPanels(
  { before, after }: Incident,
  { recorded, endSeconds = Infinity, zone }: IncidentPictureOptions,
) {
  const tables = recorded ? [recorded] : [before.metrics, after.metrics];
  const times = tables.flatMap(({ timesSeconds }) => Array.from(timesSeconds));
  const onset = after.metrics.timesSeconds[0];
  const lines = [
    ...(onset === undefined ? [] : [Plot.ruleX([timeOf(onset)], { stroke: BREACH, strokeWidth: 1.5 })]),
    ...(Number.isFinite(endSeconds)
      ? [Plot.ruleX([timeOf(endSeconds)], { stroke: BREACH, strokeWidth: 1.5, strokeDasharray: "4 3" })]
      : []),
  ];
  const right = rightMargin(times);
  return (column: number, last: boolean) => {
    const { service, metric, role } = before.metrics.indicators[column]!;
    const points = tables.flatMap((table) => pointsOf(table, column));
    const highest = () => Math.max(...tables.map((table) => highestOf(metric, table)));
    const unit = unitOf({ metric, role }, points, highest);
    const factor = unit === SHARE ? 100 : 1;
    const plot = drawPlot({
      width: WIDTH,
      height: PANEL + (last ? AXIS : 0),
      marginLeft: 64,
      marginRight: right,
      marginTop: 8,
      marginBottom: last ? AXIS : 4,
      x: {
        ...timeScale(times, zone),
        axis: last ? "bottom" : null,
        labelAnchor: "center",
        labelArrow: "none",
      },
      y: { label: null, ticks: 3, grid: true, nice: true, tickFormat: shortNumber },
      marks: [
        Plot.line(points, { x: "x", y: ({ y }) => factor * y, stroke: SERIES[0], strokeWidth: 1 }),
        ...lines,
      ],
    });
    return { heading: `${metric} of ${service}${unit === "" ? "" : ` (${unit})`}`, plot };
  };
}

/** The unit of what is at most 1 and may be a share. */
const SHARE = "%";
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[^a-z])(?:ms|millis(?:econds)?)(?:$|[^a-z])/i, "ms"],
  [/(?:^|[^a-z])(?:us|µs|micros(?:econds)?)(?:$|[^a-z])/i, "µs"],
  [/(?:^|[^a-z])(?:ns|nanos(?:econds)?)(?:$|[^a-z])/i, "ns"],
  [/(?:^|[^a-z])(?:s|sec|secs|seconds)(?:$|[^a-z])/i, "s"],
  [/bytes(?:$|[^a-z])/i, "bytes"],
];

/** The unit that a metric's name tells, and percent for what may be shares; "" where neither does. */
function unitOf(
  { metric, role }: Pick<Indicator, "metric" | "role">,
  points: readonly { readonly y: number }[],
  highest: () => number,
): string {
  const named = UNITS.find(([pattern]) => pattern.test(metric))?.[1];
  if (named !== undefined) return named;
  if (isInPercent(metric)) return "percent";
  if (canBeShares({ metric, role }, points.map(({ y }) => y), highest)) return SHARE;
  return role === "latency" ? "in the unit of the recording" : "";
}

function subtitleOf(
  incident: Incident,
  { confidence, rationale }: Diagnosis,
  { endSeconds = Infinity, zone }: IncidentPictureOptions,
): string {
  const reason = rationale.replace(/^Nobody can be named: /, "");
  const why = confidence > 0 ? [] : [`${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}`];
  const onset = incident.after.metrics.timesSeconds[0];
  if (onset === undefined) return [...why, "below: the metrics that vary most"].join("; ");
  const ended = Number.isFinite(endSeconds) ? `; dashed: its end${dateOf(endSeconds, zone)}` : "";
  return [
    ...why,
    `${confidence > 0 ? "The line is the beginning of the incident" : "the line is the supposed beginning"}${
      dateOf(onset, zone)
    }${ended}`,
    ...(confidence > 0 ? [] : ["below: the metrics that moved most"]),
  ].join("; ");
}

/** When it was, in words; nothing for times without a date. */
function dateOf(seconds: number, zone: string = UTC): string {
  return seconds > FIRST_DATE_SECONDS
    ? `: ${clockText(seconds, zone).slice(0, 19).replace("T", " ").replace(/:00$/, "")} ${zone}`
    : "";
}

function timeOf(seconds: number): Date | number {
  return seconds > FIRST_DATE_SECONDS ? new Date(1000 * seconds) : seconds;
}

const RIGHT = 16;

/** Room for the label of the last tick, which is long for dates. */
function rightMargin(times: readonly number[]): number {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  return first > FIRST_DATE_SECONDS ? Math.max(RIGHT, clockMargin(first, last)) : RIGHT;
}

/** The axis of times; seconds where times have no date. */
function timeScale(times: readonly number[], zone: string | undefined): Plot.ScaleOptions {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  if (!(first > FIRST_DATE_SECONDS)) return { type: "linear", label: "seconds" };
  return clockScale(first, last, zone);
}

/** The points of a metric's line, with one that is none where nothing was recorded for long. */
function pointsOf({ timesSeconds, columns }: MetricTable, indicator: number) {
  const breaks = new Set(rowsAfterHoles(timesSeconds));
  return Array.from(timesSeconds, (seconds, row) => {
    const x = timeOf(seconds);
    return [...(breaks.has(row) ? [{ x, y: NaN }] : []), { x, y: columns[indicator]![row]! }];
  }).flat();
}

/** The metrics that the evidence quotes and those that the diagnoser ranks; the suspect's where it does neither; where nobody is named those that moved most, below what is told. */
function shownMetrics(
  { before, after }: Incident,
  { evidence = [], indicators = [], suspect, confidence }: Diagnosis,
): number[] {
  const all = before.metrics.indicators;
  const at = (service: string, metric: string) =>
    all.findIndex((one) => one.service === service && one.metric === metric);
  const told = [
    ...evidence.filter(({ signal }) => signal === "metric").map((one) => at(one.service, one.indicator)),
    ...indicators.map(({ service, metric }) => at(service, metric)),
  ].filter((i) => i >= 0);
  if (confidence === 0) {
    return [...new Set([...told, ...mostMoved(before.metrics, after.metrics)])].slice(0, MAX_METRICS);
  }
  const shown = told.length > 0 ? told : all.flatMap(({ service }, i) => service === suspect ? [i] : []);
  return [...new Set(shown)].slice(0, MAX_METRICS);
}

/** The metrics whose median moved by the most spreads (median absolute deviations); without rows after the beginning those with the farthest value. */
function mostMoved(before: MetricTable, after: MetricTable): number[] {
  const moved = before.columns.map((column, i) => {
    const own = numbersOf(column);
    if (own.length === 0) return { i, far: 0 };
    const { median: centre, deviation } = medianAndDeviation(own);
    const spread = Math.max(1.4826 * deviation, 0.01 * Math.abs(centre));
    const later = numbersOf(after.columns[i]!);
    const distance = later.length > 0
      ? Math.abs(median(later) - centre)
      : Math.max(...own.map((x) => Math.abs(x - centre)));
    return { i, far: distance === 0 ? 0 : distance / spread };
  });
  return moved.sort((a, b) => b.far - a.far).slice(0, MAX_METRICS).map(({ i }) => i);
}

function numbersOf(column: Float64Array): number[] {
  return Array.from(column).filter((x) => !Number.isNaN(x));
}

function graphOf(
  { services, graph = [], topology: known }: Incident,
  { ranking, suspect, confidence }: Diagnosis,
): Picture | undefined {
  if (graph.length === 0) return undefined;
  const called = new Set(graph.map(({ callee }) => callee));
  const front = services.find((name) => !called.has(name)) ?? services[0]!;
  // The picture of a graph reads of a topology no more than this.
  const topology = {
    name: "own",
    front,
    services: services.map((name) => ({
      name,
      kind: known?.services.find((one) => one.name === name)?.kind ?? kindByName(name),
    })),
    calls: graph.map((call) => ({ ...call, critical: true, mode: "sync" })),
  } as unknown as Topology;
  const total = ranking.reduce((sum, { score }) => sum + Math.max(0, score), 0);
  const blame = Object.fromEntries(
    ranking.map(({ service, score }) => [service, total > 0 ? Math.max(0, score) / total : 0]),
  );
  return plotServiceGraph(
    topology,
    confidence > 0 ? { blame, suspect, title: "Share of the blame" } : { title: "Who calls whom" },
  );
}
