import { z } from "zod";
import { showValue } from "./show_value.ts";
import { UsageError } from "./usage_error.ts";
import { objectWith } from "./check_options.ts";

/** A number, NaN and Infinity too, where the function judges its range itself or has an answer for it. */
export const anyNumber: z.ZodType<number> = z.custom<number>(
  (value) => typeof value === "number",
  "must be a number",
);

/** A function. */
export const anyFunction: z.ZodType<(...given: never[]) => unknown> = z.custom<
  (...given: never[]) => unknown
>(
  (value) => typeof value === "function",
  "must be a function",
);

/** Whether a value is a list of numbers: a typed array, or an array that holds nothing else. */
export function isNumbers(value: unknown): value is ArrayLike<number> {
  if (Array.isArray(value)) return value.every((item) => typeof item === "number");
  return ArrayBuffer.isView(value) && "length" in value &&
    typeof (value as unknown as ArrayLike<unknown>)[0] !== "bigint";
}

/** A list of numbers; NaN may stand for what was not measured. */
export const numbers: z.ZodType<ArrayLike<number>> = z.custom<ArrayLike<number>>(
  isNumbers,
  "must be a list of numbers",
);

/** A list of outcomes: true and false, or numbers. */
export const outcomes: z.ZodType<ArrayLike<number | boolean>> = z.custom<ArrayLike<number | boolean>>(
  (value) => isNumbers(value) || (Array.isArray(value) && value.every((item) => typeof item === "boolean")),
  "must be a list of true and false, or of numbers",
);

/** A list, whatever it holds. */
export const anyList: z.ZodType<readonly unknown[]> = z.custom<readonly unknown[]>(
  (value) => Array.isArray(value),
  "must be a list",
);

/** An object, whatever it holds. */
export const anyObject: z.ZodType<object> = z.custom<object>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "must be an object",
);

/** A list of objects with certain members, see `objectWith`. */
export function listWith(members: Parameters<typeof objectWith>[0]): z.ZodType<object[]> {
  return z.array(objectWith(members));
}

/** Something that can be walked, but no text: a list, a set, a generator. */
export const iterable: z.ZodType<Iterable<unknown>> = z.custom<Iterable<unknown>>(
  (value) => typeof value === "object" && value !== null && Symbol.iterator in value,
  "must be a list or another iterable",
);

/** As `numbers`, for functions that are called too often for a schema. @throws {UsageError} unless the value is a list of numbers */
export function requireNumbers(thing: string, values: ArrayLike<number>): void {
  if (!isNumbers(values)) {
    throw new UsageError(`${thing}: the values must be a list of numbers, found ${showValue(values)}`);
  }
}
