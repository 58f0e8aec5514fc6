import { z } from "zod";
import { checkOptions, objectWith } from "../model/check_options.ts";
import type { Stream } from "./stream.ts";

const ARGUMENTS = z.object({ items: z.array(z.unknown()), stream: objectWith({ next: "function" }) });

/**
 * The items in a random order, each order as likely (Fisher and Yates). Takes n - 1 numbers from the stream.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { shuffled } from "./shuffled.ts";
 * import { createStream } from "./stream.ts";
 * deepStrictEqual(shuffled([1, 2, 3, 4], createStream(7)).sort(), [1, 2, 3, 4]);
 * ```
 */
export function shuffled<T>(items: readonly T[], stream: Stream): T[] {
  checkOptions("shuffled", ARGUMENTS, { items, stream });
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
