import { z } from "zod";
import { readState } from "../state/state.ts";
import type { StreamDetector } from "../stream_detector.ts";

/** Finds nothing odd, ever: what a detector must beat where silence is worth something. */
export function createNull(): StreamDetector {
  return {
    name: "null",
    fit: () => {},
    update: () => 0,
    saveState: () => ({}),
    loadState: (state) => void readState("null", z.object({}), state),
  };
}
