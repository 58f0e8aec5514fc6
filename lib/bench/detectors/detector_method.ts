import { createStreamDetector, type StreamContext, type StreamDetector } from "../../detect/catalogue.ts";

/** A detector under test: a name, and how it is made for a series. */
export interface DetectorMethod {
  readonly name: string;
  create(context: StreamContext): StreamDetector;
}

/** The stream detector of that name as a method. @throws {UsageError} when it is made, for an unknown name */
export function detectorMethod(name: string): DetectorMethod {
  return { name, create: (context) => createStreamDetector(name, context) };
}
