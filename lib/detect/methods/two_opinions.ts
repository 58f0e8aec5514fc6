import { number, REQUEST_RATE } from "../../model/mod.ts";
import { median } from "../../stats/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { createJoint, type Joint } from "../parts/joint.ts";
import { createRobustScale } from "../parts/robust_scale.ts";
import { FEATURE_COUNT, serviceFeatures } from "../per_service/service_features.ts";
import { measurementsOf } from "../state/measured.ts";
import { fromScores } from "../detector.ts";
import { createOperatorZ, OPERATOR_Z_DEFAULTS } from "./operator_z.ts";

/** Smallest absolute spread of a value of a stream, so that a constant has one. */
const MIN_SPREAD = 1e-9;

/**
 * Two opinions, of which the lower one counts: min(z / large, surprise / rare), anomalous from 1 on. z is the largest distance of a value
 * from its median in the warm-up, in robust standard deviations with a floor under each; the surprise is how improbable the values are
 * together, given how they usually move with one another (`createJoint`). What is large but not rare is noise or load; what is rare but not
 * large does not matter.
 *
 * Services are judged by `createOperatorZ`, whose floors mean something to an operator; the more services, the higher `rare`, because
 * by chance alone one of them is the more surprising. In a stream of any numbers the floor is a share of the median.
 */
export const twoOpinions: DetectorEntry = detector({
  name: "two-opinions",
  about: "a deviation that is both large in an operator's terms and rare",
  parameters: {
    large: number({
      about: "distance from the warm-up's median that is large",
      unit: "robust standard deviations",
      range: [0.1, 100],
      default: 3,
    }),
    rare: number({
      about: "surprise that is rare, in a stream or among the metrics of a single service",
      unit: "-log10 of a probability",
      range: [0.1, 60],
      default: 5,
    }),
    rarePerTenfold: number({
      about:
        "by how much rare rises for ten times as many services, chosen on fault-free seeds of 3, 11 and 30 services",
      unit: "-log10 of a probability",
      range: [0, 30],
      default: 3,
    }),
    floor: number({
      about: "smallest spread of a value in a stream, services have floors of their own",
      unit: "share of the median",
      range: [0, 1],
      default: 0.1,
    }),
  },

  stream: ({ dimensions }, { large, rare, floor }) => {
    const scale = createRobustScale(dimensions);
    const joint = createJoint(dimensions);
    return {
      fit: (warmup) => {
        for (let i = 0; i < dimensions; i++) {
          const series = Float64Array.from(warmup, ({ values }) => values[i]!);
          scale.learn(i, series, { share: floor, absolute: MIN_SPREAD });
        }
        for (const { values } of warmup) joint.next(values);
      },
      update: ({ values }) => {
        let z = 0;
        for (let i = 0; i < dimensions; i++) z = Math.max(z, scale.deviation(i, values[i]!));
        return lowerOpinion({ z, surprise: joint.next(values) }, { large, rare });
      },
      arrays: { ...scale.arrays, joint: joint.state },
    };
  },

  services: ({ topology }, { large, rare, rarePerTenfold }) => {
    const { services } = topology;
    const operator = createOperatorZ({ topology }, OPERATOR_Z_DEFAULTS);
    const usualRate = new Float64Array(services.length);
    const features = new Float64Array(FEATURE_COUNT);
    const limits = { large, rare: rare + rarePerTenfold * Math.log10(services.length) };
    let joints: Joint[] = [];

    const surpriseAt = (values: Float64Array, service: number) =>
      joints[service]!.next(
        serviceFeatures(values, { service, usualRate: usualRate[service]!, into: features }),
      );

    return {
      fit: (healthy) => {
        operator.fit(healthy);
        joints = services.map(() => createJoint(FEATURE_COUNT));
        services.forEach((_, service) => {
          usualRate[service] = median(measurementsOf(healthy.series(service, REQUEST_RATE)));
        });
        for (let age = healthy.length - 1; age >= 0; age--) {
          const values = healthy.observation(age);
          for (let service = 0; service < joints.length; service++) surpriseAt(values, service);
        }
      },
      update: (observation) => {
        const { scores } = operator.update(observation);
        for (let service = 0; service < scores.length; service++) {
          const z = scores[service]! * OPERATOR_Z_DEFAULTS.limit;
          scores[service] = lowerOpinion({ z, surprise: surpriseAt(observation.values, service) }, limits);
        }
        return fromScores(scores);
      },
    };
  },
});

/** The lower of the two opinions, as a share of the limit of each. */
function lowerOpinion(
  { z, surprise }: { readonly z: number; readonly surprise: number },
  { large, rare }: { readonly large: number; readonly rare: number },
): number {
  return Math.min(z / large, surprise / rare);
}
