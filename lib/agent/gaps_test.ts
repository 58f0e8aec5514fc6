import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { type AgentContext, CPU_UTILISATION, METRIC_COUNT, type Observation } from "../model/mod.ts";
import { policies } from "../decide/mod.ts";
import { DETECTORS } from "../detect/mod.ts";
import { DIAGNOSERS, diagnosers } from "../diagnose/mod.ts";
import { createStream } from "../random/mod.ts";
import { synthesize, SYNTHETIC } from "../observe/testing/synthetic.ts";
import { agents, createAgent } from "./catalogue.ts";

const CONTEXT: AgentContext = {
  topology: SYNTHETIC,
  slo: { latencyP95Ms: 220, errorRate: 0.06 },
  warmupSteps: 40,
  seed: 1,
};
const STEPS = 90;
const BREACH_FROM = 50;
const DB = 2 * METRIC_COUNT;

/** What is done to the values of each step. */
type Gaps = (values: Float64Array, step: number) => void;

const { next } = createStream(1, "gaps");
const GAPS: Readonly<Record<string, Gaps>> = {
  "a fifth of the values": (values) => values.forEach((_, i) => next() < 0.2 && (values[i] = NaN)),
  "all of the database's": (values) => void values.fill(NaN, DB, DB + METRIC_COUNT),
  "all of the database's, written as 0": (values) => void values.fill(0, DB, DB + METRIC_COUNT),
  "all of the database's from the breach on": (values, step) =>
    void (step >= BREACH_FROM && values.fill(NaN, DB, DB + METRIC_COUNT)),
  "the CPU of every service": (values) =>
    values.forEach((_, i) => i % METRIC_COUNT === CPU_UTILISATION && (values[i] = NaN)),
  "all of the front's from the breach on": (values, step) =>
    void (step >= BREACH_FROM && values.fill(NaN, 0, METRIC_COUNT)),
  "everything": (values) => void values.fill(NaN),
};

/** Healthy, then a breach with a slow and busy front. */
function* observations(gaps: Gaps): Generator<Observation> {
  const observe = synthesize(1);
  for (let step = 0; step < STEPS; step++) {
    const observation = observe(
      step >= BREACH_FROM && step < STEPS - 15
        ? { values: { 0: 900 + next(), 1: 0.2, [CPU_UTILISATION]: 0.95 } }
        : {},
    );
    gaps(observation.values, step);
    yield observation;
  }
}

/** Runs an agent, and checks whatever it answers. */
function requireSound(agent: ReturnType<typeof createAgent>, gaps: Gaps): void {
  agent.begin(CONTEXT);
  for (const observation of observations(gaps)) {
    const { detection, diagnosis, decision } = agent.act(observation);
    const where = `step ${observation.step}: ${JSON.stringify({ detection, diagnosis, decision })}`;
    if (detection !== undefined) {
      ok(detection.scores.every((score) => score >= 0), where);
      ok(!Number.isNaN(detection.globalScore), where);
    }
    if (diagnosis !== undefined) {
      ok(diagnosis.confidence >= 0 && diagnosis.confidence <= 1, where);
      ok(diagnosis.ranking.every(({ score }) => Number.isFinite(score)), where);
    }
    ok(decision.propensity > 0, where);
    agent.learn({ executed: decision.action, reward: -1, sloViolated: true });
  }
}

const AGENTS = agents.names.filter((name) => name !== "noop");

for (const [what, gaps] of Object.entries(GAPS)) {
  Deno.test(`no agent of the catalogue fails, and none answers NaN, where telemetry lacks ${what}`, () => {
    for (const name of AGENTS) requireSound(createAgent(name), gaps);
  });
  Deno.test(`no detector fails in an agent, and none scores NaN, where telemetry lacks ${what}`, () => {
    for (const detector of DETECTORS) {
      requireSound(createAgent("anomaly-only", { detector }), gaps);
    }
  });
  Deno.test(`no diagnoser fails in an agent, and none is sure to NaN per cent, where telemetry lacks ${what}`, () => {
    for (
      const diagnoser of DIAGNOSERS.filter((name) =>
        (diagnosers.get(name).needs ?? []).every((need) => need === "topology" || need === "graph")
      )
    ) {
      requireSound(createAgent("full", { diagnoser }), gaps);
    }
  });
  Deno.test(`no policy fails in an agent where telemetry lacks ${what}`, () => {
    for (const policy of policies.names) requireSound(createAgent("full", { policy }), gaps);
  });
}

Deno.test("an agent scores a service that exports nothing 0, and the others as if it were there", () => {
  const scoresOf = (gaps: Gaps) => {
    const agent = createAgent("anomaly-only");
    agent.begin(CONTEXT);
    const observe = synthesize(1);
    return Array.from({ length: 60 }, () => {
      const observation = observe({});
      gaps(observation.values, observation.step);
      return agent.act(observation).detection?.scores;
    }).filter((scores) => scores !== undefined);
  };
  const whole = scoresOf(() => {});
  for (const silence of [NaN, 0]) {
    const silent = scoresOf((values) => void values.fill(silence, DB, DB + METRIC_COUNT));
    silent.forEach((scores, i) => deepStrictEqual([...scores], [whole[i]![0], whole[i]![1], 0]));
  }
  ok(whole.some((scores) => scores[2]! > 0));
});

Deno.test("an agent whose front is silent keeps what it knew for three steps, then acts on no breach", () => {
  const agent = createAgent("threshold-only");
  agent.begin(CONTEXT);
  const observe = synthesize(1);
  for (let step = 0; step < 40; step++) agent.act(observe());
  const actions = Array.from({ length: 30 }, (_, step) => {
    const observation = observe({ values: { 0: 900 } });
    if (step >= 1) observation.values.fill(NaN, 0, METRIC_COUNT);
    return agent.act(observation).decision.action.kind;
  });
  strictEqual(actions.findIndex((kind) => kind !== "noop"), 1);
  strictEqual(actions.filter((kind) => kind !== "noop").length, 1);
});
