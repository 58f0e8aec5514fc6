import { nearestName } from "../../model/mod.ts";
import type { RecordedFiles } from "./files.ts";
import { malformed } from "./malformed.ts";

/**
 * Reads a required file.
 *
 * @throws {UsageError} if it does not exist, naming the nearest file
 */
export async function requireFile<T>(
  files: RecordedFiles,
  path: string,
  read: (text: string, path: string) => T,
): Promise<T> {
  if (files.paths.includes(path)) return read(await files.text(path), path);
  const nearest = nearestName(path, files.paths);
  const hint = nearest === undefined ? "" : ` (the nearest is "${nearest}")`;
  throw malformed({ path: files.name }, `the file "${path}"${hint}, which is not there`);
}

/** @throws {UsageError} if a label names a service without any recording */
export function requireService(name: string, services: readonly string[], path: string): void {
  if (services.includes(name)) return;
  const nearest = nearestName(name, services);
  const hint = nearest === undefined ? "" : ` (the nearest is "${nearest}")`;
  throw malformed({ path }, `a service that was recorded${hint}`, name);
}
