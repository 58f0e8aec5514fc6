import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import type { DiagnoserContext } from "../diagnoser.ts";
import { distance } from "./causal_walk.ts";
import { around100, madeUpSignals } from "../testing/made_up_signals.ts";
import { createDiagnoser } from "../catalogue.ts";

const CONTEXT: DiagnoserContext = {
  services: ["api", "db", "cache"],
  symptom: { service: "api" },
  graph: [{ caller: "api", callee: "db" }, { caller: "api", callee: "cache" }],
};

/** Any deviation counts, so that one by e^s - 1 robust standard deviations has the score s. */
function judge(
  name: string,
  scores: readonly number[],
  context = CONTEXT,
) {
  const diagnoser = createDiagnoser({ name, threshold: 0 }, context);
  const names = context.services.map((name) => `${name}/cpu`);
  diagnoser.fit(madeUpSignals(Object.fromEntries(names.map((name) => [name, around100(20)]))));
  const value = (score: number) => 100 + 1.4826 * Math.expm1(score);
  return diagnoser.diagnose(
    madeUpSignals(Object.fromEntries(names.map((name, i) => [name, [100, NaN, value(scores[i]!)]]))),
  );
}

// From numpy's matrix products over 30 steps, and networkx 3.6.1's weighted, personalised pagerank, with rho 0.1.
const EXPECTED = [
  ["random-walk", { api: 0.0366423249721894, db: 0.6166721869679339, cache: 0.3466854880598767 }],
  ["pagerank", { api: 0.05682480098375616, db: 0.5830690570188983, cache: 0.3601061419973453 }],
] as const;

for (const [name, shares] of EXPECTED) {
  Deno.test(`${name} gives the shares that an independent computation gives`, () => {
    const { ranking } = judge(name, [1, 3, 2]);
    deepStrictEqual(ranking.map(({ service }) => service), ["db", "cache", "api"]);
    for (const { service, score } of ranking) {
      ok(Math.abs(score - shares[service as keyof typeof shares]) < 1e-8, `${service} ${score}`);
    }
  });

  Deno.test(`${name} sums to 1 with callers that lead nowhere, with cycles and without a graph`, () => {
    const { graph: _, ...bare } = CONTEXT;
    const cyclic = { ...CONTEXT, graph: [...CONTEXT.graph!, { caller: "db", callee: "api" }] };
    for (const context of [bare, cyclic, { ...CONTEXT, graph: [] }]) {
      for (const scores of [[0, 0, 2], [1, 1, 1], [5, 0, 0]]) {
        const { ranking } = judge(name, scores, context as DiagnoserContext);
        ok(Math.abs(ranking.reduce((sum, { score }) => sum + score, 0) - 1) < 1e-8);
      }
    }
  });

  Deno.test(`${name} names nobody where nothing is anomalous or recorded, and refuses to judge unfitted`, () => {
    const diagnoser = createDiagnoser(name, CONTEXT);
    throws(() => diagnoser.diagnose(madeUpSignals({})), /must be fitted/);
    diagnoser.fit(madeUpSignals({ "db/cpu": around100(60) }));
    for (const values of [[], [100], [NaN]]) {
      const { ranking, confidence } = diagnoser.diagnose(madeUpSignals({ "db/cpu": values }));
      strictEqual(confidence, 0);
      deepStrictEqual(ranking.map(({ score }) => score), [0, 0, 0]);
    }
  });
}

Deno.test("distance() is the sum of absolute differences", () => {
  strictEqual(distance(Float64Array.of(0.5, 0.5, 0), Float64Array.of(1, 0, 0)), 1);
  strictEqual(distance(Float64Array.of(0.2, 0.8), Float64Array.of(0.2, 0.8)), 0);
});

Deno.test("a walk says where it is however small the deviation that counts is, and that nothing is anomalous without any", () => {
  for (const name of ["random-walk", "pagerank"]) {
    // A tenth of a spread.
    match(
      judge(name, [0, Math.log1p(0.1), 0]).rationale,
      /a walk towards anomalous causes is at db with a share of /,
    );
    match(judge(name, [0, 0, 0]).rationale, /nothing is anomalous/);
  }
});
