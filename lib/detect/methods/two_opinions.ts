import { detector, type DetectorEntry } from "../detector_entry.ts";
import { REQUEST_RATE } from "../../model/mod.ts";
import { median } from "../../stats/mod.ts";
import { fromScores, type ServiceDetector, type ServiceDetectorContext } from "../service_detector.ts";
import { createOperatorZ, OPERATOR_Z_LIMIT } from "./operator_z.ts";
import { FEATURE_COUNT, serviceFeatures } from "../per_service/service_features.ts";
import { createJoint, type Joint } from "../parts/joint.ts";

/** Robust standard deviations from the warm-up, with a floor under each, that mean something to an operator. */
const LARGE = 3;
/**
 * Surprise at a service's values together, about the -log10 of a probability, that makes them rare; where more services are watched, by
 * chance alone one is the odder. Chosen on fault-free seeds 1 to 1000 of three, eleven and thirty services.
 */
const RARE = { alone: 5, tenfold: 3 };

/**
 * Two opinions of each service, of which the lower one counts: how large a deviation is in an operator's terms (`createOperatorZ`) and how
 * rare the values are together, given how they usually move with one another (`createJoint`). What is large but not rare is noise or load;
 * what is rare but not large is no matter.
 */
export function createTwoOpinions(context: ServiceDetectorContext): ServiceDetector {
  const { topology } = context;
  const large = createOperatorZ(context);
  const usualRate = new Float64Array(topology.services.length);
  const features = new Float64Array(FEATURE_COUNT);
  const rare = RARE.alone + RARE.tenfold * Math.log10(topology.services.length);
  let joints: Joint[] = [];

  const surprise = (values: Float64Array, service: number) =>
    joints[service]!.next(
      serviceFeatures(values, { service, usualRate: usualRate[service]!, into: features }),
    );

  return {
    name: "two-opinions",
    fit: (healthy) => {
      large.fit(healthy);
      joints = topology.services.map(() => createJoint(FEATURE_COUNT));
      topology.services.forEach((_, service) => {
        usualRate[service] = median(healthy.series(service, REQUEST_RATE));
      });
      for (let age = healthy.length - 1; age >= 0; age--) {
        const values = healthy.observation(age);
        for (let service = 0; service < joints.length; service++) surprise(values, service);
      }
    },
    update: (observation) => {
      const { scores } = large.update(observation);
      for (let service = 0; service < joints.length; service++) {
        const size = scores[service]! * OPERATOR_Z_LIMIT / LARGE;
        scores[service] = Math.min(size, surprise(observation.values, service) / rare);
      }
      return fromScores(scores);
    },
  };
}

/** The entry of the catalogue. */
export const twoOpinions: DetectorEntry = detector({
  name: "two-opinions",
  about: "a deviation that is both large in an operator's terms and rare for this service",
  services: createTwoOpinions,
});
