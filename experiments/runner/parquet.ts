import { type BasicType, type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { FLAG_COLUMNS, TEXT_COLUMNS } from "../../lib/report/csv.ts";
import type { EpisodeRecord } from "../../lib/run/mod.ts";

/** Columns that hold no whole numbers, and the seed, which may be larger than 32 bits hold. */
const FRACTIONS: readonly (keyof EpisodeRecord)[] = [
  "seed",
  "fault_severity",
  "diagnosis_confidence",
  "shed_cost",
  "total_reward",
  "impact_steps",
  "lost_write_seconds",
  "false_act_cost",
  "budget_left",
];

/** Types of the columns that are not counts or steps; they depend on the name only, so that all runs have the same schema. */
const TYPES: Readonly<Record<string, BasicType>> = {
  ...Object.fromEntries([...TEXT_COLUMNS].map((name) => [name, "STRING"])),
  ...Object.fromEntries([...FLAG_COLUMNS].map((name) => [name, "BOOLEAN"])),
  ...Object.fromEntries(FRACTIONS.map((name) => [name, "DOUBLE"])),
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
