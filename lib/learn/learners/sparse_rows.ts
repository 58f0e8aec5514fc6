import { z } from "zod";

/** A row without its zeros: places and values by turns. */
export type SparseRow = readonly number[];

/** The schema of a sparse row. */
export const sparseRow: z.ZodType<SparseRow> = z.array(z.number());

/** A row without its zeros. */
export function toSparse(row: Float64Array): SparseRow {
  const list: number[] = [];
  for (let i = 0; i < row.length; i++) if (row[i] !== 0) list.push(i, row[i]!);
  return list;
}

/** The row of so many features. Places beyond its end are left out. */
export function fromSparse(list: SparseRow, size: number): Float64Array {
  const row = new Float64Array(size);
  for (let k = 0; k + 1 < list.length; k += 2) if (list[k]! < size) row[list[k]!] = list[k + 1]!;
  return row;
}
