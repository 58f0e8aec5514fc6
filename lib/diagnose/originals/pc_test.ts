import { deepStrictEqual, ok } from "node:assert";
import { learnPattern } from "../causal/pc.ts";
import { graphCases } from "./fixtures.ts";

const CASES = graphCases();

/** The pairs that an edge joins, as "0 3". */
function skeletonOf(columns: readonly (readonly number[])[], alpha: number): string[] {
  const { count, adjacent } = learnPattern(columns.map((column) => Float64Array.from(column)), { alpha });
  return Array.from({ length: count }, (_, i) => i).flatMap((i) =>
    Array.from({ length: count }, (_, j) => j).filter((j) => i < j && adjacent(i, j)).map((j) => `${i} ${j}`)
  );
}

for (const alpha of [0.01, 0.05]) {
  Deno.test(`learnPattern() joins the pairs that causal-learn 0.1.4.8 joins in 30 systems, with alpha ${alpha}`, () => {
    for (const { seed, columns, found } of CASES) {
      deepStrictEqual(skeletonOf(columns, alpha), found[alpha]!.map(([i, j]) => `${i} ${j}`), `seed ${seed}`);
    }
    ok(CASES.length >= 20);
  });
}

Deno.test("learnPattern() gives the edges the same directions in at least 50 of the 60 graphs", () => {
  // causal-learn keeps every set that separates two variables, here the first one counts: the sets may disagree on a collider.
  const same = CASES.flatMap(({ columns, found }) =>
    Object.entries(found).filter(([alpha, edges]) => {
      const graph = learnPattern(columns.map((column) => Float64Array.from(column)), {
        alpha: Number(alpha),
      });
      const mark = (i: number, j: number) => graph.causes(i, j) ? ">" : graph.causes(j, i) ? "<" : "-";
      return edges.every(([i, j, expected]) => mark(i, j) === expected);
    })
  );
  ok(same.length >= 50, `${same.length}`);
});
