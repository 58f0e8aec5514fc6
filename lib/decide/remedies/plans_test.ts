import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { Action, Diagnosis, FaultType } from "../../model/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { durationOf } from "../pacing/duration.ts";
import { stepsToJudge } from "../pacing/pace.ts";
import { type Plan, plansFor, shares, textOf } from "./plans.ts";

const diagnosis = (scores: Readonly<Record<string, number>>, confidence?: number): Diagnosis => {
  const ranking = Object.entries(scores).map(([service, score]) => ({ service, score }));
  return {
    suspect: ranking[0]!.service,
    confidence: confidence ?? ranking[0]!.score,
    ranking,
    rationale: "",
  };
};

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 300, errorRate: 0.05 } };

/** As `CONTEXT`, where no breaker is opened since too many requests would fail for it. */
const WITHOUT_SHIELDS = { ...CONTEXT, slo: { latencyP95Ms: 300, errorRate: 0.01 } };

const texts = (given: Diagnosis, context = CONTEXT) =>
  plansFor(given, context).map(({ actions }) => textOf(actions));

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

/** A diagnosis that states how likely each kind of fault is, and with that each service. */
function ofKinds(
  kinds: readonly (readonly [service: string, fault: FaultType, probability: number])[],
): Diagnosis {
  const of = (service: string) =>
    kinds.filter(([at]) => at === service).reduce((sum, [, , probability]) => sum + probability, 0);
  const ranking = SYNTHETIC.services.map(({ name }) => ({ service: name, score: of(name) }))
    .toSorted((a, b) => b.score - a.score);
  return {
    suspect: ranking[0]!.service,
    confidence: ranking[0]!.score,
    ranking,
    kinds: kinds.map(([service, fault, probability]) => ({ service, fault, probability })),
    rationale: "",
  };
}

const DOUBTFUL: readonly Diagnosis[] = [
  ofKinds([["api", "memory_leak", 0.5], ["db", "slow_query", 0.3], ["cache", "cache_poison", 0.2]]),
  ofKinds([["db", "disk_full", 0.4], ["api", "pool_exhaustion", 0.35], ["api", "cpu_saturation", 0.2]]),
  ofKinds([["cache", "cache_flush", 0.34], ["api", "error_burst", 0.33], ["db", "packet_loss", 0.33]]),
  diagnosis({ api: 0.6, db: 0.35, cache: 0.05 }),
];

/** All orders of a list. */
function orders<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, i) => orders(list.toSpliced(i, 1)).map((rest) => [one, ...rest]));
}

/** Mean steps until the plan that ends the incident is known to have done so, where one of these does. */
function meanSteps(plans: readonly Plan[]): number {
  let [steps, mean] = [0, 0];
  for (const { actions, chance } of plans) {
    steps += stepsToJudge(Math.max(...actions.map((action) => durationOf(action, CONTEXT))));
    mean += chance * steps;
  }
  return mean;
}

Deno.test("no other order of the first six plans ends the incident sooner on average, by trying all 720 of them", () => {
  for (const given of DOUBTFUL) {
    const plans = plansFor(given, WITHOUT_SHIELDS).filter(({ chance }) => chance > 0).slice(0, 6);
    strictEqual(plans.length, 6);
    const best = Math.min(...orders(plans).map(meanSteps));
    ok(Math.abs(meanSteps(plans) - best) < 1e-9, `${meanSteps(plans)} steps, ${best} at best`);
  }
});

Deno.test("of two remedies that are as likely to help the quicker one stands first: a restart of 12 steps before a rollback of 18", () => {
  const found = texts(ofKinds([["api", "error_burst", 0.98]]));
  deepStrictEqual(found.slice(0, 2), ["restart(api)", "rollback(api)"]);
  deepStrictEqual(texts(ofKinds([["api", "bad_deploy", 0.98]]))[0], "rollback(api)");
});

Deno.test("a kind of fault moves what mends it forward, and what does not mend it stays in the list", () => {
  strictEqual(texts(ofKinds([["db", "cpu_saturation", 0.98]]), WITHOUT_SHIELDS)[0], "restart(db)");
  strictEqual(texts(ofKinds([["db", "noisy_neighbour", 0.98]]), WITHOUT_SHIELDS)[0], "failover(db)");
  const leak = texts(ofKinds([["api", "memory_leak", 0.98]]));
  strictEqual(leak[0], "rollback(api)");
  ok(leak.includes("restart(api)"));
});

Deno.test("chances are probabilities, and what a novice would try without a diagnosis has none and stands last", () => {
  for (const given of DOUBTFUL) {
    const chances = plansFor(given, CONTEXT).map(({ chance }) => chance);
    ok(chances.every((chance) => chance >= 0 && chance < 1), `${chances}`);
    const none = chances.indexOf(0);
    ok(none < 0 || chances.slice(none).every((chance) => chance === 0), `${chances}`);
  }
});

Deno.test("a remedy that has not helped lets the next service come first, however often the diagnosis says the same", () => {
  const first = (failed: readonly Action[]) => {
    const given = diagnosis({ db: 0.9, api: 0.06, cache: 0.02 });
    const context = { topology: SYNTHETIC, slo: { latencyP95Ms: 300, errorRate: 0.05 } };
    const done = new Set(failed.map((action) => textOf([action])));
    const open = plansFor(given, context, { failed }).filter(({ actions }) =>
      !done.has(textOf([actions.at(-1)!]))
    );
    return open.find(({ chance }) => chance > 0)!.service;
  };
  strictEqual(first([]), "db");
  ok(first([{ kind: "failover", service: "db" }]) !== "db");
});

/** A diagnosis that can't tell calls that are lost from a pool that has run out. */
const LINK_OR_POOL = ofKinds([["db", "partition", 0.5], ["db", "slow_query", 0.4], [
  "api",
  "pool_exhaustion",
  0.6,
]]);

Deno.test("the first diagnosis of an incident counts as much as the latest", () => {
  const disturbed = diagnosis({ db: 0.95, api: 0, cache: 0 });
  const failed = [{ kind: "failover", service: "db" }] as const;
  const chanceOf = (given: Diagnosis, first?: Diagnosis) =>
    plansFor(given, CONTEXT, { failed, first }).find(({ actions }) =>
      textOf(actions).endsWith("restart(api)")
    )!
      .chance;
  const mean = (chanceOf(LINK_OR_POOL) + chanceOf(disturbed)) / 2;
  ok(Math.abs(chanceOf(disturbed, LINK_OR_POOL) - mean) < 1e-12);
});

Deno.test("a fault of a kind that nobody knows is sought where the suspect is and next to it, not at the other end of a chain", () => {
  const services = ["a", "b", "c", "d", "e"].map((name) => ({ ...SYNTHETIC.services[0]!, name }));
  const calls = [["a", "b"], ["b", "c"], ["c", "d"], ["d", "e"]].map(([caller, callee]) => ({
    ...SYNTHETIC.calls[0]!,
    caller: caller!,
    callee: callee!,
  }));
  const context = { ...CONTEXT, topology: { ...SYNTHETIC, front: "a", services, calls } };
  const plans = plansFor(diagnosis({ e: 0.9, d: 0, c: 0, b: 0, a: 0 }), context);
  const chanceAt = (service: string) =>
    Math.max(...plans.filter((one) => one.service === service).map(({ chance }) => chance));
  ok(chanceAt("d") > 5 * chanceAt("b"), `${chanceAt("d")} ${chanceAt("b")}`);
});
