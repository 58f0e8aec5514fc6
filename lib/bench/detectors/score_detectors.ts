import { scoreSeries } from "../../detect/mod.ts";
import type { LabelledSeries } from "../../model/mod.ts";
import type { AlarmRule } from "./alarm_rule.ts";
import { type DetectorMethod, detectorMethod } from "./detector_method.ts";

/** What a detector said of a series. */
export interface DetectorScores {
  /** Name of the detector. */
  readonly detector: string;
  /** A score a row, 0 in the warm-up; more is odder. */
  readonly scores: Float64Array;
  /** 1 per row in which a rule raised an alarm; undefined without a rule. */
  readonly alarms?: Uint8Array;
  /** Time for a row, that of learning from the warm-up included; NaN without a clock. */
  readonly microsPerRow: number;
}

/** How detectors are put to the test. */
export interface ScoreDetectorsOptions {
  /** Names of stream detectors, or methods of one's own. */
  readonly detectors: readonly (string | DetectorMethod)[];
  /** For detectors that draw random numbers. Default 1. */
  readonly seed?: number;
  /** Which scores are alarms. */
  readonly rule?: AlarmRule;
  /** A clock in ms. */
  readonly clock?: () => number;
}

/**
 * Walks each detector over a series, a new one each: it sees values and times alone, never the windows.
 *
 * @returns in the order of the detectors
 * @throws {Error} naming the detector and the series, where a detector throws
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { regimeSeries } from "./regimes/regimes.ts";
 * import { scoreDetectors } from "./score_detectors.ts";
 * const [ewma] = scoreDetectors(regimeSeries("stationary", 1), { detectors: ["ewma"] });
 * strictEqual(ewma!.scores.length, 3256);
 * ```
 */
export function scoreDetectors(
  series: LabelledSeries,
  { detectors, seed = 1, rule, clock = () => NaN }: ScoreDetectorsOptions,
): DetectorScores[] {
  const context = { dimensions: series.columns.length, seed };
  return detectors.map((named) => {
    const method = typeof named === "string" ? detectorMethod(named) : named;
    const start = clock();
    const create = () => method.create(context);
    const scores = explained(() => scoreSeries(create(), series), { method, series });
    const microsPerRow = 1000 * (clock() - start) / series.timesSeconds.length;
    return {
      detector: method.name,
      scores,
      ...(rule && { alarms: rule.raise(series, scores, create) }),
      microsPerRow,
    };
  });
}

function explained<T>(
  work: () => T,
  { method, series }: { method: DetectorMethod; series: LabelledSeries },
): T {
  try {
    return work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The detector "${method.name}" failed on the series "${series.name}": ${reason}`, {
      cause,
    });
  }
}
