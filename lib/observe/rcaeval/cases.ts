import type { RecordedFiles } from "../reading/files.ts";
import { folderOf } from "../reading/files.ts";
import { malformed } from "../reading/malformed.ts";
import { splitLabel } from "./columns.ts";

/** Tables of metrics in order of preference; the last one has raw counters, and other data sets have files of that name too. */
const TABLES = ["data.csv", "simple_metrics.csv", "simple_data.csv", "metrics.csv"];

/** Files that make their folder a case. */
export const CASE = /(?:^|\/)(?:(?:data|simple_data|simple_metrics|anomalous)\.csv|inject_time\.txt)$/;

/** A case: a folder with either a single table and the time of the fault, or one table for each window. */
export interface RcaevalCase {
  readonly folder: string;
  /** The folder of the data set, such as `sock-shop-1`. */
  readonly dataset: string;
  /** The folder that names service and fault, such as `carts_cpu`. */
  readonly label: string;
  /** Path of the single table; absent for a pair. */
  readonly table?: string;
}

/** The folders of all cases, in order. */
export function rcaevalFolders(files: RecordedFiles): string[] {
  return [...new Set(files.paths.filter((path) => CASE.test(path)).map(folderOf))];
}

/**
 * The case in a folder.
 *
 * @throws {UsageError} if the folder has no table, or its name does not tell service and fault
 */
export function caseAt(files: RecordedFiles, folder: string): RcaevalCase {
  const table = TABLES.map((name) => inFolder(folder, name)).find((path) => files.paths.includes(path));
  const pair = files.paths.includes(inFolder(folder, "anomalous.csv"));
  if (table === undefined && !pair) {
    throw malformed({ path: inFolder(folder, "inject_time.txt") }, `one of ${TABLES.join(", ")} beside it`);
  }
  // If a single case or a single fault is opened, the names are in the path of what was opened.
  const parts = `${files.name}/${folder}`.split("/").filter((part) => part !== "" && part !== ".");
  const at = /^\d+$/.test(parts.at(-1) ?? "") ? -2 : -1;
  const label = parts.at(at) ?? "";
  if (splitLabel(label, []) === undefined) {
    throw malformed({ path: folder }, "a folder <service>_<fault>/<number>", label);
  }
  const dataset = parts.at(at - 1) ?? "rcaeval";
  return { folder, dataset, label, ...(!pair && table !== undefined && { table }) };
}

/** The path of a file in a folder, which is "" at the top. */
export function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
