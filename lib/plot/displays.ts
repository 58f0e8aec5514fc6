/**
 * How notebooks show what lower rooms make: pictures as SVG and PNG, an episode as its timeline, a system as its graph, catalogues and records as
 * tables. Imported by the faces for its effect.
 * @module
 */
import { registerDisplay } from "../model/shown/displayable.ts";
import { type Catalogue, type Entry, STEP_SECONDS, type Topology } from "../model/mod.ts";
import { incidentReport } from "../report/mod.ts";
import { type Table, table, tableBundle } from "../report/tables/table.ts";
import type { Episode } from "../run/mod.ts";
import type { Environment } from "../simulator/mod.ts";
import { toDisplayPng } from "./png.ts";
import { plotServiceGraph } from "./service_graph/service_graph.ts";
import { type Picture, toSvg } from "./parts/svg.ts";
import { plotTimeline } from "./timeline/timeline.ts";

/**
 * A picture with a text beside it.
 *
 * @param text default: what the picture shows, as a reader without eyes is told
 */
export async function pictureBundle(
  picture: Picture,
  text: string = picture.getAttribute("aria-label") ?? "",
): Promise<Record<"image/svg+xml" | "image/png" | "text/plain", string>> {
  return {
    "image/svg+xml": toSvg(picture),
    "image/png": base64(await toDisplayPng(picture)),
    "text/plain": text,
  };
}

/** The bytes as text; in pieces, because a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

/** What a system is, in a line. */
function systemText({ topology, slo, steps }: Environment): string {
  return `${topology.name}: ${steps} steps of ${STEP_SECONDS} s; SLO: p95 of ${topology.front} up to ` +
    `${slo.latencyP95Ms.toFixed(0)} ms, errors up to ${Number((100 * slo.errorRate).toPrecision(3))} %`;
}

/** A row for each entry; parameters as a choice writes them, with their defaults. */
function catalogueTable(catalogue: Catalogue<Entry>): Table {
  const rows = catalogue.list().map(({ name, about, parameters, needs = [], source = "" }) => ({
    name,
    about,
    ...(parameters.length > 0 &&
      { parameters: parameters.map((one) => `${one.name}=${one.default ?? ""}`).join(", ") }),
    ...(needs.length > 0 && { needs: needs.join(", ") }),
    ...(source !== "" && { source }),
  }));
  return table(rows, { maxRows: rows.length });
}

registerDisplay("picture", (picture: Picture) => pictureBundle(picture));

registerDisplay(
  "episode",
  (episode: Episode) =>
    episode.steps.length > 0
      ? pictureBundle(plotTimeline(episode), incidentReport(episode))
      : tableBundle(table(episode.record)),
);

registerDisplay("environment", (environment: Environment) => {
  const text = systemText(environment);
  return pictureBundle(plotServiceGraph(environment.topology, { title: text }), text);
});

registerDisplay("topology", (topology: Topology) => pictureBundle(plotServiceGraph(topology)));

registerDisplay("catalogue", (catalogue: Catalogue<Entry>) => tableBundle(catalogueTable(catalogue)));

registerDisplay("records", (records: readonly object[]) => tableBundle(table(records)));
