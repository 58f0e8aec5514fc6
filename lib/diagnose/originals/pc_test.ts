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
