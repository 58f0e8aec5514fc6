import { type BasicType, type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import type { EpisodeRecord } from "../../lib/run/mod.ts";

/** Types of the columns that are not counts or steps; they depend on the name only, so that all runs have the same schema. */
const TYPES: Readonly<Record<string, BasicType>> = {
  ...Object.fromEntries(
    ["fault_type", "fault_service", "agent", "scenario", "topology", "fault_steps"].map((
      name,
    ) => [name, "STRING"]),
  ),
  ...Object.fromEntries(
    [
      "seed",
      "fault_severity",
      "diagnosis_confidence",
      "shed_cost",
      "total_reward",
      "impact_steps",
      "lost_write_seconds",
    ]
      .map((name) => [name, "DOUBLE"]),
  ),
  ...Object.fromEntries(
    ["diagnosis_right", "diagnosis_kind_right", "privileged"].map((name) => [name, "BOOLEAN"]),
  ),
};

/** Writes episodes as a Parquet file with the columns of the CSV; empty cells are nulls. */
export function toParquet(records: readonly EpisodeRecord[]): Uint8Array {
  const columnData = Object.keys(records[0] ?? {}).map((name): ColumnSource => ({
    name,
    data: records.map((record) => record[name as keyof EpisodeRecord]),
    type: TYPES[name] ?? "INT32",
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: "aiops" }));
}
