import type { Entry, ParameterShape, ParametersOf, ParameterValue } from "../model/mod.ts";
import type { ServiceDetector, ServiceDetectorContext } from "./service_detector.ts";
import type { StreamContext, StreamDetector } from "./stream_detector.ts";

/** Values of an entry's parameters, as the catalogue has checked them. */
type Values = Readonly<Record<string, ParameterValue>>;

/**
 * A detector of the catalogue. One that watches a stream of any numbers works in agents too: there each service is a stream. One that
 * judges services by what their five metrics mean has no other form.
 */
export interface DetectorEntry extends Entry {
  /** Watches a stream of any numbers. */
  stream?(context: StreamContext, parameters: Values): StreamDetector;
  /** Judges services by their metrics. Takes precedence over `stream` in agents. */
  services?(context: ServiceDetectorContext, parameters: Values): ServiceDetector;
}

/** Declares a detector, so that what makes it knows the types of its own parameters. */
export function detector<S extends ParameterShape = Record<never, never>>(
  entry: Omit<DetectorEntry, "parameters" | "stream" | "services"> & {
    readonly parameters?: S;
    readonly stream?: (context: StreamContext, parameters: ParametersOf<S>) => StreamDetector;
    readonly services?: (context: ServiceDetectorContext, parameters: ParametersOf<S>) => ServiceDetector;
  },
): DetectorEntry {
  // The catalogue hands over values that it has checked by the same declaration.
  return entry as DetectorEntry;
}
