import { deepStrictEqual, strictEqual } from "node:assert";
import type { Action } from "../model/mod.ts";
import { createEnvironment, type Environment, type StepResult } from "../simulator/mod.ts";
import { createOracle } from "./oracle.ts";

/** A system in which only a rollback of the api pays: 0.5 are lost at once and 2 gained in one later step. */
function paysAfter(steps: number) {
  const real = createEnvironment({ fault: "bad_deploy:api" });
  real.reset({ seed: 1 });
  let clock = 0;
  let due = Infinity;
  let longest = 0;
  const environment = {
    topology: real.topology,
    faults: [{ ...real.faults[0]!, startStep: 0 }],
    snapshot: () => {
      clock = 0;
      due = Infinity;
      return undefined;
    },
    restore: () => {
      longest = Math.max(longest, clock);
      clock = 0;
      due = Infinity;
    },
    stepAhead: (action: Action) => {
      clock++;
      const rollback = action.kind === "rollback" && action.service === "api";
      if (rollback) due = clock + steps - 1;
      const reward = (clock === due ? 2 : 0) - (rollback ? 0.5 : action.kind === "noop" ? 0 : 0.1);
      return { reward } as StepResult;
    },
  } as unknown as Environment;
  const oracle = createOracle();
  oracle.begin({ topology: real.topology, slo: real.slo, warmupSteps: 60, seed: 1 });
  oracle.attach(environment);
  const { decision } = oracle.act({ step: 1, timeSeconds: 5, values: new Float64Array(15) });
  return { action: decision.action, longest };
}

Deno.test("the oracle plays plans 36 steps ahead: it takes what pays in the 36th, and not what pays in the 37th", () => {
  strictEqual(paysAfter(36).longest, 36);
  deepStrictEqual(paysAfter(36).action, { kind: "rollback", service: "api" });
  deepStrictEqual(paysAfter(37).action, { kind: "noop" });
});

/** What the oracle does in a system that rewards only these actions in this order. */
function answersTo(wanted: readonly Action[], topology = "three-tier"): Action[] {
  const real = createEnvironment({ topology, fault: "bad_deploy" });
  real.reset({ seed: 1 });
  let done = 0;
  const environment = {
    topology: real.topology,
    faults: [{ ...real.faults[0]!, startStep: 0 }],
    snapshot: () => done,
    restore: (before: unknown) => done = Number(before),
    step: (action: Action) => {
      const next = JSON.stringify(action) === JSON.stringify(wanted[done]);
      if (next) done++;
      return { reward: next && done === wanted.length ? 2 : action.kind === "noop" ? 0 : -0.1 } as StepResult;
    },
    stepAhead: (action: Action) => environment.step(action),
  } as unknown as Environment;
  const oracle = createOracle();
  oracle.begin({ topology: real.topology, slo: real.slo, warmupSteps: 60, seed: 1 });
  oracle.attach(environment);
  return wanted.map((_, i) => {
    const observation = {
      step: 1 + i,
      timeSeconds: 5,
      values: new Float64Array(5 * real.topology.services.length),
    };
    const { decision: { action } } = oracle.act(observation);
    environment.step(action);
    return action;
  });
}

Deno.test("the oracle finds a drain, by itself and behind a limit", () => {
  const drain: Action = { kind: "drain", service: "api" };
  const limit: Action = { kind: "limit_traffic", factor: 0.4 };
  for (const plan of [[drain], [limit, drain]]) deepStrictEqual(answersTo(plan, "replicated"), plan);
});

Deno.test("the oracle finds repairs behind a limit of traffic to 40 %, and replicas of the front", () => {
  const limit: Action = { kind: "limit_traffic", factor: 0.4 };
  const more: Action = { kind: "scale", service: "api", delta: 1 };
  for (
    const plan of [
      [limit, { kind: "clear_cache" }],
      [limit, { kind: "restart", service: "cache" }],
      [limit, { kind: "failover", service: "db" }],
      [limit, more, more],
      [more, more, more],
      [limit, more, more, more, more],
    ] as const
  ) deepStrictEqual(answersTo(plan), [...plan]);
});
