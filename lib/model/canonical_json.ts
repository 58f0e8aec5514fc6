import { showValue } from "./show_value.ts";
import { UsageError } from "./usage_error.ts";

/**
 * JSON text that is the same for the same value, whatever the order of the keys of its objects.
 *
 * @throws {UsageError} for what JSON can't hold
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { canonicalJson } from "./canonical_json.ts";
 * strictEqual(canonicalJson({ b: 1, a: [2] }), canonicalJson({ a: [2], b: 1 }));
 * ```
 */
export function canonicalJson(value: unknown): string {
  try {
    const text: string | undefined = JSON.stringify(
      value,
      (_, inner) => isRecord(inner) ? Object.fromEntries(sortedEntries(inner)) : inner,
    );
    if (text !== undefined) return text;
  } catch {
    // A BigInt, or an object within itself.
  }
  throw new UsageError(`canonicalJson writes what JSON can hold, found ${showValue(value)}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sortedEntries(record: Record<string, unknown>): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => a < b ? -1 : 1);
}
