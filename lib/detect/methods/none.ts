import { detector, type DetectorEntry } from "../detector_entry.ts";
import { fromScores, type ServiceDetector, type ServiceDetectorContext } from "../service_detector.ts";

/** Sees nothing: what the other stages are worth without detection. */
export function createNone({ topology }: ServiceDetectorContext): ServiceDetector {
  const detection = fromScores(new Float64Array(topology.services.length));
  return { name: "none", fit: () => {}, update: () => detection };
}

/** The entry of the catalogue. */
export const none: DetectorEntry = detector({
  name: "none",
  about: "sees nothing: what the other stages are worth without detection",
  trivial: true,
  services: createNone,
});
