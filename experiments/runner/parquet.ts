import { type BasicType, type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import type { EpisodeRecord } from "../../lib/run/mod.ts";

/** Columns that are neither counts nor steps; the type hangs on the name alone, so that all runs have one schema. */
const TYPES: Readonly<Record<string, BasicType>> = {
  ...Object.fromEntries(
    ["fault_type", "fault_service", "agent", "scenario", "topology"].map((name) => [name, "STRING"]),
  ),
  ...Object.fromEntries(
    ["seed", "fault_severity", "diagnosis_confidence", "shed_cost", "total_reward"]
      .map((name) => [name, "DOUBLE"]),
  ),
  diagnosis_right: "BOOLEAN",
};

/** Episodes as a Parquet file, the columns of the CSV with their types; an empty cell is a null. */
export function toParquet(records: readonly EpisodeRecord[]): Uint8Array {
  const columnData = Object.keys(records[0] ?? {}).map((name): ColumnSource => ({
    name,
    data: records.map((record) => record[name as keyof EpisodeRecord]),
    type: TYPES[name] ?? "INT32",
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: "aiops" }));
}
