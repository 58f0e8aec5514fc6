import { detector, type DetectorEntry } from "../detector.ts";
import { fromScores } from "../detector.ts";

/** Scores 0 for every service: an agent without detection. */
export const none: DetectorEntry = detector({
  name: "none",
  about: "detects nothing: what the other stages are worth without detection",
  trivial: true,
  services: ({ topology }) => {
    const detection = fromScores(new Float64Array(topology.services.length));
    return { fit: () => {}, update: () => detection };
  },
});
