import { UsageError } from "../../lib/model/mod.ts";
import { isThere, lookedFor } from "../cli/disk.ts";
import { SOURCES } from "./sources.ts";

/** Names of the folders of data sets in the data folder. */
const DATA_SETS = [
  ...new Set(
    Object.values(SOURCES).flatMap(({ archives }) => archives.map(({ folder }) => folder.split("/")[0]!)),
  ),
];

/**
 * Finds the files of a format: the given path, else the folder or `.tar.gz` with the name of the format in the data
 * folder, else the data folder itself unless it is empty or holds other data sets.
 *
 * @param given the option --data
 * @param home the data folder: AIOPS_DATA_DIR, or `data` if it exists
 * @throws {UsageError} if there is nothing
 */
export function dataPath(format: string, { given, home }: { given?: string; home?: string }): string {
  if (given !== undefined) return requireThere(format, given);
  return dataPaths(format, { ...(home !== undefined && { home }) })[0]!;
}

/**
 * The same for all that the data folder has of a format: its folders, else its archives, as one a day.
 *
 * @throws {UsageError} if there is nothing
 */
export function dataPaths(format: string, { home }: { readonly home?: string }): string[] {
  if (home) return withinHome(format, home);
  throw new UsageError(
    `The option --data is missing, and AIOPS_DATA_DIR is not set: "deno task data" fetches recordings`,
  );
}

function requireThere(format: string, path: string): string {
  if (isThere(path)) return path;
  // CSV tables are the user's own and cannot be downloaded.
  const help = format === "csv" ? "" : `: "deno task data" fetches recordings`;
  throw new UsageError(`Cannot find the data "${path}"${lookedFor(path)}${help}`);
}

function withinHome(format: string, home: string): string[] {
  if (isThere(home) && !Deno.statSync(home).isDirectory) return [home];
  const entries = isThere(home) ? [...Deno.readDirSync(home)] : [];
  const own = entries.filter((entry) => holds(entry, format))
    .toSorted((a, b) => Number(a.isFile) - Number(b.isFile) || (a.name < b.name ? -1 : 1));
  if (own.length > 0) {
    // What is in a folder may have come from the archives beside it.
    const folders = own.filter(({ isFile }) => !isFile);
    return (folders.length > 0 ? folders : own).map(({ name }) => `${home}/${name}`);
  }
  const others = DATA_SETS.filter((set) => entries.some((entry) => holds(entry, set)));
  if (entries.length > 0 && others.length === 0) return [home];
  const why = others.length > 0 ? `holds ${others.join(", ")}` : isThere(home) ? "is empty" : "is not there";
  throw new UsageError(
    `Cannot find recordings of ${format}: the folder "${home}" ${why}; ` +
      `"deno task data ${format}" fetches them, --data or AIOPS_DATA_DIR names another place`,
  );
}

function holds({ name, isFile }: Deno.DirEntry, set: string): boolean {
  return isFile ? name.startsWith(set) && name.endsWith(".tar.gz") : name === set;
}
