import type { MetricRole, MetricTable } from "../../model/mod.ts";
import { correlation } from "../../stats/samples/correlation.ts";
import { mean } from "../../stats/samples/quantiles.ts";
import { present } from "../metrics/deviations.ts";
import { deviation } from "../metrics/scale.ts";
import { leastSquares } from "./least_squares.ts";

/** The normal relation of each indicator to its causes. */
export interface Normal {
  /**
   * Per indicator the largest |z| of its residuals over a window; 0 without a value before or in the window. Of errors and
   * availability only residuals for the worse count: a service that was down all along and comes up is no cause of an incident.
   */
  surprise(window: Pick<MetricTable, "columns">): Float64Array;
  /** A window in which each indicator is what its causes don't explain, around its usual level. */
  unexplained(window: MetricTable): MetricTable;
}

/** The equation of one indicator. */
interface Equation {
  readonly causes: readonly number[];
  readonly coefficients: Float64Array;
  readonly intercept: number;
  /** Standard deviation of the residuals before, at least a thousandth of the usual level; 0 for one that was 0 all along. */
  readonly spread: number;
}

/** Default of `learnNormal`: with fewer rows for each cause a regression fits noise, and every later residual is large. */
export const ROWS_PER_CAUSE = 5;

/** The least spread, as a share of the usual level, so that metrics that hardly ever vary don't dominate. */
const MIN_SPREAD = 1e-3;

/**
 * Fits one linear equation per indicator on its causes. Missing values of a cause count as its mean; if there are too few rows for all
 * causes, those most correlated with the indicator are kept.
 *
 * @param causes per indicator the places of its direct causes
 * @param rowsPerCause rows that each cause needs
 */
export function learnNormal(
  { indicators, columns, layout }: MetricTable,
  causes: readonly (readonly number[])[],
  rowsPerCause: number = ROWS_PER_CAUSE,
): Normal {
  // In the layout of observations a metric that was 0 all along is a ratio.
  const absolute = layout === "services-by-metrics" ? 1 : 0;
  const means = columns.map((column) => mean(present(column)) || 0);
  const filled = columns.map((column, i) => column.map((x) => Number.isNaN(x) ? means[i]! : x));
  const equations = columns.map((column, i) => {
    const limit = Math.floor(present(column).length / rowsPerCause);
    const kept = mostCorrelated(causes[i]!, limit, (cause) => correlation(filled[i]!, filled[cause]!));
    const { coefficients, intercept } = leastSquares(column, kept.map((cause) => filled[cause]!));
    const equation = { causes: kept, coefficients, intercept, spread: 1 };
    const squares = present(residuals(equation, column, filled)).map((x) => x * x);
    const least = MIN_SPREAD * (Math.abs(means[i]!) || absolute);
    return { ...equation, spread: Math.max(Math.sqrt(mean(squares)) || 0, least) };
  });
  const residualsOf = (window: Pick<MetricTable, "columns">) => {
    const now = window.columns.map((column, i) => column.map((x) => Number.isNaN(x) ? means[i]! : x));
    return equations.map((equation, i) => residuals(equation, window.columns[i]!, now));
  };
  return {
    unexplained: (window) => ({
      ...window,
      columns: residualsOf(window).map((column, i) => column.map((x) => x + means[i]!)),
    }),
    surprise: (window) => {
      const unexplained = residualsOf(window);
      return Float64Array.from(equations, ({ spread }, i) => {
        const scale = { centre: 0, spread };
        return unexplained[i]!.reduce(
          (largest, x) => Math.max(largest, deviation(badness(x, indicators[i]!.role), scale) || 0),
          0,
        );
      });
    },
  };
}

function badness(residual: number, role: MetricRole): number {
  return role === "errors" ? residual : role === "availability" ? -residual : Math.abs(residual);
}

/** The part of a column that its causes don't explain, by row; NaN where it has no value. */
function residuals(
  { causes, coefficients, intercept }: Equation,
  column: Float64Array,
  all: readonly Float64Array[],
): Float64Array {
  const rest = column.map((x) => x - intercept);
  causes.forEach((cause, k) => {
    const values = all[cause]!;
    const coefficient = coefficients[k]!;
    for (let row = 0; row < rest.length; row++) rest[row]! -= coefficient * values[row]!;
  });
  return rest;
}

function mostCorrelated(
  causes: readonly number[],
  limit: number,
  correlationOf: (cause: number) => number,
): readonly number[] {
  if (causes.length <= limit) return causes;
  return causes.map((cause) => ({ cause, closeness: Math.abs(correlationOf(cause)) }))
    .sort((a, b) => b.closeness - a.closeness).slice(0, limit).map(({ cause }) => cause);
}
