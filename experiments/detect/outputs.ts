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
  /** Whether there is a picture of each series rather than one of the comparison. */
  readonly ownSeries: boolean;
  /** The zone in which pictures tell times. */
  readonly zone?: string;
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
  return async ({ run, ownSeries, zone, ...rest }) => {
    const shown = figure !== undefined && ownSeries ? shownOf(run) : [];
    const drawn = shown.length > 1 ? pathsOf(figure!, shown) : figure === undefined ? [] : [figure];
    const pictures = drawn.map(async (path, i) => {
      const files = drawn.length > 1 ? openPicture(path, "figure") : pictureFiles!;
      const { series, scores } = shown[i] ?? {};
      return await files(
        series && scores ? plotAlarms(series, { ...scores, zone }) : plotDetectors(run.detectors),
      );
    });
    const raised = jsonFile || alarmsFile ? run.scored.flatMap(alarmsOf) : [];
    const alarmsInJson = run.rule === null ? {} : { alarms: raised };
    writeTogether([
      ...(jsonFile ? [{ file: jsonFile, content: detectorsToJson(run, { ...rest, ...alarmsInJson }) }] : []),
      ...(csvFile ? [{ file: csvFile, content: resultsToCsv(run.results) }] : []),
      ...(alarmsFile ? [{ file: alarmsFile, content: alarmsToCsv(raised) }] : []),
      ...(await Promise.all(pictures)).flat(),
    ]);
    return [json, csv, alarms, ...drawn.flatMap(bothOf)].filter((path) => path !== undefined);
  };
}

/** Series that are drawn at most. */
const MAX_PICTURES = 100;

/**
 * The series with the alarms of the best detector, or without labels of the first one requested; where there are too many, those with the
 * highest scores of alarms.
 */
function shownOf({ scored, detectors, labelled }: DetectorRun): DetectorRun["scored"] {
  const best = labelled > 0 ? detectors[0]!.name : scored[0]!.scores.detector;
  const own = scored.filter(({ scores }) => scores.detector === best);
  if (own.length <= MAX_PICTURES) return own;
  const highest = new Map(own.map((one) => [one, Math.max(0, ...alarmsOf(one).map(({ score }) => score))]));
  return own.toSorted((a, b) => highest.get(b)! - highest.get(a)!).slice(0, MAX_PICTURES);
}

/** A path for each series: that of the picture with the series' name before its ending. */
function pathsOf(figure: string, shown: DetectorRun["scored"]): string[] {
  const taken = new Map<string, number>();
  return shown.map(({ series }) => {
    const name = series.name.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 80);
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return figure.replace(/(?=\.(?:svg|png)$)/, `-${name}${times > 1 ? `-${times}` : ""}`);
  });
}
