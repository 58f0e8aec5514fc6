import { nearestName } from "../../model/mod.ts";
import type { RecordedFiles } from "./files.ts";
import { malformed } from "./malformed.ts";

/**
 * Reads a file that an incident can't do without.
 *
 * @throws {UsageError} if it is not there, naming the nearest that is
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

/** @throws {UsageError} if a label names a service that nothing was recorded of */
export function requireService(name: string, services: readonly string[], path: string): void {
  if (services.includes(name)) return;
  const nearest = nearestName(name, services);
  const hint = nearest === undefined ? "" : ` (the nearest is "${nearest}")`;
  throw malformed({ path }, `a service that was recorded${hint}`, name);
}
