/**
 * Draws the figures of a run in a thread of its own, while the statistics are worked out in another.
 * @module
 */
import type { Experiment } from "../../lib/bench/agents/mod.ts";
import type { EpisodeRecord } from "../../lib/run/mod.ts";
import { savePicture } from "../save_picture.ts";
import { figuresOf } from "./figures.ts";

/** What is to be drawn, and the folder for it. */
export interface Drawing {
  readonly experiment: Experiment;
  readonly records: readonly EpisodeRecord[];
  readonly folder: string;
}

declare const self: {
  onmessage: ((event: MessageEvent<Drawing>) => void) | null;
  postMessage(failure: string | null): void;
};

self.onmessage = async ({ data: { experiment, records, folder } }) => {
  try {
    for (const { name, picture } of figuresOf(experiment, records)) {
      await savePicture(picture, `${folder}/${name}`);
    }
    self.postMessage(null);
  } catch (error) {
    self.postMessage(error instanceof Error ? error.message : String(error));
  }
};
