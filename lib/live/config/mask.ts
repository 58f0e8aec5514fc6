/** Names of keys under which a secret may stand. */
const SECRET_KEY = /headers|auth|cookie|token|secret|api-?key|passw|credential|environment/i;
/** Longest text that is looked through for addresses. */
const MAX_TEXT = 10_000;

/**
 * What a configuration looks like in a message: texts where a secret may stand are described in place of shown, wherever somebody has put one by
 * mistake. The path of a secret's file is shown.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { maskSecrets } from "./mask.ts";
 * const given = { name: "shop", headers: { accept: "abc" }, url: "http://me:word@host/?key=1" };
 * deepStrictEqual(maskSecrets(given), {
 *   name: "shop",
 *   headers: { accept: "(a text of 3 characters)" },
 *   url: "http://***@host/?***",
 * });
 * ```
 */
export function maskSecrets(value: unknown, isSecret = false, key = ""): unknown {
  if (typeof value === "string") {
    if (isSecret && key !== "file") return `(a text of ${value.length} characters)`;
    return withoutCredentials(value);
  }
  if (isSecret && typeof value === "number") return "(a number)";
  if (Array.isArray(value)) return value.map((inner) => maskSecrets(inner, isSecret, key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map((
      [name, inner],
    ) => [name, maskSecrets(inner, isSecret || SECRET_KEY.test(name), name)]),
  );
}

/** A text without the user and password of an address, its query, and what follows on `token=` and the like. */
function withoutCredentials(text: string): string {
  return text.slice(0, MAX_TEXT)
    .replace(/\/\/[^/\s]*@/g, "//***@")
    .replace(/\b(https?:\/\/[^\s?#]*)[?#]\S*/gi, "$1?***")
    .replace(/((?:token|secret|passw\w*|api-?key|auth\w*|credentials?)[=:]\s*)\S+/gi, "$1***")
    .replace(/\b(Bearer|Basic)\s+\S+/gi, "$1 ***");
}
