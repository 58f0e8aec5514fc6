/** Longest text of a value in a message. */
const MAX_TEXT = 60;

/**
 * A value in a message, on one line and not long, whatever it is.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { showValue } from "./show_value.ts";
 * strictEqual(showValue("a\nb"), '"a\\nb"');
 * strictEqual(showValue({ steps: NaN, size: 4n }), '{"steps":"NaN","size":"4"}');
 * strictEqual(showValue(Promise.resolve(1)), "a promise");
 * ```
 */
export function showValue(value: unknown): string {
  const text = textOf(value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 3)}…` : text;
}

function textOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  try {
    if (typeof (value as { readonly then?: unknown } | null)?.then === "function") return "a promise";
    return JSON.stringify(
      value,
      (_, inner) =>
        typeof inner === "bigint" || (typeof inner === "number" && !Number.isFinite(inner))
          ? String(inner)
          : inner,
    ) ?? "an object";
  } catch {
    return "an object that JSON can't hold";
  }
}
