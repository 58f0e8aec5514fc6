import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { Action, Diagnosis } from "../../model/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { plansFor, shares, textOf } from "./plans.ts";

const diagnosis = (scores: Readonly<Record<string, number>>, confidence?: number): Diagnosis => {
  const ranking = Object.entries(scores).map(([service, score]) => ({ service, score }));
  return {
    suspect: ranking[0]!.service,
    confidence: confidence ?? ranking[0]!.score,
    ranking,
    rationale: "",
  };
};

const texts = (given: Diagnosis) =>
  plansFor(given, { topology: SYNTHETIC, slo: { latencyP95Ms: 300, errorRate: 0.05 } }).map(({ actions }) =>
    textOf(actions)
  );

Deno.test("plans for a sure diagnosis are the remedies of its suspect, then those of others, then those that need none, each once", () => {
  const found = texts(diagnosis({ db: 0.99, api: 0.01, cache: 0 }));
  deepStrictEqual(found.slice(0, 3), [
    "open_breaker(api, db),failover(db)",
    "open_breaker(api, db),restart(db)",
    "limit_traffic(0.4)",
  ]);
  ok(!found.includes("failover(db)"));
  for (const needsNone of ["clear_cache", "limit_traffic(0.4)", "restart(api)", "rollback(api)"]) {
    ok(found.some((text) => text.endsWith(needsNone)), needsNone);
  }
  strictEqual(new Set(found).size, found.length);
});

Deno.test("plans for two services that are as likely at fault begin with the first remedy of each", () => {
  deepStrictEqual(texts(diagnosis({ db: 0.98, api: 0.97, cache: 0 })).slice(0, 2), [
    "open_breaker(api, db),failover(db)",
    "rollback(api)",
  ]);
});

Deno.test("plans for a doubtful diagnosis take the first remedy of every service before the second of the suspect, since its kind may be unknown", () => {
  const found = texts(diagnosis({ api: 0.6, db: 0.35, cache: 0.05 }));
  deepStrictEqual(found.slice(0, 4), [
    "rollback(api)",
    "open_breaker(api, db),failover(db)",
    "limit_traffic(0.4),restart(cache)",
    "restart(api)",
  ]);
});

Deno.test("scores that are no probabilities are shares of what the confidence leaves", () => {
  deepStrictEqual(
    shares(diagnosis({ db: 9, api: 3, cache: 1 }, 0.6)).map(([, share]) => Number(share.toFixed(9))),
    [
      0.6,
      0.3,
      0.1,
    ],
  );
  deepStrictEqual(shares({ suspect: "db", confidence: 0.4, ranking: [], rationale: "" }), [["db", 0.4]]);
});

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 300, errorRate: 0.05 } } as const;
const FAILOVER = { kind: "failover", service: "db" } as const;

/** A diagnosis that can't tell calls that are lost from a pool that has run out. */
const LINK_OR_POOL: Diagnosis = {
  ...diagnosis({ db: 0.9, api: 0.6, cache: 0 }),
  kinds: [
    { service: "db", fault: "partition", probability: 0.5 },
    { service: "db", fault: "slow_query", probability: 0.4 },
    { service: "api", fault: "pool_exhaustion", probability: 0.6 },
  ],
};

Deno.test("what did not help speaks against the kinds of fault that it would have mended", () => {
  const chanceOf = (text: string, tried: readonly Action[]) =>
    plansFor(LINK_OR_POOL, CONTEXT, { tried }).find(({ actions }) => textOf(actions).endsWith(text))!.chance;
  ok(chanceOf("restart(db)", [FAILOVER]) < 0.5 * chanceOf("restart(db)", []));
  strictEqual(chanceOf("restart(api)", [FAILOVER]), chanceOf("restart(api)", []));
});

Deno.test("the first diagnosis of an incident counts as much as the latest", () => {
  const disturbed = diagnosis({ db: 0.95, api: 0, cache: 0 });
  const chanceOf = (first?: Diagnosis) =>
    plansFor(disturbed, CONTEXT, { tried: [FAILOVER], first }).find(({ actions }) =>
      textOf(actions).endsWith("restart(api)")
    )!.chance;
  const alone =
    plansFor(LINK_OR_POOL, CONTEXT, { tried: [FAILOVER] }).find(({ actions }) =>
      textOf(actions).endsWith("restart(api)")
    )!.chance;
  ok(Math.abs(chanceOf(LINK_OR_POOL) - (alone + chanceOf()) / 2) < 1e-12);
});
