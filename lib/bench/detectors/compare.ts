import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { displayable } from "../../model/shown/displayable.ts";
import { beginWork, lengthOf } from "../../model/shown/progress.ts";
import { type LabelledSeries, UsageError } from "../../model/mod.ts";
import { partsBundle } from "../../report/tables/sheet.ts";
import { judgedSeries, scoreDetectors, type ScoreDetectorsOptions } from "./score_detectors.ts";
import type { SeriesScores } from "./measure_series.ts";
import { summariseDetector } from "./summarise_detector.ts";
import type { DetectorComparison } from "./summary.ts";
import { detectorsParts } from "./text.ts";

const ARGUMENTS = z.object({ options: objectWith({ series: "object", detectors: "list" }) });

/** Options of `compareDetectors`. */
export interface CompareDetectorsOptions extends ScoreDetectorsOptions {
  /** Labelled series; all of them are kept in memory, with their scores. */
  readonly series: Iterable<LabelledSeries> | AsyncIterable<LabelledSeries>;
  /** Called after each series with the number done so far. */
  readonly onSeries?: (done: number) => void;
}

/** A comparison with the scores that it is based on. */
export interface DetectorRun extends DetectorComparison {
  /** The scores that were measured, series by series and detector by detector. */
  readonly scored: readonly SeriesScores[];
}

/**
 * Compares stream detectors on the same series. If no series has a labelled window, all measures are NaN and only the scores are of use.
 *
 * @throws {UsageError} without a series or a detector
 * @throws {Error} naming the detector and the series, if a detector throws
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
export async function compareDetectors(given: CompareDetectorsOptions): Promise<DetectorRun> {
  checkOptions("compareDetectors", ARGUMENTS, { options: given });
  const { series, onSeries, ...options } = given;
  const scored: SeriesScores[] = [];
  using work = beginWork({ label: "compareDetectors", unit: "series", total: lengthOf(series) });
  let done = 0;
  for await (const one of series) {
    const onRows = (rows: number, total: number) => {
      work.update(done + rows / total);
      options.onRows?.(rows, total);
    };
    const judged = judgedSeries(one, options.hindsight);
    for (const scores of scoreDetectors(one, { ...options, onRows })) scored.push({ series: judged, scores });
    work.update(++done);
    onSeries?.(done);
  }
  if (scored.length === 0) {
    throw new UsageError("A comparison of detectors needs a series and a detector, found none");
  }
  const run: DetectorRun = { ...summariseScores(scored), rule: options.rule?.text ?? null, scored };
  // Without times, so that the same run shows the same.
  return displayable(run, (one) => partsBundle(detectorsParts(one, { times: false })));
}

/** Measures all detectors, best first. */
function summariseScores(scored: readonly SeriesScores[]): Omit<DetectorComparison, "rule"> {
  const parts = [...Map.groupBy(scored, ({ scores }) => scores.detector).values()].map(summariseDetector);
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
