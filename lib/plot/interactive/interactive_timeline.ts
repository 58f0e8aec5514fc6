import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/mod.ts";
import type { Episode } from "../../run/mod.ts";
import { episodeSchema } from "../../run/records.ts";
import { toSvg } from "../parts/svg.ts";
import { plotTimeline } from "../timeline/timeline.ts";
import { episodeData } from "./episode_data.ts";
import { type InteractiveFigure, interactiveFigure } from "./figure.ts";

const ARGUMENTS = z.object({ episode: episodeSchema });

/** Characters that a figure has at most. */
const MAX_CHARACTERS = 1_000_000;

/**
 * An episode as a page to look around in: `plotTimeline` with what a picture can't do. It opens at the incident, below a
 * strip with the whole episode, whose window can be dragged. Pointing at the panels reads all metrics of a step; a slider
 * goes through the steps, and with it go anomaly scores, diagnosis, blame on the service graph, and the action with its
 * reason. It needs no kernel and no network, and is as dark as the page around it.
 *
 * @throws {UsageError} for an episode that was run with `trace: false`, or one that is too long for a page of 1 MB
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createAgent, createEnvironment, interactiveTimeline, runEpisode } from "aiops";
 * const episode = runEpisode({ agent: createAgent("full"), environment: createEnvironment(), seed: 7 });
 * const figure = interactiveTimeline(episode); // as the last expression of a cell it shows itself
 * ok(figure.html.startsWith("<!doctype html>")); // Deno.writeTextFileSync("incident.html", figure.html)
 * ```
 */
export function interactiveTimeline(episode: Episode): InteractiveFigure {
  checkOptions("interactiveTimeline", ARGUMENTS, { episode });
  return episodeFigure("interactiveTimeline", episode, {
    panels: true,
    svg: () => toSvg(plotTimeline(episode)),
  });
}

/** An episode as a figure, with panels of its metrics or with the service graph in their place. */
export function episodeFigure(
  thing: string,
  episode: Episode,
  { panels, svg }: { panels: boolean; svg: () => string },
): InteractiveFigure {
  if (episode.steps.length === 0) throw new UsageError("The episode has no steps: run it with trace: true");
  const figure = interactiveFigure(episodeData(episode, { panels }), svg());
  if (figure.html.length <= MAX_CHARACTERS) return figure;
  const { steps, topology: { services } } = episode;
  throw new UsageError(
    `${thing}: an episode of ${steps.length} steps and ${services.length} services takes ${
      (figure.html.length / 1e6).toFixed(1)
    } MB, more than the 1 MB of a page: run fewer steps, or take plotTimeline`,
  );
}
