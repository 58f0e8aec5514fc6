import { detector, type DetectorEntry } from "../detector_entry.ts";
import { z } from "zod";
import { createStream } from "../../random/mod.ts";
import { finite, readState } from "../state/state.ts";
import type { StreamContext, StreamDetector } from "../stream_detector.ts";

const schema = z.object({ c: finite, s0: finite, s1: finite, s2: finite });

/** Uniform numbers from 0 to 1, whatever it sees: what a detector must beat. */
export function createRandom({ seed }: StreamContext): StreamDetector {
  const stream = createStream(seed, "detector", "random");
  return {
    name: "random",
    fit: () => {},
    update: () => stream.next(),
    saveState: () => ({ ...stream.save() }),
    loadState: (state) => stream.restore(readState("random", schema, state)),
  };
}

/** The entry of the catalogue. */
export const randomDetector: DetectorEntry = detector({
  name: "random",
  about: "a random score",
  trivial: true,
  stream: createRandom,
});
