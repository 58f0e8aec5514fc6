import { type LabelledSeries, UsageError } from "../../model/mod.ts";
import { scoreDetectors, type ScoreDetectorsOptions } from "./score_detectors.ts";
import type { Sheet } from "./measure_series.ts";
import { summariseDetector } from "./summarise_detector.ts";
import type { DetectorComparison } from "./summary.ts";

/** What is compared, on what. */
export interface CompareDetectorsOptions extends ScoreDetectorsOptions {
  /** One after another; all are kept, with their scores. */
  readonly series: Iterable<LabelledSeries> | AsyncIterable<LabelledSeries>;
  /** Called after each series with how many there were. */
  readonly onSeries?: (done: number) => void;
}

/** A comparison with what it was made from. */
export interface DetectorRun extends DetectorComparison {
  /** The scores that were measured, series by series and detector by detector. */
  readonly sheets: readonly Sheet[];
}

/**
 * Compares detectors of a stream on the same series. Without windows there is nothing to measure them by, and the sheets hold what they
 * said.
 *
 * @throws {UsageError} for no series or no detector
 * @throws {Error} naming the detector and the series, where a detector throws
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { regimeSeries } from "./mod.ts";
 * import { compareDetectors } from "./compare.ts";
 * const { detectors } = await compareDetectors({
 *   series: [regimeSeries("stationary", 1)],
 *   detectors: ["random", "ewma"],
 * });
 * ok(detectors[0]!.name === "ewma" && detectors[0]!.auc.value > 0.8);
 * ```
 */
export async function compareDetectors(
  { series, onSeries, ...options }: CompareDetectorsOptions,
): Promise<DetectorRun> {
  const sheets: Sheet[] = [];
  let done = 0;
  for await (const one of series) {
    for (const scores of scoreDetectors(one, options)) sheets.push({ series: one, scores });
    onSeries?.(++done);
  }
  if (sheets.length === 0) {
    throw new UsageError("A comparison of detectors needs a series and a detector, found none");
  }
  return { ...summariseSheets(sheets), rule: options.rule?.text ?? null, sheets };
}

/** What several detectors came to on the same series, the best first. */
function summariseSheets(sheets: readonly Sheet[]): Omit<DetectorComparison, "rule"> {
  const parts = [...Map.groupBy(sheets, ({ scores }) => scores.detector).values()].map(summariseDetector);
  const { measured } = parts[0]!;
  const rank = new Map(parts.map(({ summary }, i) => [summary, i]));
  const score = (value: number) => Number.isNaN(value) ? -Infinity : value;
  return {
    detectors: parts.map(({ summary }) => summary).sort((a, b) =>
      compare(score(b.nabStandard), score(a.nabStandard)) ||
      compare(score(b.averagePrecision.value), score(a.averagePrecision.value)) ||
      rank.get(a)! - rank.get(b)!
    ),
    results: parts.flatMap(({ measured }) => measured.map(({ delays: _, days: __, ...result }) => result)),
    series: measured.length,
    labelled: measured.filter(({ windows }) => windows > 0).length,
    windows: measured.reduce((sum, { windows }) => sum + windows, 0),
  };
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
