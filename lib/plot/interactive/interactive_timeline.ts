import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/mod.ts";
import type { Episode } from "../../run/mod.ts";
import { episodeSchema } from "../../run/records.ts";
import { toSvg } from "../parts/svg.ts";
import { plotTimeline } from "../timeline/timeline.ts";
import { type TimelineOptions, timelineOptions, timelineWindow } from "../timeline/zoom.ts";
import { episodeData } from "./episode_data.ts";
import { type InteractiveFigure, interactiveFigure } from "./figure.ts";

const ARGUMENTS = z.object({ episode: episodeSchema, options: timelineOptions });

/** Characters that a figure has at most. */
const MAX_CHARACTERS = 1_000_000;

/**
 * An episode as a page to look around in: `plotTimeline` with what a picture can't do. It opens at the incident, below a
 * strip with the whole episode, whose window can be dragged. Pointing at the panels reads all metrics of a step; a slider
 * goes through the steps, and with it go anomaly scores, diagnosis, blame on the service graph, and the action with its
 * reason. It needs no kernel and no network, and is as dark as the page around it.
 *
 * @throws {UsageError} for an episode that was run with `trace: false`, for a part of it without steps, or for one that is too long for a page of 1 MB
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createAgent, createEnvironment, runEpisode } from "aiops";
 * import { interactiveTimeline } from "aiops/plot";
 * const episode = runEpisode({ agent: createAgent("full"), environment: createEnvironment(), seed: 7 });
 * const figure = interactiveTimeline(episode); // as the last expression of a cell it shows itself
 * ok(figure.html.startsWith("<!doctype html>")); // Deno.writeTextFileSync("incident.html", figure.html)
 * ```
 */
export function interactiveTimeline(episode: Episode, options: TimelineOptions = {}): InteractiveFigure {
  checkOptions("interactiveTimeline", ARGUMENTS, { episode, options });
  return episodeFigure("interactiveTimeline", episode, {
    panels: true,
    options,
    svg: () => toSvg(plotTimeline(episode)),
  });
}

/** An episode as a figure, with panels of its metrics or with the service graph in their place. */
export function episodeFigure(
  thing: string,
  episode: Episode,
  { panels, options, svg }: { panels: boolean; options: TimelineOptions; svg: () => string },
): InteractiveFigure {
  const opensWith = timelineWindow(thing, episode, options);
  const figure = interactiveFigure(episodeData(episode, { panels, opensWith }), svg());
  if (figure.html.length <= MAX_CHARACTERS) return figure;
  const { steps, topology: { services } } = episode;
  throw new UsageError(
    `${thing}: an episode of ${steps.length} steps and ${services.length} services takes ${
      (figure.html.length / 1e6).toFixed(1)
    } MB, more than the 1 MB of a page: run fewer steps, or take plotTimeline`,
  );
}
