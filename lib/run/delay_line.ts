import { UsageError } from "../model/mod.ts";

/** Longest delay, in steps: two minutes. */
const LONGEST = 24;

/**
 * What goes in comes out so many steps later; until then nothing does.
 *
 * @param name what is delayed, for the message
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
  if (!Number.isInteger(steps) || steps < 0 || steps > LONGEST) {
    throw new UsageError(`The delay of ${name} must be 0 to ${LONGEST} steps, found ${steps}`);
  }
  const line: T[] = [];
  return (item) => {
    line.push(item);
    return line.length > steps ? line.shift() : undefined;
  };
}
