import { deepStrictEqual, ok } from "node:assert";
import type { Call, Service, Topology } from "../../model/mod.ts";
import { layoutGraph } from "./graph_layout.ts";

/** A graph of boxes with these calls, "caller callee" each. */
function graphOf(calls: readonly string[]): Topology {
  const pairs = calls.map((call) => call.split(" ") as [string, string]);
  return {
    name: "made up",
    front: pairs[0]![0],
    entryRate: 1,
    userTimeoutSeconds: 1,
    services: [...new Set(pairs.flat())].map((name) => ({ name, kind: "service" }) as Service),
    calls: pairs.map(([caller, callee]) => ({ caller, callee }) as Call),
  };
}

const graph = graphOf(["front a", "front b", "a db", "b db", "front db"]);
const size = () => ({ width: 60, height: 30 });

Deno.test("layoutGraph() sets every callee to the right of its caller, and no node upon another", () => {
  const { nodes, edges, width, height } = layoutGraph(graph, { size });
  for (const { caller, callee } of graph.calls) ok(nodes.get(caller)!.x < nodes.get(callee)!.x);
  const places = [...nodes.values()];
  places.forEach((a, i) => {
    ok(a.x >= 30 && a.x <= width - 30 && a.y >= 15 && a.y <= height - 15);
    for (const b of places.slice(i + 1)) ok(Math.abs(a.x - b.x) >= 60 || Math.abs(a.y - b.y) >= 30);
  });
  deepStrictEqual(edges.map(({ call }) => call), graph.calls);
});

Deno.test("layoutGraph() gives the same places whatever was laid out before", () => {
  const first = layoutGraph(graph, { size });
  layoutGraph(graphOf(["x y", "y z", "x z"]), { size });
  deepStrictEqual(layoutGraph(graph, { size }), first);
});
