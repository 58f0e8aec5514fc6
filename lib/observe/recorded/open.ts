import { requireName, UsageError } from "../../model/mod.ts";
import { openArchive } from "../reading/archive_files.ts";
import type { RecordedFiles } from "../reading/files.ts";
import { openFolder, readable } from "../reading/folder_files.ts";
import { type FormatName, FORMATS } from "./formats.ts";
import type { IncidentSource, ReadOptions, RecordedFormat } from "./source.ts";

/** Which recorded incidents, and how to read them. */
export interface OpenOptions extends ReadOptions {
  /** One of `FORMATS`. */
  readonly format: string;
  /** A folder, or a `.tar.gz` of one. */
  readonly path: string;
}

/**
 * Opens recorded incidents.
 *
 * @throws {UsageError} for an unknown format, a path that can't be read, or a place without any incident of that format;
 * while the incidents are read, for a mistake in a file: its path, the line, what was expected and what was found
 */
export async function openIncidents({ format, path, ...options }: OpenOptions): Promise<IncidentSource> {
  const name = requireName("format", format, Object.keys(FORMATS) as FormatName[]);
  const { isDirectory } = await readable(path, Deno.stat);
  return openRecording(isDirectory ? await openFolder(path) : await openArchive(path), name, options);
}

/**
 * `openIncidents` for files that are not on the disk.
 *
 * @throws {UsageError} as that does
 *
 * @example
 * ```ts
 * import { filesInMemory } from "../reading/files.ts";
 * import { madeUpPetshop } from "../testing/made_up_recordings.ts";
 * import { openRecording } from "./open.ts";
 * const { count, incidents } = await openRecording(filesInMemory(madeUpPetshop()), "petshop");
 * count; // 2
 * for await (const { incident, truth } of incidents) console.assert(incident.services.includes(truth.services[0]!));
 * ```
 */
export async function openRecording(
  files: RecordedFiles,
  format: FormatName,
  options: ReadOptions = {},
): Promise<IncidentSource> {
  const { lateSeconds = 0 } = options;
  if (!Number.isFinite(lateSeconds)) {
    throw new UsageError(`The option lateSeconds needs a finite number of seconds, found ${lateSeconds}`);
  }
  const source = await FORMATS[format].open(files, options);
  if (source.count === 0) throw noIncident(files, format, options);
  return source;
}

function noIncident(files: RecordedFiles, format: FormatName, { split }: ReadOptions): UsageError {
  const others = (Object.entries(FORMATS) as [FormatName, RecordedFormat][])
    .filter(([name, { marks }]) => name !== format && files.paths.some((path) => marks.test(path)))
    .map(([name]) => name);
  const hint = others.length > 0
    ? `its files look like the format "${others[0]}"`
    : `${files.paths.length} files there, none laid out as ${FORMATS[format].layout}`;
  const part = split === undefined ? "" : ` in the split "${split}"`;
  return new UsageError(
    `Cannot find any incident of the format "${format}"${part} in "${files.name}": ${hint}`,
  );
}
