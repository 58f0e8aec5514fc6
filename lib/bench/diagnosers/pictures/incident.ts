import * as Plot from "@observablehq/plot";
import { z } from "zod";
import { checkOptions, objectWith } from "../../../model/check_options.ts";
import type { Diagnosis, Incident, MetricTable, Topology } from "../../../model/mod.ts";
import { percentText } from "../../../diagnose/mod.ts";
import { plotServiceGraph } from "../../../plot/mod.ts";
import { drawPlot } from "../../../plot/parts/draw_plot.ts";
import { createFrame, MARGIN } from "../../../plot/parts/frame.ts";
import { BREACH, SERIES } from "../../../plot/parts/palette.ts";
import { shortNumber } from "../../../plot/parts/short_number.ts";
import { type Picture, place, write } from "../../../plot/parts/svg.ts";

const ARGUMENTS = z.object({
  incident: objectWith({ services: "list", before: "object", after: "object" }),
  diagnosis: objectWith({ suspect: "string", ranking: "list" }),
});

const [WIDTH, PANEL, HEADING, AXIS, GRAPH_GAP] = [860, 92, 18, 36, 12];
/** Panels of metrics that fit a page. */
const MAX_METRICS = 5;
/** About 1973: earlier times are seconds since some moment. */
const FIRST_DATE_SECONDS = 1e8;

/**
 * What a diagnosis says of an incident: the call graph with the blame of each service, if it is known who calls whom, and the metrics that
 * tell most around the beginning (vertical line).
 *
 * @throws {UsageError} for an argument of another type
 */
export function plotIncident(incident: Incident, diagnosis: Diagnosis): Picture {
  checkOptions("plotIncident", ARGUMENTS, { incident, diagnosis });
  const graph = graphOf(incident, diagnosis);
  const [, , graphWidth = 0, graphHeight = 0] = graph?.getAttribute("viewBox")?.split(" ").map(Number) ?? [];
  const shown = tellingMetrics(incident, diagnosis);
  const { confidence, suspect, rationale } = diagnosis;
  const { card, top } = createFrame({
    title: confidence > 0 ? `${suspect} is suspected: ${percentText(confidence)}` : "Nobody can be named",
    subtitle: confidence > 0
      ? `The line is the beginning of the incident${beginningOf(incident)}`
      : rationale,
    width: WIDTH,
    height: (graph === undefined ? 0 : graphHeight + GRAPH_GAP) + shown.length * (HEADING + PANEL) + AXIS,
  });
  let y = top;
  if (graph !== undefined) {
    place(card, graph, { x: Math.max(0, (WIDTH - graphWidth) / 2), y });
    y += graphHeight + GRAPH_GAP;
  }
  const { before, after } = incident;
  const onset = after.metrics.timesSeconds[0]!;
  shown.forEach((i, at) => {
    const { service, metric } = before.metrics.indicators[i]!;
    const last = at === shown.length - 1;
    write(card, `${metric} of ${service}`, { x: MARGIN, y: y + 12 });
    const points = [...pointsOf(before.metrics, i), ...pointsOf(after.metrics, i)];
    const height = PANEL + (last ? AXIS : 0);
    const plot = drawPlot({
      width: WIDTH,
      height,
      marginLeft: 64,
      marginRight: 16,
      marginTop: 8,
      marginBottom: last ? AXIS : 4,
      x: { type: onset > FIRST_DATE_SECONDS ? "utc" : "linear", axis: last ? "bottom" : null, label: null },
      y: { label: null, ticks: 3, grid: true, nice: true, tickFormat: shortNumber },
      marks: [
        Plot.line(points, { x: "x", y: "y", stroke: SERIES[0], strokeWidth: 1 }),
        Plot.ruleX([timeOf(onset)], { stroke: BREACH, strokeWidth: 1.5 }),
      ],
    });
    place(card, plot, { x: 0, y: y + HEADING });
    y += HEADING + height;
  });
  return card;
}

/** When it was, in words; nothing for times without a date. */
function beginningOf({ after: { metrics: { timesSeconds: [first] } } }: Incident): string {
  return first !== undefined && first > FIRST_DATE_SECONDS
    ? `: ${new Date(1000 * first).toISOString().slice(0, 16).replace("T", " ")} UTC`
    : "";
}

function timeOf(seconds: number): Date | number {
  return seconds > FIRST_DATE_SECONDS ? new Date(1000 * seconds) : seconds;
}

function pointsOf({ timesSeconds, columns }: MetricTable, indicator: number) {
  return Array.from(timesSeconds, (seconds, row) => ({ x: timeOf(seconds), y: columns[indicator]![row]! }));
}

/** The metrics that the evidence quotes and those that the diagnoser ranks; the suspect's where it does neither. */
function tellingMetrics(
  { before }: Incident,
  { evidence = [], indicators = [], suspect }: Diagnosis,
): number[] {
  const all = before.metrics.indicators;
  const at = (service: string, metric: string) =>
    all.findIndex((one) => one.service === service && one.metric === metric);
  const told = [
    ...evidence.filter(({ signal }) => signal === "metric").map((one) => at(one.service, one.indicator)),
    ...indicators.map(({ service, metric }) => at(service, metric)),
  ].filter((i) => i >= 0);
  const shown = told.length > 0 ? told : all.flatMap(({ service }, i) => service === suspect ? [i] : []);
  return [...new Set(shown)].slice(0, MAX_METRICS);
}

function graphOf(
  { services, graph = [] }: Incident,
  { ranking, suspect, confidence }: Diagnosis,
): Picture | undefined {
  if (graph.length === 0) return undefined;
  const called = new Set(graph.map(({ callee }) => callee));
  const front = services.find((name) => !called.has(name)) ?? services[0]!;
  // The picture of a graph reads of a topology no more than this.
  const topology = {
    name: "own",
    front,
    services: services.map((name) => ({ name, kind: "service" })),
    calls: graph.map((call) => ({ ...call, critical: true, mode: "sync" })),
  } as unknown as Topology;
  const total = ranking.reduce((sum, { score }) => sum + Math.max(0, score), 0);
  const blame = Object.fromEntries(
    ranking.map(({ service, score }) => [service, total > 0 ? Math.max(0, score) / total : 0]),
  );
  return plotServiceGraph(topology, {
    blame,
    ...(confidence > 0 && { suspect }),
    title: "Share of the blame",
  });
}
