/**
 * JSON text that is the same for the same value, whatever the order of the keys of its objects.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { canonicalJson } from "./canonical_json.ts";
 * strictEqual(canonicalJson({ b: 1, a: [2] }), canonicalJson({ a: [2], b: 1 }));
 * ```
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, inner) => isRecord(inner) ? Object.fromEntries(sortedEntries(inner)) : inner,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sortedEntries(record: Record<string, unknown>): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => a < b ? -1 : 1);
}
