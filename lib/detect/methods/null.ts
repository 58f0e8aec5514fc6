import { detector, type DetectorEntry } from "../detector.ts";

/** Scores 0 for every point: what a detector must beat where silence earns points. */
export const nullDetector: DetectorEntry = detector({
  name: "null",
  about: "the same score for every point",
  source: 'NAB, "null" (Lavin and Ahmad, ICMLA 2015)',
  trivial: true,
  stream: () => ({ fit: () => {}, update: () => 0, arrays: {} }),
});
