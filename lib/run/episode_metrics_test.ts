import { deepStrictEqual, strictEqual } from "node:assert";
import { createEnvironment } from "../simulator/mod.ts";
import { episodeMetrics } from "./episode_metrics.ts";
import { runEpisode } from "./run_episode.ts";
import { createAgent } from "./trial.ts";

Deno.test("episodeMetrics() has a column for each metric of each service, a row for each step", () => {
  const episode = runEpisode({ agent: createAgent("noop"), environment: createEnvironment(), seed: 7 });
  const { indicators, timesSeconds, columns } = episodeMetrics(episode);
  deepStrictEqual([indicators.length, columns.length, timesSeconds.length], [15, 15, 240]);
  deepStrictEqual([...timesSeconds.subarray(0, 3)], [0, 5, 10]);
  const at = indicators.findIndex(({ service, metric }) => service === "db" && metric === "cpuUtilisation");
  strictEqual(columns[at]![99], episode.steps[99]!.values[at]);
});
