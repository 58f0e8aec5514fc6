import { z } from "zod";
import { anyObject } from "../../model/argument_schemas.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { requireName, UsageError } from "../../model/mod.ts";
import { nezha } from "../nezha/nezha.ts";
import { petshop } from "../petshop/petshop.ts";
import { rcaeval } from "../rcaeval/rcaeval.ts";
import type { RecordedFiles } from "../reading/files.ts";
import { openAs } from "../reading/format.ts";
import type { IncidentFormat, IncidentOptions, IncidentSource } from "../reading/incident_source.ts";
import { openFiles } from "../reading/open_files.ts";

const recordedFiles = objectWith<RecordedFiles>({ name: "string", paths: "list", text: "function" });

const OPEN_INCIDENTS_ARGUMENTS = z.object({
  options: z.looseObject({ format: z.unknown(), path: z.string() }),
});
const INCIDENTS_IN_ARGUMENTS = z.object({ files: recordedFiles, options: anyObject });

/** The name of a format of recorded incidents. */
export type IncidentFormatName = "petshop" | "rcaeval" | "nezha";

/** The formats of recorded incidents by name. */
export const INCIDENT_FORMATS: Readonly<Record<IncidentFormatName, IncidentFormat>> = {
  petshop,
  rcaeval,
  nezha,
};

/** Which recorded incidents to open, and how to read them. */
export interface OpenIncidentsOptions extends IncidentOptions {
  /** A name in `INCIDENT_FORMATS`. */
  readonly format: string;
  /** A folder, or a `.tar.gz` of one. */
  readonly path: string;
}

/**
 * Opens recorded incidents on the disk.
 *
 * @throws {UsageError} for an unknown format, a path that can't be read, or a path without any incident of that format; while the incidents
 * are read, for a mistake in a file
 */
export async function openIncidents(given: OpenIncidentsOptions): Promise<IncidentSource> {
  checkOptions("openIncidents", OPEN_INCIDENTS_ARGUMENTS, { options: given });
  const { format, path, ...options } = given;
  const name = requireName("format", format, Object.keys(INCIDENT_FORMATS) as IncidentFormatName[]);
  return await incidentsIn(await openFiles(path), name, options);
}

/**
 * `openIncidents` for files that are already open, on the disk or not.
 *
 * @throws {UsageError} as `openIncidents`
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { filesInMemory } from "../reading/files.ts";
 * import { madeUpPetshop } from "../testing/made_up_recordings.ts";
 * import { incidentsIn } from "./open.ts";
 * const { count, incidents } = await incidentsIn(filesInMemory(madeUpPetshop()), "petshop");
 * const [first] = await Array.fromAsync(incidents);
 * strictEqual(count, 2);
 * strictEqual(first!.incident.services.includes(first!.truth.services[0]!), true);
 * ```
 */
export async function incidentsIn(
  files: RecordedFiles,
  format: IncidentFormatName,
  options: IncidentOptions = {},
): Promise<IncidentSource> {
  checkOptions("incidentsIn", INCIDENTS_IN_ARGUMENTS, { files, options });
  const { lateSeconds = 0, split } = options;
  if (!Number.isFinite(lateSeconds)) {
    throw new UsageError(`The option lateSeconds needs a finite number of seconds, found ${lateSeconds}`);
  }
  const part = split === undefined ? "" : ` in the split "${split}"`;
  const what = `incident of the format "${format}"${part}`;
  return await openAs(files, { formats: INCIDENT_FORMATS, name: format, options, what });
}
