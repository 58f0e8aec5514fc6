import { z } from "zod";
import { checkOptions, objectWith } from "../../../model/check_options.ts";
import { mean, nabScore } from "../../../stats/mod.ts";
import { type MeasuredSeries, measureSeries, type SeriesScores } from "../measure_series.ts";
import { heldOutScore } from "../summarise_detector.ts";
import { partOf } from "../summary.ts";

const ARGUMENTS = z.object({ scored: z.array(objectWith({ series: "object", scores: "object" })) });

/** What the protocol measures of a detector; all are at most 1, higher is better. */
export interface Measures {
  /** Mean average precision over the series with a window. */
  readonly averagePrecision: number;
  /** Mean volume under the precision-recall surface over them. */
  readonly vusPr: number;
  /** NAB's standard score over 100, at the best threshold that all series share. */
  readonly nab: number;
}

/** The names of the measures. */
export const MEASURES = ["averagePrecision", "vusPr", "nab"] as const satisfies readonly (keyof Measures)[];

/** A detector on one domain: a folder of a data set, or a regime of made-up series. */
export interface DomainScore extends Measures {
  readonly domain: string;
  readonly detector: string;
  /** Number of series, and of those with a window that is judged. */
  readonly series: number;
  readonly labelled: number;
}

/** A detector on a whole collection of domains, one data set. */
export interface CollectionScore extends Measures {
  readonly collection: string;
  readonly detector: string;
  readonly series: number;
  /** NAB's score over 100 with each domain judged at the threshold that is best on the others; NaN for a single domain. */
  readonly nabHeldOut: number;
}

/**
 * The measures of one detector domain by domain, and over all of them. A domain without a judged window has none and is left out.
 *
 * @param scored the scores of one detector on the series of one collection; the domain of a series is the folder in its name
 * @throws {UsageError} for an argument of another type
 */
export function measureDomains(
  collection: string,
  scored: readonly SeriesScores[],
): { readonly domains: DomainScore[]; readonly whole: CollectionScore } {
  checkOptions("measureDomains", ARGUMENTS, { scored });
  const detector = scored[0]!.scores.detector;
  const measured = scored.map((one) => ({ one, measured: measureSeries(one, Infinity) }));
  const domains = [...Map.groupBy(measured, ({ one }) => partOf(one.series.name))].flatMap(
    ([domain, own]) => {
      const labelled = own.filter(({ measured }) => !Number.isNaN(measured.averagePrecision)).length;
      return labelled === 0 ? [] : [{ domain, detector, series: own.length, labelled, ...measuresOf(own) }];
    },
  );
  return {
    domains,
    whole: {
      collection,
      detector,
      series: scored.length,
      ...measuresOf(measured),
      nabHeldOut: heldOutScore(scored.map(forNab)) / 100,
    },
  };
}

function measuresOf(
  all: readonly { readonly one: SeriesScores; readonly measured: MeasuredSeries }[],
): Measures {
  const meanOf = (of: (one: MeasuredSeries) => number) =>
    mean(all.map(({ measured }) => of(measured)).filter((value) => !Number.isNaN(value)));
  return {
    averagePrecision: meanOf((one) => one.averagePrecision),
    vusPr: meanOf((one) => one.vusPr),
    nab: nabScore(all.map(({ one }) => forNab(one))).score / 100,
  };
}

function forNab({ series: { name, windows, warmupRows }, scores: { scores } }: SeriesScores) {
  return { name, windows, warmupRows, scores };
}
