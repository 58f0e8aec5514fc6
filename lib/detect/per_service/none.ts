import { type Detector, type DetectorContext, fromScores } from "./service_detector.ts";

/** Sees nothing: what the other stages are worth without detection. */
export function createBlindDetector({ topology }: DetectorContext): Detector {
  const detection = fromScores(new Float64Array(topology.services.length));
  return { name: "none", fit: () => {}, update: () => detection };
}
