import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { type Action, describeAction, NOOP } from "../../model/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { createTwin } from "../../simulator/twin.ts";
import { createCalibration } from "./calibration.ts";
import { candidatePlans } from "./candidates.ts";
import type { Particle } from "./particles.ts";
import { begunBy, search } from "./search.ts";
import type { SupposedFault } from "./twin.ts";

const { topology, slo, timings } = createEnvironment();
const context = { topology, slo, timings };

/** Particles of some weights, each with faults that began three steps ago, and what plans come to on them. */
function found(
  cases: readonly { readonly weight: number; readonly faults: readonly Partial<SupposedFault>[] }[],
  { maxTwinSteps = 1e6, load = 1 } = {},
) {
  const twin = createTwin({ topology, slo });
  const calibration = createCalibration({ services: 3, front: 0, slo });
  const particles = cases.map(({ weight, faults }, i): Particle => {
    const supposition = {
      faults: faults.map((one) => ({
        ...{ type: "partition", service: "db", severity: 0.8, startStep: 5, durationSteps: 150 } as const,
        ...one,
      })),
      isStandbyBehind: false,
    };
    const supposed = twin.suppose(supposition);
    const state = new Float64Array(twin.stateLength);
    twin.begin(supposed, 3);
    for (let step = 0; step < 4; step++) twin.step(NOOP, load);
    twin.save(state);
    return {
      supposition,
      supposed,
      kind: `${i}`,
      state,
      share: 1,
      logLikelihood: 0,
      misfit: 0,
      surprise: 0,
      strangeSince: 0,
      frontRate: 0,
      weight,
    };
  });
  const before = twin.stepsTaken;
  const result = search(candidatePlans(particles, context), {
    particles,
    twin,
    calibration,
    load,
    maxTwinSteps,
  });
  const [best] = result.plans;
  const text = (best?.plan ?? []).map(describeAction);
  return { ...result, text, spent: twin.stepsTaken - before };
}

Deno.test("the plan is best that mends what is believed, shielded where that pays", () => {
  const best = (...args: Parameters<typeof found>) => found(...args).text.at(-1);
  strictEqual(best([{ weight: 1, faults: [{ type: "partition" }] }]), "failover(db)");
  strictEqual(found([{ weight: 1, faults: [{ type: "partition" }] }]).text[0], "open_breaker(api, db)");
  strictEqual(best([{ weight: 1, faults: [{ type: "bad_deploy", service: "api" }] }]), "rollback(api)");
  strictEqual(best([{ weight: 1, faults: [{ type: "error_burst", service: "api" }] }]), "restart(api)");
  strictEqual(best([{ weight: 1, faults: [{ type: "cache_poison", service: "cache" }] }]), "clear_cache");
  strictEqual(
    best([{ weight: 1, faults: [{ type: "traffic_surge", service: "api", severity: 0.5 }] }]),
    "scale(api, +1)",
  );
  deepStrictEqual(found([{ weight: 1, faults: [] }]).text, ["noop"]);
});

Deno.test("weights decide: what mends both is taken where it is uncertain which it is", () => {
  const torn = (weight: number) =>
    found([
      { weight, faults: [{ type: "error_burst", service: "api", severity: 0.7 }] },
      { weight: 1 - weight, faults: [{ type: "bad_deploy", service: "api", severity: 0.9 }] },
    ]).text.at(-1);
  deepStrictEqual([0.98, 0.4].map(torn), ["restart(api)", "rollback(api)"]);
});

Deno.test("for two faults a plan mends both, as guardrails let it", () => {
  const { plans } = found([{
    weight: 1,
    faults: [{ type: "partition" }, { type: "bad_deploy", service: "api", severity: 0.9 }],
  }]);
  const kinds = plans[0]!.plan.map(({ kind }) => kind);
  ok(kinds.includes("failover") && kinds.includes("rollback"), kinds.join());
  const [first, second] = ["failover", "rollback"].map((kind) => kinds.indexOf(kind as Action["kind"]))
    .toSorted((a, b) => a - b);
  ok(second! - first! >= timings.restart.service.downSteps);
  ok(!begunBy(plans[0]!.plan).includes(plans[0]!.plan[second!]!));
});

Deno.test("for many users and a fault beside them a plan brings replicas as well as the repair", () => {
  const { text } = found([{
    weight: 1,
    faults: [
      { type: "traffic_surge", service: "api", severity: 0.6 },
      { type: "cache_poison", service: "cache", severity: 0.7 },
    ],
  }]);
  ok(text.includes("clear_cache") && text.includes("scale(api, +1)"), text.join());
});

Deno.test("a search stops when its steps are used up, and says what it has found by then", () => {
  const cases = [0.4, 0.3, 0.2, 0.1].map((weight, i) => ({ weight, faults: [{ severity: 0.4 + 0.15 * i }] }));
  for (const maxTwinSteps of [300, 1000]) {
    const { spent, plans } = found(cases, { maxTwinSteps });
    ok(spent <= maxTwinSteps + 42, `${spent}`);
    ok(plans.length > 0 && plans[0]!.loss < Infinity);
  }
  deepStrictEqual(found(cases, { maxTwinSteps: 1000 }).text, found(cases, { maxTwinSteps: 1000 }).text);
});
