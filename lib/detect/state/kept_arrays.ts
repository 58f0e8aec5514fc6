import { z } from "zod";
import { numbers, readState } from "./state.ts";
import type { StreamDetector } from "../stream_detector.ts";

/**
 * Saves and loads a detector, or another thing, that remembers nothing but lists of numbers, each under its name. A state is taken whole or not at all.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { keptArrays } from "./kept_arrays.ts";
 * const mean = Float64Array.of(1, 2);
 * const { saveState, loadState } = keptArrays("mine", { mean });
 * loadState({ mean: [3, 4] });
 * deepStrictEqual(saveState(), { mean: [3, 4] });
 * ```
 */
export function keptArrays(
  name: string,
  arrays: Readonly<Record<string, Float64Array>>,
  thing = "detector",
): Pick<StreamDetector, "saveState" | "loadState"> {
  const entries = Object.entries(arrays);
  const schema = z.object(Object.fromEntries(entries.map(([key, { length }]) => [key, numbers(length)])));
  return {
    saveState: () => Object.fromEntries(entries.map(([key, list]) => [key, [...list]])),
    loadState: (state) => {
      const read = readState(name, schema, state, thing);
      for (const [key, list] of entries) list.set(read[key]!);
    },
  };
}
