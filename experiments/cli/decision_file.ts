import { parquetReadObjects } from "hyparquet";
import { type BasicType, type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import type { LoggedDecision } from "../../lib/learn/mod.ts";
import { UsageError } from "../../lib/model/mod.ts";
import {
  DECISION_COLUMNS,
  type DecisionRow,
  decisionRows,
  decisionsFromCsv,
  decisionsFromJsonLines,
  decisionsFromRows,
  decisionsToCsv,
  decisionsToJsonLines,
} from "../../lib/report/mod.ts";
import { requireEnding } from "./endings.ts";
import { underFile } from "./json_file.ts";
import { openWhole } from "./write_whole.ts";

const ENDINGS = [".parquet", ".csv", ".jsonl"];

/**
 * Prepares to write a log of decisions before the work starts.
 *
 * @returns a function that writes it, whole or not at all
 * @throws {UsageError} for another ending than .parquet, .csv and .jsonl, or a path that can't be written
 */
export function openDecisionLog(
  path: string,
  option: string,
): (decisions: readonly LoggedDecision[]) => void {
  requireEnding(path, { option, endings: ENDINGS });
  const file = openWhole(path, { option });
  return (decisions) => {
    if (path.endsWith(".parquet")) return file.write(decisionsToParquet(decisions));
    file.write(path.endsWith(".csv") ? decisionsToCsv(decisions) : decisionsToJsonLines(decisions));
  };
}

/** Reads a log of decisions. @throws {UsageError} that begins with the path, for a mistake in it */
export async function readDecisionLog(path: string, option: string): Promise<LoggedDecision[]> {
  requireEnding(path, { option, endings: ENDINGS });
  const bytes = await readLogFile(path, option);
  if (path.endsWith(".parquet")) {
    const rows = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer }).catch((error: Error) => {
      throw new UsageError(`${path}: it is not Parquet: ${error.message}`);
    });
    return underFile(path, () => decisionsFromRows(rows));
  }
  const text = new TextDecoder().decode(bytes);
  return underFile(path, () => path.endsWith(".csv") ? decisionsFromCsv(text) : decisionsFromJsonLines(text));
}

/** The bytes of a file, of a `.gz` what is in it. @throws {UsageError} that names the option, if it cannot be read */
export async function readLogFile(path: string, option: string): Promise<Uint8Array> {
  try {
    const bytes = await Deno.readFile(path);
    if (!path.endsWith(".gz")) return bytes;
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(plain).arrayBuffer());
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "it is not there"
      : (error as Error).message.split("\n")[0];
    throw new UsageError(`The option --${option} needs a file that can be read, found "${path}": ${why}`);
  }
}

/** Types of the columns; they depend on the name only, so that all logs have the same schema. */
const TYPES: Readonly<Record<string, BasicType>> = { number: "DOUBLE", text: "STRING", flag: "BOOLEAN" };

function decisionsToParquet(decisions: readonly LoggedDecision[]): Uint8Array {
  const rows = decisionRows(decisions);
  const columnData = Object.entries(DECISION_COLUMNS).map(([name, type]): ColumnSource => ({
    name,
    data: rows.map((row) => row[name as keyof DecisionRow]),
    type: TYPES[type]!,
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: "aiops" }));
}
