import type { Choice } from "../../model/mod.ts";
import {
  createStreamDetector,
  detectors,
  type StreamContext,
  type StreamDetector,
} from "../../detect/mod.ts";

/** A detector under test. */
export interface DetectorMethod {
  /** Its name in tables. */
  readonly name: string;
  /** Creates the detector for a series. */
  create(context: StreamContext): StreamDetector;
}

/**
 * The stream detector of that name and those parameters as a method.
 *
 * @throws {UsageError} for an unknown name or parameter; when it is made, for a detector that can't watch a stream
 */
export function detectorMethod(choice: Choice): DetectorMethod {
  const { label } = detectors.choose(choice);
  return { name: label, create: (context) => createStreamDetector(choice, context) };
}
