import { detector, type DetectorEntry } from "../detector_entry.ts";
import { createJoint } from "../parts/joint.ts";
import { keptArrays } from "../state/kept_arrays.ts";
import type { StreamContext, StreamDetector } from "../stream_detector.ts";

/**
 * Mahalanobis' distance ("On the generalised distance in statistics", Proceedings of the National Institute of Sciences of India 1936) from
 * an exponentially weighted mean and covariance, as the -log10 of a tail probability: `createJoint` on its own.
 */
export function createMahalanobis({ dimensions }: StreamContext): StreamDetector {
  const joint = createJoint(dimensions);
  return {
    name: "mahalanobis",
    fit: (warmup) => warmup.forEach(({ values }) => joint.next(values)),
    update: ({ values }) => joint.next(values),
    ...keptArrays("mahalanobis", { joint: joint.state }),
  };
}

/** The entry of the catalogue. */
export const mahalanobis: DetectorEntry = detector({
  name: "mahalanobis",
  about: "Mahalanobis' distance from an exponentially weighted mean and covariance",
  source: 'Mahalanobis, "On the generalised distance in statistics", 1936',
  stream: createMahalanobis,
});
