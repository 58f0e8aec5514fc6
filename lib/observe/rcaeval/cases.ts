import type { RecordedFiles } from "../reading/files.ts";
import { folderOf } from "../reading/files.ts";
import { malformed } from "../reading/malformed.ts";

/** Tables of metrics in the order of preference; the last has raw counters, and other data sets have files of that name. */
const TABLES = ["data.csv", "simple_metrics.csv", "simple_data.csv", "metrics.csv"];

/** A table of this name alone, or a pair, makes its folder a case. */
export const CASE = /(?:^|\/)(?:(?:data|simple_data|simple_metrics|anomalous)\.csv|inject_time\.txt)$/;

/** One case: a folder with either one table and the time of its fault, or a table of each side. */
export interface RcaevalCase {
  readonly folder: string;
  /** The data set's folder, as `sock-shop-1`. */
  readonly dataset: string;
  readonly service: string;
  readonly fault: string;
  /** The path of the one table; absent for a pair. */
  readonly table?: string;
}

/**
 * All cases in the order of their folders.
 *
 * @throws {UsageError} for a case whose folder doesn't tell service and fault
 */
export function rcaevalCases(files: RecordedFiles): RcaevalCase[] {
  const folders = new Set(files.paths.filter((path) => CASE.test(path)).map(folderOf));
  return [...folders].map((folder) => caseAt(files, folder));
}

function caseAt(files: RecordedFiles, folder: string): RcaevalCase {
  const table = TABLES.map((name) => inFolder(folder, name)).find((path) => files.paths.includes(path));
  const pair = files.paths.includes(inFolder(folder, "anomalous.csv"));
  if (table === undefined && !pair) {
    throw malformed({ path: inFolder(folder, "inject_time.txt") }, `one of ${TABLES.join(", ")} beside it`);
  }
  // Where a case or one fault's cases are opened by themselves, the names stand in the path of the whole.
  const parts = `${files.name}/${folder}`.split("/").filter((part) => part !== "" && part !== ".");
  const name = /^\d+$/.test(parts.at(-1) ?? "") ? -2 : -1;
  const [, service, fault] = parts.at(name)?.match(/^([^_]+)_(.+)$/) ??
    parts.at(name)?.match(/^(.+)-([^-]+)$/) ?? [];
  if (service === undefined || fault === undefined) {
    throw malformed({ path: folder }, "a folder <service>_<fault>/<number>", parts.at(name) ?? "");
  }
  const dataset = parts.at(name - 1) ?? "rcaeval";
  return { folder, dataset, service, fault, ...(!pair && table !== undefined && { table }) };
}

/** The path of a file of a folder, which is "" at the top. */
export function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
