import type { MetricRole, MetricTable } from "../../model/mod.ts";
import { correlation, mean } from "../../stats/mod.ts";
import { present } from "../metrics/deviations.ts";
import { leastSquares } from "./least_squares.ts";

/** How each indicator follows from its causes while all is well. */
export interface Normal {
  /**
   * Per indicator the largest |z| of its residuals over a window; 0 where it has no value before or in the window. Of errors and
   * availability only what is worse than explained counts: one that was down all along and comes up is no cause of an incident.
   */
  surprise(window: Pick<MetricTable, "columns">): Float64Array;
}

/** The equation of one indicator. */
interface Equation {
  readonly causes: readonly number[];
  readonly coefficients: Float64Array;
  readonly intercept: number;
  /** Standard deviation of the residuals before. */
  readonly spread: number;
}

/** Rows that each cause must have: with fewer a regression explains noise, and every later residual is a surprise. */
const ROWS_PER_CAUSE = 5;

/** The least spread, as a share of the usual level (of 1 where that is 0): what never moved must not outweigh all else at a touch. */
const LEAST_SPREAD = 1e-3;

/**
 * Learns one linear equation per indicator on its causes. Missing values of a cause count as its mean; with more causes than a fifth of
 * the rows, those most correlated with the indicator are kept.
 *
 * @param causes per indicator the places of its direct causes
 */
export function learnNormal(
  { indicators, columns }: MetricTable,
  causes: readonly (readonly number[])[],
): Normal {
  const means = columns.map((column) => mean(present(column)) || 0);
  const filled = columns.map((column, i) => column.map((x) => Number.isNaN(x) ? means[i]! : x));
  const equations = columns.map((column, i) => {
    const most = Math.floor(present(column).length / ROWS_PER_CAUSE);
    const kept = mostCorrelated(causes[i]!, most, (cause) => correlation(filled[i]!, filled[cause]!));
    const { coefficients, intercept } = leastSquares(column, kept.map((cause) => filled[cause]!));
    const equation = { causes: kept, coefficients, intercept, spread: 1 };
    const squares = present(residuals(equation, column, filled)).map((x) => x * x);
    const least = LEAST_SPREAD * (Math.abs(means[i]!) || 1);
    return { ...equation, spread: Math.max(Math.sqrt(mean(squares)) || 0, least) };
  });
  return {
    surprise: (window) => {
      const now = window.columns.map((column, i) => column.map((x) => Number.isNaN(x) ? means[i]! : x));
      return Float64Array.from(equations, (equation, i) =>
        residuals(equation, window.columns[i]!, now)
          .reduce((most, x) => Math.max(most, badness(x, indicators[i]!.role) / equation.spread || 0), 0));
    },
  };
}

function badness(residual: number, role: MetricRole): number {
  return role === "errors" ? residual : role === "availability" ? -residual : Math.abs(residual);
}

/** What the causes do not explain of a column, by row; NaN where it has no value. */
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
  most: number,
  correlationOf: (cause: number) => number,
): readonly number[] {
  if (causes.length <= most) return causes;
  return causes.map((cause) => ({ cause, closeness: Math.abs(correlationOf(cause)) }))
    .sort((a, b) => b.closeness - a.closeness).slice(0, most).map(({ cause }) => cause);
}
