import { plotDiagnosers, plotDiagnosersByFault } from "../../lib/bench/diagnosers/mod.ts";
import { type compareDiagnosers, comparisonToJson, verdictsToCsv } from "../../lib/bench/diagnosers/mod.ts";
import { requireDistinctPaths } from "../cli/distinct_paths.ts";
import { bothOf, openPicture, picturesOf } from "../cli/picture_paths.ts";
import { openWhole, writeTogether } from "../cli/write_whole.ts";

/** Paths of the files to write. */
export interface OutputPaths {
  readonly json?: string;
  readonly csv?: string;
  readonly figure?: string;
  readonly "fault-figure"?: string;
}

/** Writes a comparison to files. */
export interface Outputs {
  /** Replaces all files or none; returns their names. */
  write(
    comparison: Awaited<ReturnType<typeof compareDiagnosers>>,
    options: { readonly settings: Readonly<Record<string, unknown>>; readonly times: boolean },
  ): Promise<string[]>;
}

/**
 * Prepares to write the files before the work starts.
 *
 * @throws {UsageError} for a path that cannot be written, or a picture that is neither SVG nor PNG
 */
export function openOutputs(paths: OutputPaths & { readonly data?: string }): Outputs {
  const { json, csv, figure, "fault-figure": faultFigure } = paths;
  requireDistinctPaths({
    inputs: paths.data === undefined ? [] : [{ option: "data", path: paths.data }],
    outputs: [
      ...Object.entries({ json, csv }).flatMap(([option, path]) =>
        path === undefined ? [] : [{ option, path }]
      ),
      ...picturesOf(figure, "figure"),
      ...picturesOf(faultFigure, "fault-figure"),
    ],
  });
  const jsonFile = json === undefined ? undefined : openWhole(json, { option: "json" });
  const csvFile = csv === undefined ? undefined : openWhole(csv, { option: "csv" });
  const [figureFiles, faultFiles] = (["figure", "fault-figure"] as const).map((option) =>
    paths[option] === undefined ? undefined : openPicture(paths[option], option)
  );
  return {
    async write(comparison, options) {
      const map = comparison.faults.length > 0;
      writeTogether([
        ...(jsonFile ? [{ file: jsonFile, content: comparisonToJson(comparison, options) }] : []),
        ...(csvFile ? [{ file: csvFile, content: verdictsToCsv(comparison.verdicts) }] : []),
        ...(await figureFiles?.(plotDiagnosers(comparison.methods)) ?? []),
        ...(map && await faultFiles?.(plotDiagnosersByFault(comparison.faults)) || []),
      ]);
      const pictures = [figure, map ? faultFigure : undefined].filter((path) => path !== undefined);
      return [json, csv, ...pictures.flatMap(bothOf)].filter((path) => path !== undefined);
    },
  };
}
