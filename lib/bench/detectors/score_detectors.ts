import { z } from "zod";
import { anyFunction } from "../../model/argument_schemas.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { hindsightWindowSchema, windowMeans } from "../../detect/hindsight.ts";
import { scoreInHindsight, scoreSeries, type StreamDetector } from "../../detect/mod.ts";
import type { LabelledSeries } from "../../model/mod.ts";
import { UTC, wallSeconds, zoneSchema } from "../../model/shown/wall_clock.ts";
import type { AlarmRule } from "./alarm_rule.ts";
import { type DetectorMethod, detectorMethod } from "./detector_method.ts";

const ARGUMENTS = z.object({
  series: objectWith({ columns: "list", values: "object", timesSeconds: "object" }),
  options: z.looseObject({
    detectors: z.array(z.unknown()),
    seed: z.int().optional(),
    clock: anyFunction.optional(),
    zone: zoneSchema.optional(),
    hindsight: z.strictObject({ windowRows: hindsightWindowSchema }).optional(),
    onRows: anyFunction.optional(),
  }),
});

/** The scores of a detector on a series. */
export interface DetectorScores {
  /** Name of the detector. */
  readonly detector: string;
  /** One anomaly score per row, 0 in the warm-up unless in hindsight. */
  readonly scores: Float64Array;
  /** 1 for each row with an alarm, else 0; undefined without a rule. */
  readonly alarms?: Uint8Array;
  /** The level that each score had to pass to be an alarm; undefined without a rule. */
  readonly levels?: Float64Array;
  /** Present where rows were judged by those after them as well. */
  readonly hindsight?: Hindsight;
  /** In hindsight with a rule: 1 for each row whose score before means were taken would have been an alarm by itself, else 0. */
  readonly raisedAlone?: Uint8Array;
  /** Time per row (µs), including that of the fit; NaN without a clock. */
  readonly microsPerRow: number;
}

/** Scores in hindsight. */
export interface Hindsight {
  /** Rows around each row over which scores are averaged, itself included; odd. */
  readonly windowRows: number;
}

/** Options of `scoreDetectors`. */
export interface ScoreDetectorsOptions {
  /** Names of stream detectors, or your own methods. */
  readonly detectors: readonly (string | DetectorMethod)[];
  /** For detectors that draw random numbers. Default 1. */
  readonly seed?: number;
  /** Decides which scores are alarms. Default: none. */
  readonly rule?: AlarmRule;
  /** A clock in ms. Default: no times. */
  readonly clock?: () => number;
  /** The zone whose clock the days and weeks in the series follow, for detectors that learn them. Default UTC. */
  readonly zone?: string;
  /** Lets a row be judged by those after it as well, and those of the warm-up too: see `scoreInHindsight`. Default: as a stream. */
  readonly hindsight?: Hindsight;
  /** Called now and then with the rows of the series that were scored so far, those of all detectors added, and how many it will be. */
  readonly onRows?: (done: number, total: number) => void;
}

/**
 * Runs each detector over a series. A detector is created for the series and sees values and times only, never the windows.
 *
 * @returns one element per detector, in their order
 * @throws {Error} naming the detector and the series, if a detector throws
 * @throws {UsageError} for an argument of another type, or an option that is not known
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
export function scoreDetectors(series: LabelledSeries, options: ScoreDetectorsOptions): DetectorScores[] {
  checkOptions("scoreDetectors", ARGUMENTS, { series, options });
  const { detectors, seed = 1, rule, clock = () => NaN, zone = UTC, hindsight, onRows } = options;
  const local = zone === UTC || series.timed === false
    ? series
    : { ...series, timesSeconds: wallSeconds(series.timesSeconds, zone) };
  const rows = series.timesSeconds.length;
  const context = { dimensions: series.columns.length, seed };
  return detectors.map((named, i) => {
    const method = typeof named === "string" ? detectorMethod(named) : named;
    const start = clock();
    const create = () => method.create(context);
    const progress = onRows &&
      { onRows: (done: number) => onRows(i * rows + done, detectors.length * rows) };
    const score = () =>
      hindsight
        ? scoreInHindsight(create, local, { windowRows: 1, ...progress })
        : scoreSeries(create(), local, progress);
    const alone = explained(score, { method, series });
    const microsPerRow = 1000 * (clock() - start) / rows;
    const judged = hindsight
      ? inHindsight(alone, { hindsight, series: local, create, rule })
      : { scores: alone, ...rule?.judge(local, alone, create) };
    return { detector: method.name, ...judged, microsPerRow };
  });
}

/** The series as it is judged: in hindsight without a warm-up. */
export function judgedSeries(series: LabelledSeries, hindsight: Hindsight | undefined): LabelledSeries {
  return hindsight ? { ...series, warmupRows: 0 } : series;
}

/**
 * The means of scores over windows, and the alarms among them. A mean is no alarm unless a row in its window would be one by itself: what
 * all rows have is none, however low the level.
 */
function inHindsight(
  alone: Float64Array,
  { hindsight, series, create, rule }: {
    readonly hindsight: Hindsight;
    readonly series: LabelledSeries;
    readonly create: () => StreamDetector;
    readonly rule: AlarmRule | undefined;
  },
): Omit<DetectorScores, "detector" | "microsPerRow"> {
  const { windowRows } = hindsight;
  const scores = windowMeans(alone, windowRows);
  if (rule === undefined) return { scores, hindsight };
  const { leastAlarm = 0 } = create();
  const odd = windowMeans(alone.map((score) => Number(score > leastAlarm)), windowRows);
  const { alarms, levels } = rule.judge(
    judgedSeries(series, hindsight),
    scores.map((score, row) => odd[row]! > 0 ? score : 0),
    () => ({ ...create(), leastAlarm: 0 }),
  );
  const raisedAlone = Uint8Array.from(
    alone,
    (score, row) => Number(score > leastAlarm && score >= levels[row]!),
  );
  return { scores, alarms, levels, hindsight, raisedAlone };
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
