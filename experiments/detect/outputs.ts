import type { Picture } from "../../lib/plot/mod.ts";
import { plotAlarms, plotDetectors } from "../../lib/bench/detectors/mod.ts";
import {
  alarmsOf,
  alarmsToCsv,
  type DetectorRun,
  detectorsToJson,
  resultsToCsv,
} from "../../lib/bench/detectors/mod.ts";
import { requireDistinctPaths } from "../cli/distinct_paths.ts";
import { bothOf, openPicture, picturesOf } from "../cli/picture_paths.ts";
import { openWhole, writeTogether } from "../cli/write_whole.ts";

/** Paths of the files to write. */
export interface OutputPaths {
  readonly json?: string;
  readonly csv?: string;
  readonly alarms?: string;
  readonly figure?: string;
}

/** The results to write. */
export interface Result {
  readonly run: DetectorRun;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly times: boolean;
  /** Whether the picture shows the first series rather than the comparison. */
  readonly ownSeries: boolean;
}

/**
 * Prepares to write the files before the work starts.
 *
 * @returns a function that replaces all of them or none and returns their names
 * @throws {UsageError} for a path that cannot be written, or a picture that is neither SVG nor PNG
 */
export function openOutputs(
  { data, json, csv, alarms, figure }: OutputPaths & { readonly data?: string },
): (result: Result) => Promise<string[]> {
  const outputs = Object.entries({ json, csv, alarms }).flatMap(([option, path]) =>
    path === undefined ? [] : [{ option, path }]
  );
  requireDistinctPaths({
    inputs: data === undefined ? [] : [{ option: "data", path: data }],
    outputs: [...outputs, ...picturesOf(figure, "figure")],
  });
  const open = (path: string | undefined, option: string) =>
    path === undefined ? undefined : openWhole(path, { option });
  const jsonFile = open(json, "json");
  const csvFile = open(csv, "csv");
  const alarmsFile = open(alarms, "alarms");
  const pictureFiles = figure === undefined ? undefined : openPicture(figure, "figure");
  return async ({ run, ownSeries, ...rest }) => {
    writeTogether([
      ...(jsonFile ? [{ file: jsonFile, content: detectorsToJson(run, rest) }] : []),
      ...(csvFile ? [{ file: csvFile, content: resultsToCsv(run.results) }] : []),
      ...(alarmsFile ? [{ file: alarmsFile, content: alarmsToCsv(run.scored.flatMap(alarmsOf)) }] : []),
      ...(await pictureFiles?.(ownSeries ? pictureOfSeries(run) : plotDetectors(run.detectors)) ?? []),
    ]);
    return [json, csv, alarms, ...(figure === undefined ? [] : bothOf(figure))].filter((path) =>
      path !== undefined
    );
  };
}

/** The first series with the alarms of the best detector, or without labels of the first one requested. */
function pictureOfSeries({ scored, detectors, labelled }: DetectorRun): Picture {
  const best = labelled > 0 ? detectors[0]!.name : scored[0]!.scores.detector;
  const { series, scores } = scored.find(({ scores }) => scores.detector === best)!;
  return plotAlarms(series, scores);
}
