import { UsageError } from "../../lib/model/mod.ts";
import { MAX_SEEDS } from "./arguments.ts";

/**
 * Parses seeds such as `1001..1200`, both ends included, or a single one.
 *
 * @throws {UsageError} for anything else
 */
export function parseSeeds(text: string): readonly [first: number, last: number] {
  const [, first, last = first] = text.match(/^(\d+)(?:\.\.(\d+))?$/) ?? [];
  const count = Number(last) - Number(first) + 1;
  if (!(count >= 1 && Number(last) <= Number.MAX_SAFE_INTEGER)) {
    throw new UsageError(`The option --seeds needs FIRST..LAST, as 1001..1200, found "${text}"`);
  }
  if (count > MAX_SEEDS) {
    throw new UsageError(`The option --seeds takes at most ${MAX_SEEDS} seeds, found ${count}`);
  }
  return [Number(first), Number(last)];
}
