import type { Entry, ParameterShape, ParametersOf, ParameterValue } from "../model/mod.ts";
import type { ServiceDetector, ServiceDetectorContext } from "./service_detector.ts";
import type { StreamContext, StreamDetector } from "./stream_detector.ts";

/**
 * A detector of the catalogue. It has a form for streams of any numbers, a form for the services of an agent, or both. A detector with a form
 * for streams only works in agents too: there each service is a stream.
 */
export interface DetectorEntry extends Entry {
  /** Makes a detector for a stream of any numbers. */
  stream?(context: StreamContext, parameters: Readonly<Record<string, ParameterValue>>): StreamDetector;
  /** Makes a detector for services, which are judged by the meaning of their metrics. Agents prefer it to `stream`. */
  services?(
    context: ServiceDetectorContext,
    parameters: Readonly<Record<string, ParameterValue>>,
  ): ServiceDetector;
}

/**
 * Declares a detector; the declaration of the parameters gives `stream` and `services` the types of their values.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { number } from "../model/mod.ts";
 * import { detector } from "./detector_entry.ts";
 * const distance = detector({
 *   name: "distance",
 *   about: "distance of the first value from a fixed one",
 *   parameters: { from: number({ about: "the fixed value", range: [-100, 100], default: 0 }) },
 *   stream: (_, { from }) => ({
 *     name: "distance",
 *     fit: () => {},
 *     update: ({ values }) => Math.abs(values[0]! - from),
 *     saveState: () => null,
 *     loadState: () => {},
 *   }),
 * });
 * const one = distance.stream!({ dimensions: 1, seed: 1 }, { from: 3 });
 * strictEqual(one.update({ timeSeconds: 0, values: Float64Array.of(5) }), 2);
 * ```
 */
export function detector<S extends ParameterShape = Record<never, never>>(
  entry: Omit<DetectorEntry, "parameters" | "stream" | "services"> & {
    readonly parameters?: S;
    readonly stream?: (context: StreamContext, parameters: ParametersOf<S>) => StreamDetector;
    readonly services?: (context: ServiceDetectorContext, parameters: ParametersOf<S>) => ServiceDetector;
  },
): DetectorEntry {
  // The catalogue passes only values that it has validated by this declaration.
  return entry as DetectorEntry;
}
