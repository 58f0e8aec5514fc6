import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { Diagnosis } from "../../model/mod.ts";
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
  // Users are shielded from a failover, so that it is tried before a rollback that takes longer.
  deepStrictEqual(found.slice(0, 3), [
    "open_breaker(api, db),failover(db)",
    "rollback(api)",
    "limit_traffic(0.4),restart(cache)",
  ]);
  ok(found.includes("restart(api)"));
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

Deno.test("a remedy that has not helped lets the next service come first, however often the diagnosis says the same", () => {
  const first = (failed: Parameters<typeof plansFor>[2]) => {
    const given = diagnosis({ db: 0.9, api: 0.06, cache: 0.02 });
    const context = { topology: SYNTHETIC, slo: { latencyP95Ms: 300, errorRate: 0.05 } };
    const done = new Set((failed ?? []).map((action) => textOf([action])));
    const open = plansFor(given, context, failed).filter(({ actions }) =>
      !done.has(textOf([actions.at(-1)!]))
    );
    return open.find(({ chance }) => chance > 0)!.service;
  };
  strictEqual(first([]), "db");
  ok(first([{ kind: "failover", service: "db" }]) !== "db");
});
