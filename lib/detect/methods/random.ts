import { createStream } from "../../random/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { readState, streamState } from "../state/state.ts";

/** Scores uniform in [0, 1), whatever the values: what a detector must beat. */
export const randomDetector: DetectorEntry = detector({
  name: "random",
  about: "a random score",
  source: 'NAB, "random" (Lavin and Ahmad, ICMLA 2015)',
  highestScore: 1,
  trivial: true,
  stream: ({ seed }) => {
    const stream = createStream(seed, "detector", "random");
    return {
      fit: () => {},
      update: () => stream.next(),
      saveState: () => ({ ...stream.save() }),
      loadState: (state) => stream.restore(readState("random", streamState, state)),
    };
  },
});
