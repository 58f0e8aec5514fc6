import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { UsageError } from "../../model/mod.ts";
import { createTopology } from "../../simulator/mod.ts";
import { plotServiceGraph } from "./service_graph.ts";
import { toSvg } from "../parts/svg.ts";

const threeTier = createTopology("three-tier");
const titleOf = (picture: Element) => picture.getAttribute("aria-label")!;

Deno.test("plotServiceGraph() tells whether the diagnosis blames the service at fault", () => {
  const blame = { db: 0.62, api: 0.3 };
  strictEqual(
    titleOf(plotServiceGraph(threeTier, { blame, suspect: "db", atFault: "db" })),
    "The diagnosis blames db with 0.62 and is right",
  );
  strictEqual(
    titleOf(plotServiceGraph(threeTier, { blame, atFault: "cache" })),
    "The diagnosis blames db with 0.62, but cache is at fault",
  );
  strictEqual(
    titleOf(plotServiceGraph(threeTier)),
    `three-tier: 3 services and ${threeTier.calls.length} calls behind api`,
  );
  strictEqual(titleOf(plotServiceGraph(threeTier, { title: "Mine" })), "Mine");
});

for (const name of ["three-tier", "boutique", "random-30"]) {
  Deno.test(`plotServiceGraph() names every service of ${name} and draws every call`, () => {
    const topology = createTopology(name);
    const svg = toSvg(plotServiceGraph(topology));
    for (const { name } of topology.services) ok(svg.includes(`>${name}<`), name);
    const legend = 2;
    strictEqual(svg.match(/<path [^>]*fill="none"[^>]*d="M[^"A]*"/g)!.length, topology.calls.length + legend);
  });
}

Deno.test("plotServiceGraph() explains the shapes and lines that are there, and no others", () => {
  const boutique = createTopology("boutique");
  const { services, calls } = boutique;
  const keysOf = (topology: typeof boutique) =>
    ["service", "cache", "database", "call", "optional call"].filter((key) =>
      toSvg(plotServiceGraph(topology)).includes(`>${key}<`)
    );
  deepStrictEqual(keysOf(boutique), ["service", "cache", "database", "call", "optional call"]);
  const plain = {
    ...boutique,
    services: services.map((service) => ({ ...service, kind: "service" as const })),
    calls: calls.map((call) => ({ ...call, critical: true })),
  };
  deepStrictEqual(keysOf(plain), ["service", "call"]);
});

Deno.test("plotServiceGraph() names suspect and service at fault in words, not by colour alone", () => {
  const svg = toSvg(plotServiceGraph(threeTier, { suspect: "api", atFault: "db" }));
  ok(svg.includes(">suspect<") && svg.includes(">at fault<"));
  ok(toSvg(plotServiceGraph(threeTier, { suspect: "db", atFault: "db" })).includes(">suspect, at fault<"));
});

Deno.test("plotServiceGraph() refuses services that are not there and blame out of range", () => {
  throws(() => plotServiceGraph(threeTier, { suspect: "dp" }), UsageError);
  throws(() => plotServiceGraph(threeTier, { blame: { web: 0.1 } }), UsageError);
  throws(() => plotServiceGraph(threeTier, { blame: { db: 1.1 } }), /1\.1 for db/);
});

Deno.test("plotServiceGraph() gives the same bytes twice", () => {
  strictEqual(toSvg(plotServiceGraph(threeTier)), toSvg(plotServiceGraph(threeTier)));
});
