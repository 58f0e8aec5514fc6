import { plotDiagnosers, plotDiagnosersByFault } from "../../lib/bench/diagnosers/mod.ts";
import { type compareDiagnosers, comparisonToJson, verdictsToCsv } from "../../lib/bench/diagnosers/mod.ts";
import { requireDistinctPaths } from "../cli/distinct_paths.ts";
import { bothOf, picturesOf, requirePicture } from "../cli/picture_paths.ts";
import { openWhole } from "../cli/write_whole.ts";
import { savePicture } from "../save_picture.ts";

/** Paths of the files to write. */
export interface OutputPaths {
  readonly json?: string;
  readonly csv?: string;
  readonly figure?: string;
  readonly "fault-figure"?: string;
}

/** Writes a comparison to files. */
export interface Outputs {
  /** Writes each file as a whole; returns their names. */
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
  for (const option of ["figure", "fault-figure"] as const) requirePicture(paths[option], option);
  return {
    async write(comparison, options) {
      jsonFile?.write(comparisonToJson(comparison, options));
      csvFile?.write(verdictsToCsv(comparison.verdicts));
      if (figure !== undefined) await savePicture(plotDiagnosers(comparison.methods), figure);
      const map = faultFigure !== undefined && comparison.faults.length > 0;
      if (map) await savePicture(plotDiagnosersByFault(comparison.faults), faultFigure);
      const pictures = [figure, map ? faultFigure : undefined].filter((path) => path !== undefined);
      return [json, csv, ...pictures.flatMap(bothOf)].filter((path) => path !== undefined);
    },
  };
}
