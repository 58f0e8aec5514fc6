import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import { UsageError } from "../../model/mod.ts";
import { createAgent, runEpisode } from "../../run/mod.ts";
import { createEnvironment, createTopology } from "../../simulator/mod.ts";
import { toSvg } from "../parts/svg.ts";
import { plotServiceGraph } from "../service_graph/service_graph.ts";
import type { FigureData } from "./client/figure_data.ts";
import { interactiveServiceGraph } from "./interactive_service_graph.ts";

const threeTier = createTopology("three-tier");

function dataIn(html: string): FigureData {
  return JSON.parse(html.match(/<script type="application\/json">(.*?)<\/script>/s)![1]!);
}

Deno.test("interactiveServiceGraph() of a topology says what the static picture says", () => {
  const options = { blame: { db: 0.62 }, suspect: "db", atFault: "cache" };
  const figure = interactiveServiceGraph(threeTier, options);
  const data = dataIn(figure.html);
  ok(data.kind === "graph");
  const row = (name: string) => threeTier.services.findIndex((service) => service.name === name);
  deepStrictEqual([data.suspect, data.atFault, data.blame[row("db")]], [row("db"), row("cache"), 0.62]);
  strictEqual(data.blame[row("api")], null);
  strictEqual(data.title, "The diagnosis blames db with 0.62, but cache is at fault");
  strictEqual(
    figure[Symbol.for("Jupyter.display")]!()["image/svg+xml"],
    toSvg(plotServiceGraph(threeTier, options)),
  );
});

Deno.test("interactiveServiceGraph() tells of each service what it is, and of each call how it is made", () => {
  const { graph } = dataIn(interactiveServiceGraph(createTopology("boutique")).html);
  strictEqual(graph.nodes.length, createTopology("boutique").services.length);
  strictEqual(graph.calls.length, createTopology("boutique").calls.length);
  ok(graph.nodes.every(({ facts }) => facts.some(([name]) => name === "replicas")));
  ok(graph.calls.every(({ about }) => /^[\d.]+ per request.*timeout [\d.]+ s/.test(about)));
});

Deno.test("interactiveServiceGraph() of an episode has its diagnoses by step, and no panels", () => {
  const episode = runEpisode({ agent: createAgent("full"), environment: createEnvironment(), seed: 7 });
  const data = dataIn(interactiveServiceGraph(episode).html);
  ok(data.kind === "episode");
  deepStrictEqual([data.panels, data.metrics.length], [false, 0]);
  deepStrictEqual(
    data.diagnoses.map(({ step }) => step),
    episode.steps.filter(({ diagnosis }) => diagnosis !== undefined).map(({ step }) => step),
  );
});

Deno.test("interactiveServiceGraph() refuses what is neither, and services that are not there, by its own name", () => {
  throws(() => interactiveServiceGraph("three-tier" as never), /^UsageError: interactiveServiceGraph: /);
  throws(() => interactiveServiceGraph(threeTier, { suspect: "dp" }), UsageError);
  throws(() => interactiveServiceGraph(threeTier, { suspekt: "db" } as never), /did you mean "suspect"/);
  try {
    interactiveServiceGraph({ record: {} } as never);
  } catch (error) {
    match(String(error), /interactiveServiceGraph: episode lacks steps, topology, slo, faults/);
  }
});
