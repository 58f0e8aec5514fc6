import { number } from "../../model/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { createJoint, JOINT_DEFAULTS } from "../parts/joint.ts";

/**
 * Mahalanobis distance from an exponentially weighted mean and covariance, as the -log10 of a tail probability, 0 to 60. See `createJoint`.
 */
export const mahalanobis: DetectorEntry = detector({
  name: "mahalanobis",
  about: "Mahalanobis distance from an exponentially weighted mean and covariance",
  source:
    'Mahalanobis, "On the generalised distance in statistics", Proceedings of the National Institute of Sciences of India 1936',
  parameters: {
    share: number({
      about: "smallest weight of a new point in means and covariances",
      range: [1e-4, 0.5],
      default: JOINT_DEFAULTS.share,
    }),
    gate: number({
      about: "distance beyond the usual one to which a point is clipped before it is learnt from",
      unit: "standard deviations",
      range: [0, 100],
      default: JOINT_DEFAULTS.gate,
    }),
  },
  stream: ({ dimensions }, options) => {
    const joint = createJoint(dimensions, options);
    return {
      fit: (warmup) => warmup.forEach(({ values }) => joint.next(values)),
      update: ({ values }) => joint.next(values),
      arrays: { joint: joint.state },
    };
  },
});
