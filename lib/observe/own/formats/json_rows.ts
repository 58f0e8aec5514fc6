import { csvCell } from "../../reading/csv_cell.ts";

type Flat = Readonly<Record<string, string | number | boolean | null>>;
type Json = Readonly<Record<string, unknown>>;

/** The deepest objects within a row whose fields become columns. */
const MAX_DEPTH = 3;

/**
 * The table that JSON documents stand for: rows as objects, one a document or in a list (`[{"time": …, "cpu": …}, …]`, `{"data": […]}`), or a
 * data frame as pandas writes it (`split`, and columns by index).
 *
 * @returns CSV with a header; undefined for documents that are no table
 */
export function tableOfJson(documents: readonly unknown[]): string | undefined {
  const [only] = documents;
  const rows = documents.length > 1 ? documents : listIn(only) ?? frameIn(only);
  const flat = rows?.map((row) => flattened(row));
  if (flat === undefined || flat.length === 0 || flat.some((row) => row === undefined)) return undefined;
  const columns = [...new Set(flat.flatMap((row) => Object.keys(row!)))];
  if (columns.length === 0) return undefined;
  const lines = flat.map((row) => columns.map((column) => cellOf(row![column])).join(","));
  return [columns.map(cellOf).join(","), ...lines, ""].join("\n");
}

/** The list of rows of a document: itself, or the only list of objects in it. */
function listIn(document: unknown): readonly unknown[] | undefined {
  if (Array.isArray(document)) return document;
  const lists = Object.values(Object(document) as Json).filter((value) =>
    Array.isArray(value) && value.length > 0 && value.every(isObject)
  );
  return lists.length === 1 ? lists[0] as readonly unknown[] : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The rows of a data frame. */
function frameIn(document: unknown): readonly unknown[] | undefined {
  if (!isObject(document)) return undefined;
  const { columns, index, data } = document;
  if (Array.isArray(columns) && Array.isArray(data) && data.every(Array.isArray)) {
    return data.map((row: readonly unknown[], i) => ({
      ...(Array.isArray(index) ? { index: index[i] } : {}),
      ...Object.fromEntries(columns.map((column, k) => [String(column), row[k]])),
    }));
  }
  const entries = Object.entries(document);
  if (entries.length === 0 || !entries.every(([, column]) => isObject(column) && isScalars(column))) {
    return undefined;
  }
  const keys = [...new Set(entries.flatMap(([, column]) => Object.keys(column as Json)))];
  return keys.map((key) => ({
    index: key,
    ...Object.fromEntries(entries.map(([name, column]) => [name, (column as Json)[key]])),
  }));
}

function isScalars(object: Json): boolean {
  const values = Object.values(object);
  return values.length > 1 && values.every((value) => value === null || typeof value === "number");
}

/** A row with the fields of the objects within it beside its own, as `cpu.user`; undefined for a row with a list. */
function flattened(row: unknown, prefix = "", depth = 0): Flat | undefined {
  if (!isObject(row) || depth > MAX_DEPTH) return undefined;
  const flat: Record<string, string | number | boolean | null> = {};
  for (const [key, value] of Object.entries(row)) {
    if (isObject(value)) {
      const inner = flattened(value, `${prefix}${key}.`, depth + 1);
      if (inner === undefined) return undefined;
      Object.assign(flat, inner);
    } else if (Array.isArray(value)) return undefined;
    else flat[prefix + key] = value as string | number | boolean | null;
  }
  return flat;
}

function cellOf(value: unknown): string {
  return value === null || value === undefined ? "" : csvCell(String(value));
}
