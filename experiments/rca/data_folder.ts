import { UsageError } from "../../lib/model/mod.ts";
import { isThere } from "../cli/disk.ts";

/**
 * Where recordings of a format lie: what was given, else what in the folder of all data has the format's name (a folder, or a `.tar.gz`
 * that begins so), else that folder itself.
 *
 * @param given the option --data
 * @param home the variable AIOPS_DATA_DIR
 * @throws {UsageError} where there is nothing
 */
export function dataPath(format: string, { given, home }: { given?: string; home?: string }): string {
  const path = given ?? (home ? withinHome(format, home) : undefined);
  if (path === undefined) {
    throw new UsageError(
      `The option --data is missing, and AIOPS_DATA_DIR is not set: "deno task data" fetches recordings`,
    );
  }
  if (!isThere(path)) {
    throw new UsageError(`Cannot find the data "${path}": "deno task data" fetches recordings`);
  }
  return path;
}

function withinHome(format: string, home: string): string {
  if (!isThere(home)) return home;
  const named = [...Deno.readDirSync(home)].map(({ name, isFile }) => ({ name, isFile }))
    .filter(({ name, isFile }) =>
      isFile ? name.startsWith(format) && name.endsWith(".tar.gz") : name === format
    )
    .toSorted((a, b) => Number(a.isFile) - Number(b.isFile) || (a.name < b.name ? -1 : 1));
  return named.length > 0 ? `${home}/${named[0]!.name}` : home;
}
