/**
 * Draws the figures of a run in its own thread, while another one computes the statistics.
 * @module
 */
import type { Experiment } from "../../lib/bench/agents/mod.ts";
import type { EpisodeRecord } from "../../lib/run/mod.ts";
import { savePicture } from "../save_picture.ts";
import { figuresOf } from "./figures.ts";

/** The figures to draw, and the folder for them. */
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
