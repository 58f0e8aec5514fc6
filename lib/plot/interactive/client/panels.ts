import { shape } from "./dom.ts";
import type { EpisodeData } from "./figure_data.ts";
import type { Place } from "./place.ts";
import { linePath } from "./line_path.ts";
import { colourOf } from "./series_colour.ts";
import { tickText, valueAxis } from "./value_axis.ts";
import type { ViewStore } from "./view.ts";

/** A panel: a metric, or the anomaly scores. */
export interface PanelRow {
  readonly label: string;
  readonly log: boolean;
  readonly scale: number;
  readonly limit?: { readonly value: number; readonly label: string };
  readonly series: readonly { readonly line: number; readonly values: readonly (number | null)[] }[];
}

/** Where a panel is drawn, and what of the episode. */
interface PanelDrawing {
  readonly top: number;
  readonly height: number;
  readonly place: Place;
  readonly data: EpisodeData;
  readonly store: ViewStore;
}

export function panelsOf(data: EpisodeData): PanelRow[] {
  if (!data.panels) return [];
  const metrics = data.metrics.map(({ label, log, scale, limit, whole, values }): PanelRow => ({
    label,
    log,
    scale,
    ...(limit !== undefined && { limit }),
    series: values.map((steps, line) => ({ line: whole ? -1 : line, values: steps })),
  }));
  const hasScores = data.scores.some((steps) => steps.some((score) => score !== null));
  if (!hasScores) return metrics;
  return [...metrics, {
    label: "anomaly score",
    log: false,
    scale: 0.01,
    limit: { value: 1, label: "alarm" },
    series: data.lines.map(({ row }, line) => ({ line, values: data.scores[row]! })),
  }];
}

/** The seen values of the lines that are drawn, and their axis. */
export function panelScale(
  panel: PanelRow,
  { top, height, store }: { top: number; height: number; store: ViewStore },
) {
  const { from, until, drawn } = store.get();
  const series = panel.series.filter(({ line }) => line < 0 || drawn[line]);
  const known = series.flatMap(({ values }) => values.slice(from, until).filter((value) => value !== null))
    .map((value) => value * panel.scale);
  const most = known.reduce((a, b) => Math.max(a, b), 0);
  // A limit that is far from all values would flatten them; one that nearly matters is shown.
  const limit = panel.limit !== undefined && (panel.log || most > 0.4 * panel.limit.value)
    ? panel.limit
    : undefined;
  const axis = valueAxis(
    limit === undefined ? [...known, ...(panel.log ? [] : [0])] : [...known, limit.value],
    {
      log: panel.log,
      top: top + 22,
      bottom: top + height - 6,
    },
  );
  return { series, limit, axis };
}

export function panelShape(
  panel: PanelRow,
  { top, height, place, data, store }: PanelDrawing,
): SVGElement {
  const { from, until, emphasised } = store.get();
  const { series, limit, axis } = panelScale(panel, { top, height, store });
  return shape(
    "g",
    { class: "panel" },
    ...axis.ticks.flatMap((tick) => [
      shape("line", {
        class: "grid",
        x1: place.left,
        x2: place.right,
        y1: axis.place(tick),
        y2: axis.place(tick),
      }),
      shape(
        "text",
        { class: "tick", x: place.left - 7, y: axis.place(tick) + 3.5, "text-anchor": "end" },
        tickText(tick),
      ),
    ]),
    shape("text", { class: "label", x: place.left, y: top + 14 }, panel.label),
    ...(limit === undefined ? [] : [
      shape("line", {
        class: "limit",
        x1: place.left,
        x2: place.right,
        y1: axis.place(limit.value),
        y2: axis.place(limit.value),
      }),
      shape("text", { class: "limit-text", x: place.right, y: axis.place(limit.value) - 4 }, limit.label),
    ]),
    ...series.map(({ line, values }) => {
      const style = data.lines[line];
      return shape("path", {
        class: `line${emphasised === undefined || emphasised === line ? "" : " dimmed"}`,
        style: `stroke: ${style === undefined ? "var(--ink)" : colourOf(style.colour)}`,
        "stroke-dasharray": style?.dash || undefined,
        d: linePath(values, {
          from,
          until,
          xOf: (step) => place.xOf(step + 0.5),
          yOf: (value) => axis.place(value * panel.scale),
        }),
      });
    }),
  );
}

/** A dot on each line at the step under the pointer. */
export function dots(
  panel: PanelRow,
  { top, height, place, data, store }: PanelDrawing,
): SVGElement[] {
  const { hover } = store.get();
  const { series, axis } = panelScale(panel, { top, height, store });
  return series.flatMap(({ line, values }) => {
    const value = values[hover!];
    return value === null || value === undefined ? [] : [shape("circle", {
      class: "dot",
      style: `fill: ${line < 0 ? "var(--ink)" : colourOf(data.lines[line]!.colour)}`,
      cx: place.xOf(hover! + 0.5),
      cy: axis.place(value * panel.scale),
      r: 3.2,
    })];
  });
}
