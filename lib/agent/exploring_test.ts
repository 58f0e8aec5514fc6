import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { everyAction } from "../decide/mod.ts";
import { NOOP } from "../model/mod.ts";
import { synthesize, SYNTHETIC } from "../observe/testing/synthetic.ts";
import { createAgent } from "./catalogue.ts";
import { exploring } from "./exploring.ts";

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 }, warmupSteps: 5, seed: 9 };

Deno.test("exploring() draws a share of the decisions in a breach from all actions, and says how likely each was", () => {
  const agent = exploring(createAgent("noop"), { share: 0.3 });
  const observe = synthesize(1);
  agent.begin(CONTEXT);
  strictEqual(agent.act(observe()).decision.candidates, undefined);
  const count = everyAction(SYNTHETIC).length;
  let waits = 0;
  for (let i = 0; i < 4000; i++) {
    const { action, propensity, candidates } = agent.act(observe({ values: { 0: 500 } })).decision;
    strictEqual(candidates!.length, count);
    ok(Math.abs(candidates!.reduce((sum, one) => sum + one.propensity, 0) - 1) < 1e-12);
    const expected = (action.kind === "noop" ? 0.7 : 0) + 0.3 / count;
    ok(Math.abs(propensity - expected) < 1e-12);
    waits += Number(action.kind === "noop");
  }
  const share = 0.7 + 0.3 / count;
  ok(Math.abs(waits / 4000 - share) < 4 * Math.sqrt(share * (1 - share) / 4000), `${waits}`);
});

Deno.test("exploring() among other agents draws what they would have done, each equally likely", () => {
  const doing = (name: string, kind: "restore" | "noop") => ({
    ...createAgent("noop"),
    name,
    act: () => ({ decision: { action: { kind }, propensity: 1, reason: "" } }),
  });
  const among = [doing("a", "restore"), doing("b", "noop")];
  const agent = exploring(doing("mine", "noop"), { share: 0.4, among });
  const observe = synthesize(1);
  agent.begin(CONTEXT);
  let restores = 0;
  for (let i = 0; i < 4000; i++) {
    const { action, propensity, candidates } = agent.act(observe({ values: { 0: 500 } })).decision;
    deepStrictEqual(candidates!.map((one) => [one.action.kind, Math.round(1e6 * one.propensity)]), [
      ["noop", 800_000],
      ["restore", 200_000],
    ]);
    ok(Math.abs(propensity - (action.kind === "restore" ? 0.2 : 0.8)) < 1e-12);
    restores += Number(action.kind === "restore");
  }
  ok(Math.abs(restores / 4000 - 0.2) < 4 * Math.sqrt(0.2 * 0.8 / 4000), `${restores}`);
});

Deno.test("exploring() among others gives an agent's own choice what is not among the candidates that it names", () => {
  const features = Float64Array.of(1);
  const candidates = [{ action: NOOP, propensity: 0.9, features }, {
    ...{ action: { kind: "restore" }, propensity: 0.1, features },
  }];
  const decision = { action: NOOP, propensity: 0.9, reason: "", candidates };
  const other = { action: { kind: "restart", service: "db" }, propensity: 1, reason: "" };
  const saying = (name: string, said: unknown) => ({
    ...createAgent("noop"),
    name,
    act: () => ({ decision: said }) as never,
  });
  const agent = exploring(saying("mine", decision), { share: 0.5, among: [saying("other", other)] });
  agent.begin(CONTEXT);
  const found = agent.act(synthesize(1)({ values: { 0: 500 } })).decision.candidates!;
  deepStrictEqual(found.map(({ propensity }) => Math.round(1e6 * propensity)), [900_000, 100_000]);
});

Deno.test("exploring() mixes the candidates that an agent names, and refuses one that is random without a word", () => {
  const observe = synthesize(1);
  const saying = (decision: unknown) => {
    const agent = exploring({ ...createAgent("noop"), name: "mine", act: () => ({ decision }) as never }, {
      share: 0.5,
    });
    agent.begin(CONTEXT);
    return agent.act(observe({ values: { 0: 500 } })).decision;
  };
  const features = Float64Array.of(1);
  const candidates = [
    { action: NOOP, propensity: 0.9, features },
    { action: { kind: "restore" }, propensity: 0.1, features },
  ];
  const { candidates: found } = saying({ action: NOOP, propensity: 0.9, reason: "", candidates });
  deepStrictEqual(found!.map(({ propensity }) => Math.round(1e6 * propensity)), [700_000, 300_000]);
  throws(() => saying({ action: NOOP, propensity: 0.9, reason: "" }), /"mine" chooses at random/);
});
