import type { MetricTable } from "../model/mod.ts";
import { createWindow } from "../observe/mod.ts";
import { checkEpisode, type Episode } from "./records.ts";

/**
 * The metrics of a recorded episode as a table: one row per step (none for an episode that was run with `trace: false`),
 * times in simulated seconds.
 */
export function episodeMetrics(episode: Episode): MetricTable {
  checkEpisode("episodeMetrics", episode);
  const { steps, topology } = episode;
  const window = createWindow(topology, steps.length);
  steps.forEach(({ timeSeconds, values }, step) => window.push({ step, timeSeconds, values }));
  return window.signals().metrics;
}
