import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { UsageError } from "../../lib/model/mod.ts";
import { graphsOf, parseGraphs } from "./graphs.ts";

Deno.test("parseGraphs() allows several graphs for random and random-N alone, and takes 1 where none is asked for", () => {
  deepStrictEqual(["random", "random-30"].map((topology) => parseGraphs("20", topology)), [20, 20]);
  strictEqual(parseGraphs(undefined, "boutique"), 1);
  for (const topology of ["boutique", "random-30-1", "random-", "random-x"]) {
    throws(
      () => parseGraphs("1", topology),
      (error: Error) => error instanceof UsageError && error.message.endsWith(`found "${topology}"`),
    );
  }
  for (const text of ["0", "1001", "2.5", "many"]) {
    throws(() => parseGraphs(text, "random"), /from 1 to 1000/);
  }
});

Deno.test("graphsOf() counts up the seed of a random graph, and leaves a single one as it is named", () => {
  const incidents = { seeds: [2001, 2004], faultFree: 1 } as const;
  deepStrictEqual(graphsOf({ topology: "random-11", graphs: 3, ...incidents }), [
    "random-11-1",
    "random-11-2",
    "random-11-3",
  ]);
  deepStrictEqual(graphsOf({ topology: "random", graphs: 2, ...incidents }), ["random-30-1", "random-30-2"]);
  deepStrictEqual(graphsOf({ topology: "boutique", graphs: 1, ...incidents }), ["boutique"]);
  throws(() => graphsOf({ topology: "random-2", graphs: 2, ...incidents }), UsageError);
});

Deno.test("graphsOf() names no graph that gets no incident, with a fault or without", () => {
  const graphs = (faultFree: number) =>
    graphsOf({ topology: "random-9", graphs: 20, seeds: [2001, 2004], faultFree }).length;
  deepStrictEqual([0, 5, 30].map(graphs), [4, 5, 20]);
});
