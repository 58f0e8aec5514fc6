/**
 * A copy of plain data, lists and objects within it included, that nobody can change.
 *
 * @example
 * ```ts
 * import { notStrictEqual, throws } from "node:assert";
 * import { frozenCopy } from "./frozen_copy.ts";
 * const limits = { slo: { errorRate: 0.06 } };
 * const handed = frozenCopy(limits);
 * notStrictEqual(handed.slo, limits.slo);
 * throws(() => (handed.slo.errorRate = 1), TypeError);
 * ```
 */
export function frozenCopy<T>(value: T): T {
  if (value === null || typeof value !== "object") return value;
  const copy = Array.isArray(value)
    ? value.map(frozenCopy)
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, frozenCopy(inner)]));
  return Object.freeze(copy) as T;
}

/** Freezes plain data as it is, lists and objects within it included; what is frozen already is left alone. */
export function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== "object" || Object.isFrozen(value)) return value;
  for (const key in value) deepFreeze(value[key]);
  return Object.freeze(value);
}
