import type { LabelledSeries } from "../../../lib/model/mod.ts";
// Not from the room's face, which brings all pictures with it: a thread starts in half of the time.
import { detectorMethod } from "../../../lib/bench/detectors/detector_method.ts";
import {
  type CalmCount,
  type CollectionScore,
  countCalmAlarms,
  type DomainScore,
  measureDomains,
} from "../../../lib/bench/detectors/protocol/mod.ts";
import {
  type Hindsight,
  judgedSeries,
  scoreDetectors,
} from "../../../lib/bench/detectors/score_detectors.ts";

/** The series of one data set. */
export interface Collection {
  readonly name: string;
  readonly series: readonly LabelledSeries[];
  /** Whether it was recorded: alarms on its calm rows are counted. */
  readonly recorded: boolean;
}

/** One detector on one collection. */
export interface Job {
  /** Index of the collection. */
  readonly collection: number;
  readonly detector: string;
  /** The rates at which alarms on calm rows are counted; none for detectors that are only compared. */
  readonly rates: readonly number[];
  /** Absent: as a stream. */
  readonly hindsight?: Hindsight | undefined;
}

/** What came of a job. */
export interface JobResult {
  readonly domains: readonly DomainScore[];
  readonly whole: CollectionScore;
  /** The alarms of each series, rate by rate. */
  readonly calm: readonly (readonly CalmCount[])[];
}

/** The threshold behind the subject where alarms are counted. */
export const THRESHOLD = "peaks";

/** Scores all series of a collection by one detector and measures it. */
export function runJob(
  { name, series, recorded }: Collection,
  { detector, rates, hindsight }: Job,
): JobResult {
  const method = detectorMethod(detector);
  const scored = series.map((one) => ({
    series: judgedSeries(one, hindsight),
    scores: scoreDetectors(one, { detectors: [method], ...(hindsight && { hindsight }) })[0]!,
  }));
  const calm = recorded
    ? rates.map((asked) =>
      scored.map(({ series, scores }) =>
        countCalmAlarms(series, scores.scores, { method, threshold: THRESHOLD, asked })
      )
    )
    : [];
  return { ...measureDomains(name, scored), calm };
}
