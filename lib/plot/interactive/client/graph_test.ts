import { deepStrictEqual, strictEqual } from "node:assert";
import { createTopology } from "../../../simulator/mod.ts";
import { graphData } from "../graph_data.ts";
import { blameText, neighbour } from "./graph.ts";

Deno.test("neighbour() leads by arrow keys from every service to every other", () => {
  for (const name of ["three-tier", "boutique", "random-30"]) {
    const graph = graphData(createTopology(name));
    for (const [from] of graph.nodes.entries()) {
      const reached = new Set([from]);
      for (const at of reached) {
        for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
          const next = neighbour(graph, at, key);
          if (next !== undefined) reached.add(next);
        }
      }
      strictEqual(reached.size, graph.nodes.length, `${name} from ${graph.nodes[from]!.name}`);
    }
  }
  strictEqual(neighbour(graphData(createTopology("three-tier")), 0, "Enter"), undefined);
});

Deno.test("blameText() has two digits, and rounds nothing to 1 or 0", () => {
  deepStrictEqual([0, 0.001, 0.294, 0.9999, 1].map(blameText), ["0.00", "< 0.01", "0.29", "> 0.99", "1.00"]);
});
