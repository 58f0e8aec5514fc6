import * as Plot from "@observablehq/plot";
import { drawPlot } from "../../../lib/plot/parts/draw_plot.ts";
import { createFrame, MARGIN } from "../../../lib/plot/parts/frame.ts";
import { FAINT, FAULT, INK, SERIES } from "../../../lib/plot/parts/palette.ts";
import { draw, type Picture, place, write } from "../../../lib/plot/parts/svg.ts";
import type { CurveName, FaultComparison } from "./compare.ts";

const [WIDTH, COLUMNS, PANEL_HEIGHT, HEAD, LEGEND] = [900, 4, 128, 18, 20];
const PANEL_WIDTH = (WIDTH - 2 * MARGIN) / COLUMNS;
/** The lines of a panel. */
const LINES = [["real", "in the shop", SERIES[0]], ["simulated", "simulated", SERIES[1]]] as const;
/** From here on a rank correlation counts as the same course. */
const SAME_COURSE = 0.7;
/** Least p95 that is drawn, ms. */
const LEAST_MS = 10;

const METRIC: Readonly<Record<CurveName, { readonly name: string; readonly axis: string }>> = {
  latencyP95Ms: { name: "p95", axis: "p95 of the api (logarithmic)" },
  errorRate: { name: "error rate", axis: "failed requests of the api" },
};

/** Draws a metric of the front around each fault, real and simulated: a panel a fault, all with the same axes. */
export function plotShopComparison(faults: readonly FaultComparison[], metric: CurveName): Picture {
  const { name, axis } = METRIC[metric];
  const correlations = faults.map(({ curves }) => curves[metric].correlation);
  const existing = correlations.filter((value) => value !== null);
  const same = existing.filter((value) => value >= SAME_COURSE).length;
  const rows = Math.ceil(faults.length / COLUMNS);
  const { card, top } = createFrame({
    title:
      `The simulated ${name} goes the way of the real one in ${same} of ${existing.length} faults (rank correlation of ${SAME_COURSE} or more)`,
    subtitle:
      `${axis} by seconds from the beginning of the fault on (yellow: it lasts); dashed: the limit of the SLO; rho: rank correlation, "-" where a curve is constant or neither moves`,
    width: WIDTH,
    height: LEGEND + rows * (HEAD + PANEL_HEIGHT) + 8,
  });
  LINES.forEach(([, label, colour], i) => {
    const x = MARGIN + 110 * i;
    draw(card, "rect", { x, y: top, width: 18, height: 3, fill: colour });
    write(card, label, { x: x + 24, y: top + 6 });
  });
  const [from, to] = [0, -1].map((i) => faults.map(({ seconds }) => seconds.at(i)!)) as [number[], number[]];
  const scales = { x: [Math.min(...from), Math.max(...to)] as const, y: domainOf(faults, metric) };
  faults.forEach((fault, i) => {
    const x = MARGIN + (i % COLUMNS) * PANEL_WIDTH;
    const y = top + LEGEND + Math.floor(i / COLUMNS) * (HEAD + PANEL_HEIGHT);
    write(card, fault.fault, { x: x + 4, y: y + 13, bold: true });
    write(card, `rho ${correlations[i]?.toFixed(2) ?? "-"}`, {
      ...{ x: x + PANEL_WIDTH - 12, y: y + 13, anchor: "end" },
    });
    place(card, panel(fault, metric, scales), { x, y: y + HEAD });
  });
  return card;
}

/** The range of all panels: 0 to 100 % of errors, whole powers of ten of milliseconds. */
function domainOf(faults: readonly FaultComparison[], metric: CurveName): readonly [number, number] {
  if (metric === "errorRate") return [0, 100];
  const values = faults.flatMap(({ curves }) => [...curves[metric].real, ...curves[metric].simulated]);
  const most = Math.max(...values.filter(Number.isFinite));
  return [LEAST_MS, Math.max(1_000, 10 ** Math.ceil(Math.log10(most)))];
}

function panel(
  { seconds, curves, slo }: FaultComparison,
  metric: CurveName,
  scales: { readonly x: readonly [number, number]; readonly y: readonly [number, number] },
) {
  const errors = metric === "errorRate";
  const [least, most] = scales.y;
  const factor = errors ? 100 : 1;
  const limit = factor * slo[metric];
  // The real line lies above the simulated one.
  const marks = LINES.toReversed().map(([key, , stroke]) =>
    Plot.line(
      seconds.map((x, i) => ({ x, y: Math.max(least, factor * curves[metric][key][i]!) })),
      { x: "x", y: "y", stroke, strokeWidth: 1.8 },
    )
  );
  return drawPlot({
    width: PANEL_WIDTH,
    height: PANEL_HEIGHT,
    marginLeft: 50,
    marginRight: 10,
    marginTop: 6,
    marginBottom: 24,
    x: { domain: [...scales.x], label: null, ticks: 4 },
    y: {
      domain: [least, most],
      label: null,
      ...(errors ? { ticks: [0, 50, 100], tickFormat: (share: number) => `${share} %` } : {
        type: "log" as const,
        ticks: powersOfTen(least, most),
        tickFormat: timeText,
      }),
    },
    marks: [
      Plot.rect([{}], { x1: 0, x2: scales.x[1], y1: least, y2: most, fill: FAULT, fillOpacity: 0.18 }),
      Plot.ruleY([limit], { stroke: INK, strokeOpacity: 0.5, strokeDasharray: "3,3" }),
      Plot.frame({ stroke: FAINT }),
      ...marks,
    ],
  });
}

const timeText = (ms: number) => ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;

function powersOfTen(least: number, most: number): number[] {
  const count = Math.round(Math.log10(most / least)) + 1;
  return Array.from({ length: count }, (_, i) => least * 10 ** i);
}
