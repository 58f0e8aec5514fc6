import { z } from "zod";
import { listWith } from "../model/argument_schemas.ts";
import { checkOptions, objectWith } from "../model/check_options.ts";
import { UsageError } from "../model/mod.ts";
import { type Axis, type Line, lineChart, type LinePoint } from "./parts/line_chart.ts";
import type { Picture } from "./parts/svg.ts";

const ARGUMENTS = z.object({
  rows: listWith({ series: "string", x: "number", y: "number" }),
  options: objectWith({ title: "string", x: "object", y: "object" }),
});

/** A point of one of several lines. */
export interface CurveRow extends LinePoint {
  /** Name of the line. */
  readonly series: string;
}

/** Options of `plotCurves`. */
export interface CurvesOptions {
  /** Title: the finding, in words. */
  readonly title: string;
  /** Subtitle: what is shown. Default: none. */
  readonly subtitle?: string;
  /** Horizontal axis. */
  readonly x: Axis;
  /** Vertical axis. */
  readonly y: Axis;
  /** Whether lines are steps, so that a value holds until the next one. Default false. */
  readonly stepped?: boolean;
  /** Values marked by dashed lines across the chart. */
  readonly rules?: { readonly x?: readonly number[]; readonly y?: readonly number[] };
}

/**
 * A line chart with one line per series, labelled at its end; limits of intervals are drawn as bands.
 *
 * @throws {UsageError} without rows
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { plotCurves } from "./curves.ts";
 * const rows = [0.2, 0.5, 0.9].map((load) => ({ series: "M/M/1", x: load, y: 1 / (1 - load) }));
 * const axes = { x: { label: "utilisation" }, y: { label: "sojourn time (s)" } };
 * const picture = plotCurves(rows, { title: "Waiting explodes near full load", ...axes });
 * ok(picture.textContent!.includes("M/M/1"));
 * ```
 */
export function plotCurves(rows: readonly CurveRow[], given: CurvesOptions): Picture {
  checkOptions("plotCurves", ARGUMENTS, { rows, options: given });
  const { subtitle = "", ...options } = given;
  if (rows.length === 0) throw new UsageError("Curves need at least one row, found none");
  const lines = [...Map.groupBy(rows, ({ series }) => series)].map(([name, points]): Line => ({
    name,
    points: points.toSorted((a, b) => a.x - b.x),
  }));
  return lineChart({ ...options, subtitle, lines });
}
