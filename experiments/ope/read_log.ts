import { dirname } from "node:path";
import { type LoggedDecision, openBanditLog } from "../../lib/learn/mod.ts";
import { requireName, UsageError } from "../../lib/model/mod.ts";
import { isThere } from "../cli/disk.ts";
import { readDecisionLog, readLogFile } from "../cli/decision_file.ts";
import { underFile } from "../cli/json_file.ts";

/** Formats of logs. */
const FORMATS = ["decisions", "obd"] as const;

/** Where logs are. */
export interface LogSource {
  readonly format: (typeof FORMATS)[number];
  readonly context?: string;
  /** The folder of data sets, if there is one. */
  readonly home?: string;
}

/** @throws {UsageError} for an unknown format, and for a context that the format has no use for */
export function logSource(
  given: { readonly format?: string; readonly context?: string },
  home: string | undefined,
): LogSource {
  const format = requireName("format", given.format ?? "decisions", FORMATS);
  if (given.context !== undefined && format !== "obd") {
    throw new UsageError("The option --context is of --format obd alone");
  }
  return {
    format,
    ...(given.context !== undefined && { context: given.context }),
    ...(home !== undefined && { home }),
  };
}

/** Reads a log. @throws {UsageError} for a file that can't be read, or a mistake in it */
export async function readLog(path: string, option: string, source: LogSource): Promise<LoggedDecision[]> {
  if (source.format === "decisions") return await readDecisionLog(path, option);
  const found = inData(path, source);
  const items = source.context === undefined ? contextBeside(found) : inData(source.context, source);
  const text = async (one: string, name: string) => new TextDecoder().decode(await readLogFile(one, name));
  const log = await text(found, option);
  const context = await text(items, "context");
  return underFile(found, () => openBanditLog(log, context));
}

/** A path as it is, or within the folder of the data set. */
function inData(path: string, { home }: LogSource): string {
  const within = `${home}/obd/${path}`;
  return home === undefined || isThere(path) || !isThere(within) ? path : within;
}

/** `item_context.csv` in the folder of a log, or one that begins as the log does. */
function contextBeside(log: string): string {
  const own = log.replace(/\.csv(?:\.gz)?$/, "-item_context.csv");
  return isThere(own) ? own : `${dirname(log)}/item_context.csv`;
}
