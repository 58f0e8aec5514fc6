import { type LabelledSeries, UsageError } from "../../lib/model/mod.ts";
import { countersAsRates } from "../../lib/detect/mod.ts";
import { openSeries } from "../../lib/observe/series/mod.ts";
import { type Regime, regimeSeries, type Season, seasonSeries } from "../../lib/bench/detectors/mod.ts";
import { readingOf } from "../cli/table_options.ts";
import { dataPath } from "../data/data_path.ts";
import { type FileSettings, isSeason, type SimulatedSettings } from "./settings.ts";

/** The series to compare detectors on. */
export interface Cases {
  readonly count: number;
  readonly series: Iterable<LabelledSeries> | AsyncIterable<LabelledSeries>;
  /** What was left out, known when all series are read. */
  readonly notes?: readonly string[];
}

/**
 * Opens series from files. Counters in tables are replaced by their rates, unless they are to be kept.
 *
 * @throws {UsageError} as `openSeries`, or if the format csv has no --data
 */
export async function seriesOfFiles(
  settings: FileSettings,
  where: { given?: string; home?: string },
): Promise<Cases> {
  const { format, values, labels, strict, warmupRows, keepCounters } = settings;
  if (format === "csv" && where.given === undefined) {
    throw new UsageError("The format csv needs --data: a .csv, or a folder of them");
  }
  const cases = await openSeries({
    format,
    path: dataPath(format, where),
    ...readingOf(settings),
    ...(values !== null && { values }),
    ...(strict && { strict }),
    ...(labels !== null && { label: labels }),
    ...(warmupRows !== null && { warmupRows }),
  });
  return format === "csv" && !keepCounters ? { ...cases, series: withRates(cases.series) } : cases;
}

async function* withRates(series: Cases["series"]): AsyncGenerator<LabelledSeries> {
  for await (const one of series) yield countersAsRates(one);
}

/** A synthetic series of a regime or a season. */
export function madeUpSeries(
  name: Regime | Season,
  seed: number,
  { rows, calm }: Pick<SimulatedSettings, "rows" | "calm">,
): LabelledSeries {
  return isSeason(name) ? seasonSeries(name, seed) : regimeSeries(name, seed, { judgedRows: rows, calm });
}

/** Synthetic series by regime, each created on demand. */
export function seriesOfRegimes({ regimes, seeds: [first, last], rows, calm }: SimulatedSettings): Cases {
  function* series() {
    for (const regime of regimes) {
      for (let seed = first; seed <= last; seed++) {
        yield madeUpSeries(regime, seed, { rows, calm });
      }
    }
  }
  return { count: regimes.length * (last - first + 1), series: series() };
}
