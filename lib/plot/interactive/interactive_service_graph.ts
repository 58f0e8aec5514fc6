import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import type { Topology } from "../../model/mod.ts";
import type { Episode } from "../../run/mod.ts";
import { episodeSchema } from "../../run/records.ts";
import { toSvg } from "../parts/svg.ts";
import {
  checkServiceGraph,
  plotServiceGraph,
  type ServiceGraphOptions,
  serviceGraphTitle,
} from "../service_graph/service_graph.ts";
import { type InteractiveFigure, interactiveFigure } from "./figure.ts";
import { graphData } from "./graph_data.ts";
import { episodeFigure } from "./interactive_timeline.ts";

const EPISODE_ARGUMENTS = z.object({ episode: episodeSchema });

/**
 * A service graph as a page to look around in: pointing at a service, or walking to it by Tab and the arrow keys, tells
 * what it is, whom it calls and how. Of an episode it has a slider over the steps, which moves anomaly scores, blame, diagnosis
 * and action.
 *
 * @param what a topology, with the options of `plotServiceGraph`, or an episode, which has them in its steps
 * @throws {UsageError} for a service that is not in the graph, for blame outside of 0 to 1, for an episode that was run with
 * `trace: false` or is too long for a page of 1 MB
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createTopology } from "aiops";
 * import { interactiveServiceGraph } from "aiops/plot";
 * const figure = interactiveServiceGraph(createTopology("boutique"), { suspect: "checkout" });
 * ok(figure.html.includes("checkout"));
 * ```
 */
export function interactiveServiceGraph(
  what: Topology | Episode,
  options: ServiceGraphOptions = {},
): InteractiveFigure {
  if (isEpisode(what)) return ofEpisode(what);
  checkServiceGraph("interactiveServiceGraph", what, options);
  const { blame, suspect, atFault } = options;
  const names = what.services.map(({ name }) => name);
  return interactiveFigure({
    kind: "graph",
    title: serviceGraphTitle(what, options),
    subtitle: "",
    graph: graphData(what),
    blame: blame === undefined ? [] : names.map((name) => blame[name] ?? null),
    suspect: names.indexOf(suspect ?? ""),
    atFault: names.indexOf(atFault ?? ""),
  }, toSvg(plotServiceGraph(what, options)));
}

function isEpisode(what: Topology | Episode): what is Episode {
  return typeof what === "object" && what !== null && "record" in what;
}

/** The static picture is the graph with the first diagnosis of the episode, if it has one. */
function ofEpisode(episode: Episode): InteractiveFigure {
  checkOptions("interactiveServiceGraph", EPISODE_ARGUMENTS, { episode });
  const { topology, steps, faults } = episode;
  const diagnosis = steps.find((step) => step.diagnosis !== undefined)?.diagnosis;
  const atFault = faults[0]?.service;
  const svg = () =>
    toSvg(plotServiceGraph(topology, {
      ...(diagnosis !== undefined && { suspect: diagnosis.suspect }),
      ...(atFault !== undefined && { atFault }),
    }));
  return episodeFigure("interactiveServiceGraph", episode, { panels: false, options: {}, svg });
}
