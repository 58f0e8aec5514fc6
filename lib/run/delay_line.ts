import { UsageError } from "../model/mod.ts";

/** Maximum delay, in steps: two minutes. */
const MAX_DELAY_STEPS = 24;

/**
 * Creates a delay line: an item comes out `steps` calls after it went in; until then nothing does.
 *
 * @param name of what is delayed, for the message
 * @throws {UsageError} unless the delay is a whole number from 0 to 24
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { createDelayLine } from "./delay_line.ts";
 * const pass = createDelayLine<string>(1, "telemetry");
 * deepStrictEqual([pass("a"), pass("b"), pass("c")], [undefined, "a", "b"]);
 * ```
 */
export function createDelayLine<T>(steps: number, name: string): (item: T) => T | undefined {
  if (!Number.isInteger(steps) || steps < 0 || steps > MAX_DELAY_STEPS) {
    throw new UsageError(`The delay of ${name} must be 0 to ${MAX_DELAY_STEPS} steps, found ${steps}`);
  }
  const line: T[] = [];
  return (item) => {
    line.push(item);
    return line.length > steps ? line.shift() : undefined;
  };
}
