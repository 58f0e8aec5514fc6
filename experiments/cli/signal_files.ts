import { type LogRecord, type Span, UsageError } from "../../lib/model/mod.ts";
import { readFileText, readJaeger, readZipkin } from "../../lib/observe/mod.ts";
import { isJaeger, isZipkin } from "../../lib/observe/own/spans.ts";
import { requireShallowJson } from "../../lib/observe/reading/json.ts";
import { fromOtlpLogs, fromOtlpTraces, parseOtlpText } from "../../lib/otlp/mod.ts";
import { underFile } from "./json_file.ts";

/**
 * Reads a file of traces of OTLP, Jaeger or Zipkin.
 *
 * @throws {UsageError} starting with the path, for what holds none
 */
export async function readSpans(path: string): Promise<Span[]> {
  const documents = await documentsIn(path);
  const [first] = documents;
  if (documents.length === 1 && isJaeger(first)) return readJaeger(first, path);
  if (documents.length === 1 && isZipkin(first)) return readZipkin(first, path);
  const spans = underFile(path, () => fromOtlpTraces(documents));
  if (spans.length > 0) return spans;
  throw new UsageError(`${path}: expected traces of OTLP, Jaeger or Zipkin, found none`);
}

/** Reads a file of logs of OTLP. @throws {UsageError} starting with the path, for what holds none */
export async function readLogs(path: string): Promise<LogRecord[]> {
  const documents = await documentsIn(path);
  const logs = underFile(path, () => fromOtlpLogs(documents));
  if (logs.length > 0) return logs;
  throw new UsageError(`${path}: expected logs of OTLP, found none`);
}

async function documentsIn(path: string): Promise<unknown[]> {
  const text = await readFileText(path);
  requireShallowJson(text, path);
  return underFile(path, () => parseOtlpText(text));
}
