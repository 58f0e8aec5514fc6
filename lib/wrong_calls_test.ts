import { ok, strictEqual } from "node:assert";
import * as aiops from "./mod.ts";
import * as act from "./act/mod.ts";
import * as bench from "./bench/mod.ts";
import * as decide from "./decide/mod.ts";
import * as detect from "./detect/mod.ts";
import * as diagnose from "./diagnose/mod.ts";
import * as gym from "./gym/mod.ts";
import * as learn from "./learn/mod.ts";
import * as live from "./live/mod.ts";
import * as model from "./model/mod.ts";
import * as observe from "./observe/mod.ts";
import * as otlp from "./otlp/mod.ts";
import * as plot from "./plot/mod.ts";
import * as random from "./random/mod.ts";
import * as report from "./report/mod.ts";
import * as run from "./run/mod.ts";
import * as serve from "./serve/mod.ts";
import * as simulator from "./simulator/mod.ts";
import * as stats from "./stats/mod.ts";

// Wrong calls of the library, as a notebook's cell makes them, where no type is checked: each is told in one line that names the thing.

// deno-lint-ignore no-explicit-any -- what is tested is what types would forbid
type Untyped = any;
const A: Untyped = aiops;
const ACT: Untyped = act;
const B: Untyped = bench;
const DEC: Untyped = decide;
const DET: Untyped = detect;
const DIA: Untyped = diagnose;
const G: Untyped = gym;
const L: Untyped = learn;
const M: Untyped = model;
const O: Untyped = observe;
const OTLP: Untyped = otlp;
const P: Untyped = plot;
const RND: Untyped = random;
const REP: Untyped = report;
const RUN: Untyped = run;
const S: Untyped = stats;

const topology = simulator.createTopology("three-tier");
const slo = { latencyP95Ms: 220, errorRate: 0.06 };
const environment = () => simulator.createEnvironment({ steps: 100 });
const started = () => {
  const made: Untyped = environment();
  made.reset({ seed: 1 });
  return made;
};
const context = { topology, slo, warmupSteps: 5, seed: 1 };
const begun = (name = "full") => {
  const agent: Untyped = run.createAgent(name);
  agent.begin(context);
  return agent;
};
const noop: Untyped = run.createAgent("noop");
const values = new Float64Array(topology.services.length * 5);
const observation = { step: 0, timeSeconds: 0, values };
const point = (value: number) => ({ timeSeconds: 0, values: Float64Array.of(value) });
const stream = () => {
  const made: Untyped = detect.createStreamDetector("cusum", { dimensions: 1, seed: 1 });
  made.fit([point(1), point(2), point(3)]);
  return made;
};
const threshold = () => {
  const made: Untyped = detect.createThreshold("peaks");
  made.fit([1, 2, 3, 2, 1]);
  return made;
};
const nothing = { metrics: { indicators: [], timesSeconds: new Float64Array(0), columns: [] } };
const baro = (): Untyped => diagnose.createDiagnoser("baro", { services: ["api", "db"] });
const bandit = (): Untyped => decide.createPolicy("ucb1", { topology, slo });
const executor = (): Untyped => act.createExecutor({ topology });
const now = { step: 1, inBreach: true };
const guardrails = (given: Untyped) => () => ACT.createExecutor({ topology, guardrails: given });
const { next } = random.createStream(1);
const episode = (): Untyped => run.runEpisode({ agent: noop, environment: environment(), seed: 1 });
const answering = (answer: unknown) => () =>
  A.runEpisode({ agent: { ...noop, name: "mine", act: () => answer }, environment: environment(), seed: 1 });
const deciding = (decision: unknown) => answering({ decision });
const acting = (action: unknown) => deciding({ action, propensity: 1, reason: "tries" });
const trial = (given: Untyped) => () => A.runTrial({ agent: "noop", seeds: [1], steps: 100, ...given });
const running = (given: Untyped) => () =>
  A.runEpisode({ agent: noop, environment: environment(), seed: 1, ...given });
const composed = (parts: Untyped) => () => A.createAgent("full", parts).begin(context);
const promise = Promise.resolve(1);

type Row = readonly [names: string, call: () => unknown];

const trainable = (): Untyped => {
  const made: Untyped = gym.createTrainingEnvironment({ steps: 100 });
  made.reset({ seed: 1 });
  return made;
};

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  "environments to train in": [
    [
      'createTrainingEnvironment "topologie": did you mean "topology"?',
      () => G.createTrainingEnvironment({ topologie: "three-tier" }),
    ],
    ['createTrainingEnvironment "signals"', () => G.createTrainingEnvironment({ signals: ["logs"] })],
    ['did you mean "three-tier"?', () => G.createTrainingEnvironment({ topology: "three-teir" })],
    ["skipWarmup must be true or false", () => G.createTrainingEnvironment({ skipWarmup: 1 })],
    ["guardrails: mostActoins", () => G.createTrainingEnvironment({ guardrails: { mostActoins: 1 } })],
    ["reset: seed", () => trainable().reset({})],
    ["reset: the options", () => trainable().reset()],
    ["reset: seed", () => trainable().reset({ seed: 0.5 })],
    ["from 0 to 17, found 18", () => trainable().step(18)],
    ["from 0 to 17, found nothing", () => trainable().step()],
    ["from 0 to 17, found 0.5", () => trainable().step(0.5)],
    ['from 0 to 17, found "noop"', () => trainable().step("noop")],
    ["must be reset", () => G.createTrainingEnvironment().step(0)],
    ["must be reset", () => G.createTrainingEnvironment().actionMask()],
    ["must be reset", () => G.createTrainingEnvironment().render("text")],
    ["render: the mode", () => trainable().render("ansi")],
    ["createVectorEnvironment: count", () => G.createVectorEnvironment({})],
    ["createVectorEnvironment: count", () => G.createVectorEnvironment({ count: 1e9 })],
    ["policyFromLogits takes a function", () => G.policyFromLogits([1, 2])],
    ["policyFromOnnx takes the bytes of a file", () => G.policyFromOnnx("policy.onnx")],
  ],
  "agents by name": [
    ['agent "ful": did you mean "full"?', () => A.createAgent("ful")],
    ["agent 5", () => A.createAgent(5)],
    ["agent nothing", () => A.createAgent()],
    ["agent null", () => A.createAgent(null)],
    ["agent {}", () => A.createAgent({})],
    ["agent a promise", () => A.createAgent(promise)],
    ['agent "full\\nx"', () => A.createAgent("full\nx")],
    ['agent "\\u001b[31mfull"', () => A.createAgent("\u001b[31mfull")],
    ["createAgent: the options", () => A.createAgent("full", null)],
    ["createAgent: the options", () => A.createAgent("full", 5)],
    ["createAgent: the options", () => A.createAgent("full", "cusum")],
    ['part "detecter": did you mean "detector"?', () => A.createAgent("full", { detecter: "cusum" })],
    ["createAgent: named", () => A.createAgent("full", { named: 5 })],
    ["no parts to swap", () => A.createAgent("noop", { detector: "cusum" })],
    ['detector "cusun": did you mean "cusum"?', () => A.createAgent("full", { detector: "cusun" })],
    ["A detector is chosen", () => A.createAgent("full", { detector: 5 })],
    ["A detector is chosen", () => A.createAgent("full", { detector: null })],
    ["A detector is chosen", () => A.createAgent("full", { detector: ["cusum"] })],
    ["A detector is chosen", () => A.createAgent("full", { detector: { name: ["cusum"] } })],
    ["A policy is chosen", () => A.createAgent("full", { policy: null })],
    ["give a function that makes it", () => A.createAgent("full", { policy: bandit() })],
    [
      "give a function that makes it",
      () => A.createAgent("full", { detector: detect.createDetector("cusum", { topology, slo, seed: 1 }) }),
    ],
    ["give a function that makes it", () => A.createAgent("full", { diagnoser: baro() })],
    ["its policy: what it makes", composed({ policy: () => 5 })],
    ["its policy: what it makes", composed({ policy: () => undefined })],
    ["its policy: what it makes", composed({ policy: () => decide.policyFrom })],
    ["its policy: what it makes", composed({ policy: () => ({ name: "half", fit: () => {} }) })],
    ["its detector: what it makes", composed({ detector: () => promise })],
    ["its diagnoser: what it makes", composed({ diagnoser: () => "front" })],
    ["policyFrom", () => A.policyFrom("mine")],
    ["policyFrom", () => A.policyFrom(() => {})],
  ],
  "an agent's life": [
    ['"full"', () => A.createAgent("full").begin()],
    ["topology", () => A.createAgent("full").begin({ ...context, topology: "three-tier" })],
    ["slo", () => A.createAgent("full").begin({ ...context, slo: null })],
    [
      "slo.latencyP95Ms",
      () => A.createAgent("full").begin({ ...context, slo: { ...slo, latencyP95Ms: NaN } }),
    ],
    ["warmupSteps", () => A.createAgent("full").begin({ ...context, warmupSteps: 0 })],
    ["seed", () => A.createAgent("full").begin({ ...context, seed: NaN })],
    ["sead", () => A.createAgent("full").begin({ ...context, sead: 1 })],
    ["must begin an episode", () => A.createAgent("full").act(observation)],
    ["an observation", () => begun().act()],
    ["an observation", () => begun().act({ ...observation, values: [1, 2] })],
    ["has 15 values, found 14", () => begun().act({ ...observation, values: new Float64Array(14) })],
    ["feedback", () => begun().learn()],
    [
      "feedback",
      () => begun("prototype").learn({ executed: { kind: "noop" }, reward: NaN, sloViolated: false }),
    ],
    ['state of the agent "prototype"', () => A.createAgent("prototype").loadState(null)],
    ['state of the agent "prototype"', () => A.createAgent("prototype").loadState(5)],
    ['state of the agent "prototype"', () => A.createAgent("prototype").loadState({})],
    ['state of the agent "full"', () => A.createAgent("full").loadState({ a: 1 })],
    ["has no state", () => A.createAgent("noop").loadState(5)],
    ["has no state", () => A.createAgent("oracle").loadState({})],
    ["logDecisions: the agent", () => L.logDecisions("full")],
    ["logDecisions: horizonSteps", () => L.logDecisions(noop, { horizonSteps: 0 })],
    ["logDecisions: horizon", () => L.logDecisions(noop, { horizon: 6 })],
  ],
  episodes: [
    ["runEpisode: the options", () => A.runEpisode()],
    ["runEpisode: the options", () => A.runEpisode(null)],
    ["runEpisode: agent", running({ agent: "full" })],
    ["runEpisode: agent", running({ agent: undefined })],
    ["runEpisode: agent", running({ agent: A.createAgent })],
    ["runEpisode: agent", running({ agent: bandit() })],
    ["runEpisode: environment", running({ environment: "three-tier" })],
    ["runEpisode: environment", running({ environment: { topology: "three-tier" } })],
    ["runEpisode: environment", running({ environment: A.createEnvironment })],
    ["runEpisode: seed", running({ seed: NaN })],
    ["runEpisode: seed", running({ seed: "1" })],
    ["runEpisode: seed", running({ seed: 1n })],
    ["runEpisode: seed", running({ seed: undefined })],
    ["1 to 100 steps, found 101", running({ steps: 101 })],
    ["runEpisode: steps", running({ steps: NaN })],
    ["runEpisode: trace", running({ trace: "yes" })],
    ["runEpisode: scenario", running({ scenario: 5 })],
    ["runEpisode: trial", running({ trial: 0 })],
    ["runEpisode: guardrials", running({ guardrials: {} })],
    ["delay of telemetry", running({ telemetryDelaySteps: 25 })],
    ["delay of actions", running({ actionDelaySteps: NaN })],
    ["delay of actions", running({ actionDelaySteps: "1" })],
    ["incidentLog: the episode", () => RUN.incidentLog({})],
    ["incidentTrace: the episode", () => RUN.incidentTrace(episode().record)],
    ["episodeMetrics: the episode", () => RUN.episodeMetrics(5)],
  ],
  "what an agent answers": [
    ['agent "mine" in step 0', answering(undefined)],
    ['agent "mine" in step 0', answering(null)],
    ['agent "mine" in step 0', answering(5)],
    ['agent "mine" in step 0', answering([])],
    ['agent "mine" in step 0', answering("restart")],
    ['agent "mine" in step 0: its decision', answering({})],
    ['agent "mine" in step 0: its decision', answering(promise)],
    ['agent "mine" in step 0: its decision', answering({ action: { kind: "noop" } })],
    ["its propensity", deciding({ action: { kind: "noop" }, reason: "" })],
    ["its propensity", deciding({ action: { kind: "noop" }, propensity: NaN, reason: "" })],
    ["its propensity", deciding({ action: { kind: "noop" }, propensity: 0, reason: "" })],
    ["its propensity", deciding({ action: { kind: "noop" }, propensity: 1.5, reason: "" })],
    ["its propensity", deciding({ action: { kind: "noop" }, propensity: "1", reason: "" })],
    ["its reason", deciding({ action: { kind: "noop" }, propensity: 1 })],
    ["its detection", answering({ decision: noop.act().decision, detection: true })],
    [
      "its diagnosis",
      answering({
        decision: noop.act().decision,
        diagnosis: { suspect: "db", confidence: NaN, ranking: [] },
      }),
    ],
    ["An action must be an object with a kind, found nothing", acting(undefined)],
    ["An action must be an object with a kind, found null", acting(null)],
    ["An action must be an object with a kind, found a promise", acting(promise)],
    ['action "restrt": did you mean "restart"?', acting({ kind: "restrt", service: "db" })],
    ["action NaN", acting({ kind: NaN })],
    ['service "bd": did you mean "db"?', acting({ kind: "restart", service: "bd" })],
    ["service nothing", acting({ kind: "failover" })],
    ["takes 1 away: delta must be 1 or -1, found 5", acting({ kind: "scale", service: "db", delta: 5 })],
    ["takes 1 away: delta must be 1 or -1, found nothing", acting({ kind: "scale", service: "db" })],
    ["traffic limit", acting({ kind: "limit_traffic", factor: NaN })],
    ["traffic limit", acting({ kind: "limit_traffic", factor: "0.5" })],
    ['"db" does not call "api"', acting({ kind: "open_breaker", caller: "db", callee: "api" })],
  ],
  trials: [
    ["runTrial: the options", () => A.runTrial()],
    ["createTrial: the options", () => A.createTrial(null)],
    ["createTrial: agent", trial({ agent: 5 })],
    ["createTrial: agent", trial({ agent: null })],
    ["createTrial: agent", trial({ agent: {} })],
    ["createTrial: agent", trial({ agent: A.createAgent })],
    ['agent "ful": did you mean "full"?', trial({ agent: "ful" })],
    ["runTrial: seeds", trial({ seeds: 5 })],
    ["runTrial: seeds", trial({ seeds: "1,2" })],
    ["runTrial: seeds", trial({ seeds: undefined })],
    ["seed", trial({ seeds: [1.5] })],
    ["seed", trial({ seeds: ["1"] })],
    ['option of a trial "seed": did you mean "seeds"?', trial({ seed: 1 })],
    ["createTrial: episodesBefore", trial({ episodesBefore: -1 })],
    ["createTrial: trial", trial({ trial: NaN })],
    ["guardrails: leastTraffic", trial({ guardrails: { leastTraffic: NaN } })],
    ["seedRange: first", () => A.seedRange("1", 5)],
    ["seedRange: count", () => A.seedRange(1, NaN)],
    ["seedRange: count", () => A.seedRange(1, 1e12)],
    ["remedyMatrix: the options", () => A.remedyMatrix()],
    ["remedyMatrix: faults", () => A.remedyMatrix({ faults: "slow_query", plans: [[]], seeds: [1] })],
    [
      "remedyMatrix: plans",
      () => A.remedyMatrix({ faults: ["slow_query"], plans: { kind: "noop" }, seeds: [1] }),
    ],
    ["remedyMatrix: seeds", () => A.remedyMatrix({ faults: ["slow_query"], plans: [[]], seeds: 5 })],
    [
      'service "bd"',
      () =>
        A.remedyMatrix({ faults: ["slow_query"], plans: [[{ kind: "restart", service: "bd" }]], seeds: [1] }),
    ],
    ["simulateIncident: the environment", () => A.simulateIncident("three-tier", { seed: 1 })],
    ["simulateIncident: seed", () => A.simulateIncident(environment(), {})],
    ["simulateIncident: the options", () => A.simulateIncident(environment())],
    [
      "simulateIncident: afterBreachStep",
      () => A.simulateIncident(environment(), { seed: 1, afterBreachStep: 2 }),
    ],
  ],
  "the environment and the executor": [
    ["found nothing", () => started().step()],
    ["found null", () => started().step(null)],
    ["found a promise", () => started().step(promise)],
    ['action "reboot"', () => started().step({ kind: "reboot" })],
    ['service "bd"', () => started().step({ kind: "restart", service: "bd" })],
    ["found 0.5", () => started().step({ kind: "scale", service: "db", delta: 0.5 })],
    ["createExecutor: the options", () => ACT.createExecutor()],
    ["allowsIn: a step", () => executor().allowsIn("4")],
    ['service "nobody"', () => executor().allowsIn(4)({ kind: "restart", service: "nobody" })],
    ["createExecutor: topology", () => ACT.createExecutor({ topology: "three-tier" })],
    ["createExecutor: guardrial", () => ACT.createExecutor({ topology, guardrial: {} })],
    ["found nothing", () => executor().execute(undefined, now)],
    ["found 5", () => executor().execute({ kind: "scale", service: "db", delta: 5 }, now)],
    ["execute", () => executor().execute({ kind: "noop" })],
    ["execute", () => executor().execute({ kind: "noop" }, { step: NaN, inBreach: true })],
    ["execute", () => executor().execute({ kind: "noop" }, { step: 1 })],
    ["guardrails: mostAction is not known", guardrails({ mostAction: 5 })],
    ["guardrails: mostActions", guardrails({ mostActions: NaN })],
    ["guardrails: mostActions", guardrails({ mostActions: -1 })],
    ["guardrails: leastReplicas", guardrails({ leastReplicas: 5, mostReplicas: 4 })],
    ["guardrails: mostReplicas", guardrails({ mostReplicas: 0 })],
    ["guardrails: undoAfterSteps", guardrails({ undoAfterSteps: "never" })],
    ["guardrails", guardrails(null)],
    ["guardrails", guardrails([])],
  ],
  detectors: [
    [
      'detector "cusun": did you mean "cusum"?',
      () => DET.createStreamDetector("cusun", { dimensions: 1, seed: 1 }),
    ],
    ["A detector is chosen", () => DET.createStreamDetector(null, { dimensions: 1, seed: 1 })],
    ["A detector is chosen", () => DET.createStreamDetector(5, { dimensions: 1, seed: 1 })],
    [
      '"clip" of the detector "cusum"',
      () => DET.createStreamDetector({ name: "cusum", clip: 4n }, { dimensions: 1, seed: 1 }),
    ],
    [
      '"clip" of the detector "cusum"',
      () => DET.createStreamDetector({ name: "cusum", clip: "4" }, { dimensions: 1, seed: 1 }),
    ],
    [
      '"clip" of the detector "cusum"',
      () => DET.createStreamDetector("cusum:clip=0x10", { dimensions: 1, seed: 1 }),
    ],
    [
      '"clip" of the detector "cusum"',
      () => DET.createStreamDetector("cusum:clip=Infinity", { dimensions: 1, seed: 1 }),
    ],
    [
      '"clip" of the detector "cusum"',
      () => DET.createStreamDetector("cusum:clip=", { dimensions: 1, seed: 1 }),
    ],
    [
      'no parameter "clop": did you mean "clip"?',
      () => DET.createStreamDetector("cusum:clop=4", { dimensions: 1, seed: 1 }),
    ],
    [
      '"clip" of the detector "cusum" is given twice',
      () => DET.createStreamDetector("cusum:clip=4,clip=5", { dimensions: 1, seed: 1 }),
    ],
    ["createStreamDetector: the context", () => DET.createStreamDetector("cusum")],
    ["createStreamDetector: dimensions", () => DET.createStreamDetector("cusum", { seed: 1 })],
    ["createStreamDetector: dimensions", () => DET.createStreamDetector("cusum", { dimensions: 0, seed: 1 })],
    [
      "createStreamDetector: dimensions",
      () => DET.createStreamDetector("cusum", { dimensions: 1e12, seed: 1 }),
    ],
    ["createStreamDetector: seed", () => DET.createStreamDetector("cusum", { dimensions: 1 })],
    ["createStreamDetector: seed", () => DET.createStreamDetector("cusum", { dimensions: 1, seed: NaN })],
    [
      "createStreamDetector: dimension is not known",
      () => DET.createStreamDetector("cusum", { dimension: 1, dimensions: 1, seed: 1 }),
    ],
    [
      '"slo-limits" judges the metrics of services',
      () => DET.createStreamDetector("slo-limits", { dimensions: 1, seed: 1 }),
    ],
    ['detector "cusum" needs a warm-up', () => stream().fit()],
    ['detector "cusum" needs a warm-up', () => stream().fit([])],
    ['detector "cusum" watches', () => stream().fit([5])],
    ['detector "cusum" watches', () => stream().update()],
    ['detector "cusum" watches', () => stream().update(5)],
    ['detector "cusum" watches', () => stream().update({ timeSeconds: 0, values: ["1"] })],
    [
      'detector "cusum" watches 1 values, found a point of 2',
      () => stream().update({ timeSeconds: 0, values: Float64Array.of(1, 2) }),
    ],
    ['state of the detector "cusum"', () => stream().loadState(null)],
    ['state of the detector "cusum"', () => stream().loadState({ ...stream().saveState(), checksum: "0" })],
    ['state of the detector "cusum"', () => stream().loadState(threshold().saveState())],
    ["createDetector: the context", () => DET.createDetector("cusum")],
    ["createDetector: topology", () => DET.createDetector("cusum", { topology: "three-tier", slo, seed: 1 })],
    ["createDetector: slo", () => DET.createDetector("cusum", { topology, seed: 1 })],
    ["createDetector: seed", () => DET.createDetector("cusum", { topology, slo })],
    [
      'threshold "peak": did you mean "peaks"?',
      () => DET.createDetector("cusum", { topology, slo, seed: 1, threshold: "peak" }),
    ],
    ['detector "cusum": the window', () => DET.createDetector("cusum", { topology, slo, seed: 1 }).fit([])],
    [
      'detector "cusum": an observation',
      () => DET.createDetector("cusum", { topology, slo, seed: 1 }).update({ values: [1] }),
    ],
    ["Scores are a Float64Array", () => DET.fromScores([1])],
    ["scoreSeries: detector", () => DET.scoreSeries("cusum", {})],
    ["scoreSeries: series", () => DET.scoreSeries(stream(), {})],
    ["seriesPoints: series", () => DET.seriesPoints(5, 0, 1)],
    ["createStreamAlarm: options.create", () => DET.createStreamAlarm({ threshold: threshold() })],
    [
      "createStreamAlarm: options.threshold",
      () => DET.createStreamAlarm({ create: stream, threshold: "peaks" }),
    ],
    ["scoresToLearnFrom: warmup", () => DET.scoresToLearnFrom(stream, 5)],
    ["fitGeneralisedPareto: excesses", () => DET.fitGeneralisedPareto("1")],
    ["excessAt: probability", () => DET.excessAt(2, { shape: 0, scale: 1 })],
  ],
  thresholds: [
    ['threshold "peek"', () => DET.createThreshold("peek")],
    ["A threshold is chosen", () => DET.createThreshold(null)],
    ["rate of false alarms", () => DET.createThreshold("peaks", { falseAlarmRate: NaN })],
    ["createThreshold: falseAlarmRate", () => DET.createThreshold("peaks", { falseAlarmRate: "1e-4" })],
    ["createThreshold: rate is not known", () => DET.createThreshold("peaks", { rate: 1e-4 })],
    ["createThreshold: the context", () => DET.createThreshold("peaks", 1e-4)],
    ['threshold "peaks" needs 1 score', () => DET.createThreshold("peaks").fit([])],
    ['threshold "peaks" needs 1 score', () => DET.createThreshold("peaks").fit(5)],
    ['threshold "peaks" judges numbers', () => threshold().update("9")],
    ['state of the threshold "peaks"', () => threshold().loadState({ level: 5 })],
  ],
  diagnosers: [
    ['diagnoser "bero": did you mean "baro"?', () => DIA.createDiagnoser("bero", { services: [] })],
    ["A diagnoser is chosen", () => DIA.createDiagnoser(undefined, { services: [] })],
    ["createDiagnoser: the context", () => DIA.createDiagnoser("baro")],
    ["createDiagnoser: services", () => DIA.createDiagnoser("baro", {})],
    ["createDiagnoser: services", () => DIA.createDiagnoser("baro", { services: [5] })],
    ["createDiagnoser: seed", () => DIA.createDiagnoser("baro", { services: [], seed: NaN })],
    ["createDiagnoser: grph is not known", () => DIA.createDiagnoser("baro", { services: [], grph: [] })],
    [
      "createDiagnoser: topology",
      () => DIA.createDiagnoser("baro", { services: [], topology: "three-tier" }),
    ],
    ['diagnoser "baro" reads signals', () => baro().fit()],
    ['diagnoser "baro" reads signals', () => baro().fit({ metrics: 5 })],
    ['diagnoser "baro" must be fitted', () => baro().diagnose(nothing)],
    ['diagnoser "baro" reads signals', () => {
      const made = baro();
      made.fit(nothing);
      made.diagnose({ metrics: { ...nothing.metrics, columns: [Float64Array.of(1)] } });
    }],
    ["contextOf: topology", () => DIA.contextOf("three-tier")],
    ["contextOfIncident: incident", () => DIA.contextOfIncident({})],
    ["blameOf: diagnosis", () => DIA.blameOf(5)],
    ["rank: services", () => DIA.rank("db", [1])],
    ["nobody: services", () => DIA.nobody()],
    ["percentText: probability", () => DIA.percentText(NaN)],
    ["diagnosisText: diagnosis", () => DIA.diagnosisText({ suspect: "db" })],
    ["diagnoser: definition", () => DIA.diagnoser({ name: "mine" })],
  ],
  "policies and learning": [
    ['policy "ucb": did you mean "ucb1"?', () => DEC.createPolicy("ucb", { topology, slo })],
    ["A policy is chosen", () => DEC.createPolicy(null, { topology, slo })],
    ["createPolicy: the context", () => DEC.createPolicy("ucb1")],
    ["createPolicy: slo", () => DEC.createPolicy("ucb1", { topology })],
    ["createPolicy: topolgy is not known", () => DEC.createPolicy("ucb1", { topology, slo, topolgy: 1 })],
    ['policy "ucb1": the episode', () => bandit().begin()],
    ['policy "ucb1": seed', () => bandit().begin({ seed: "x" })],
    ['policy "ucb1": the window', () => bandit().fit([])],
    ['policy "ucb1": a situation', () => bandit().decide()],
    ['policy "ucb1": a situation', () => bandit().decide({ observation })],
    ['policy "ucb1": feedback', () => bandit().learn(-2)],
    ['policy "ucb1": feedback', () => bandit().learn({ reward: Infinity, sloViolated: true })],
    ['state of the policy "ucb1"', () => bandit().loadState({ "db/slow/answering": [[1, 2]] })],
    ['state of the policy "ucb1"', () => bandit().loadState({ ...bandit().saveState(), name: "thompson" })],
    ["has no state", () => DEC.createPolicy("playbook", { topology, slo }).loadState({})],
    ["everyAction: topology", () => DEC.everyAction("three-tier")],
    ["createCredit: horizonSteps", () => L.createCredit({ horizonSteps: 0, settle: () => {} })],
    ["createCredit: settle", () => L.createCredit({ horizonSteps: 1 })],
    ["A reward", () => L.createCredit({ horizonSteps: 1, settle: () => {} }).add(NaN)],
    ["evaluatePolicy: decisions", () => L.evaluatePolicy(5, () => 1)],
    ["evaluatePolicy: probability", () => L.evaluatePolicy([], "restart")],
    ["inversePropensity: samples", () => L.inversePropensity([5])],
    ["propensity", () => L.selfNormalised([{ reward: 1, propensity: 0, target: 1 }])],
    ["doublyRobust: samples", () => L.doublyRobust([{ reward: 1, propensity: 1, target: 1 }])],
    ["logDecisions: shadows", () => L.logDecisions(noop, { shadows: ["full"] })],
    ["exploring: share", () => RUN.exploring(noop, { share: 2 })],
    ["exploring: among", () => RUN.exploring(noop, { share: 0.5, among: ["full"] })],
    ["agentParts: choice", () => RUN.agentParts({ agent: "full", polcy: "playbook" })],
    ["agentChoice: text", () => RUN.agentChoice(5)],
    ["judgeGate: evaluation", () => L.judgeGate({}, "difference")],
    ["evaluateLog: decisions", () => L.evaluateLog(5, L.uniformPolicy)],
    ["evaluateLog: target", () => L.evaluateLog([], "uniform")],
    ["the log holds no decision", () => L.evaluateLog([], L.uniformPolicy)],
    ["openBanditLog: itemContext", () => L.openBanditLog("")],
    ["incidentSignature: observation", () => L.incidentSignature("db", 5, { topology, slo })],
  ],
  statistics: [
    ["mean", () => S.mean("123")],
    ["mean", () => S.mean(["1", "2"])],
    ["mean", () => S.mean(5)],
    ["median", () => S.median({})],
    ["medianAndDeviation", () => S.medianAndDeviation(null)],
    ["sampleQuantile: p", () => S.sampleQuantile([1, 2], 2)],
    ["correlation", () => S.correlation([1, 2], "12")],
    ["same length", () => S.correlation([1, 2], [1])],
    ["rankCorrelation", () => S.rankCorrelation([1, 2], "12")],
    ["same length", () => S.rankCorrelation([1, 2], [1])],
    ["found NaN", () => S.rankCorrelation([1, NaN], [1, 2])],
    ["wilsonInterval: counts.cases", () => S.wilsonInterval({ successes: 1 })],
    [
      "wilsonInterval: options.confidence",
      () => S.wilsonInterval({ successes: 1, cases: 2 }, { confidence: 95 }),
    ],
    ["Successes", () => S.wilsonInterval({ successes: 3, cases: 2 })],
    ["bcaMean: values", () => S.bcaMean("1,2", { next })],
    ["bcaMean: options", () => S.bcaMean([1, 2])],
    ["bcaMean: options.next", () => S.bcaMean([1, 2], { next: 0.5 })],
    ["bcaMean: options.resample is not known", () => S.bcaMean([1, 2], { next, resample: 9 })],
    ["bcaMean: options.resamples", () => S.bcaMean([1, 2], { next, resamples: 1e12 })],
    ["bcaInterval: cases", () => S.bcaInterval(NaN, () => 1, { next })],
    ["bootstrap: statistic", () => S.bootstrap(3, 5, { next })],
    ["headroom: samples.oracle", () => S.headroom({ noop: [1], agent: [1] }, { next })],
    ["cohenDz: b", () => S.cohenDz([1, 2], 3)],
    ["holm: pValues", () => S.holm("0.5")],
    ["p-value", () => S.holm([2])],
    ["signFlipTests: samples", () => S.signFlipTests([[1, 2]], { next })],
    ["pairedPower: effect", () => S.pairedPower(5, 10)],
    [
      "pairsNeeded: effect.deltas is not known",
      () => S.pairsNeeded({ deltas: 1, delta: 1, standardDeviation: 1 }),
    ],
    ["kaplanMeier: times", () => S.kaplanMeier(5, [true])],
    ["medianSurvival: curve", () => S.medianSurvival([])],
    ["brierScore: confidences", () => S.brierScore("1", [true])],
    ["reliabilityCurve: options.bin is not known", () => S.reliabilityCurve([0.5], [true], { bin: 5 })],
    ["accuracyAtK: k", () => S.accuracyAtK([], NaN)],
    ["meanReciprocalRank: cases", () => S.meanReciprocalRank([{ ranking: "db", truth: ["db"] }])],
    ["nabScore: options.profile", () => S.nabScore([], { profile: "standart" })],
    ["vusPr: labels", () => S.vusPr([1, 2], "01")],
    ["rocAuc: scores", () => S.rocAuc({}, [true])],
    ["performanceProfile: options.taus", () => S.performanceProfile([[1]], { next })],
  ],
  "text, pictures, recordings": [
    ["toCsv: records", () => A.toCsv({})],
    ["toCsv: records[0]", () => A.toCsv([5])],
    ["fromCsv: text", () => A.fromCsv(5)],
    ["No episodes", () => A.fromCsv("a,b\n1,2")],
    ["not CSV", () => A.fromCsv('a,"b\n1,2')],
    ["not CSV", () => B.verdictsFromCsv('a,"b\n1,2')],
    ["summaryText: records", () => A.summaryText("full", 5)],
    ["comparisonTable: byAgent", () => A.comparisonTable(5, "full")],
    ["timelineText: episode", () => A.timelineText(episode().record)],
    ["incidentReport: episode", () => A.incidentReport({})],
    ["episodeToJson: episode", () => A.episodeToJson("full")],
    ["episodeToOtlp: episode", () => REP.episodeToOtlp(null)],
    ["repairCounts: options.step is not known", () => REP.repairCounts([], { step: 9 })],
    ["plotTimeline: episode", () => A.plotTimeline(5)],
    ["plotTimeline: options.zoom", () => A.plotTimeline(episode(), { zoom: "incidents" })],
    ["plotServiceGraph: topology", () => A.plotServiceGraph("three-tier")],
    ['service "bd"', () => A.plotServiceGraph(topology, { suspect: "bd" })],
    ["interactiveTimeline: episode", () => P.interactiveTimeline(episode().record)],
    ["interactiveServiceGraph: topology", () => P.interactiveServiceGraph("three-tier")],
    ['service "bd"', () => P.interactiveServiceGraph(topology, { suspect: "bd" })],
    ["plotTrace: spans", () => A.plotTrace("spans")],
    ["plotCurves: rows", () => P.plotCurves(5, {})],
    ["toSvg: picture", () => A.toSvg("<svg/>")],
    ["toPng: picture", () => A.toPng(5)],
    ["A scale", () => A.toPng("<svg/>", { scale: 99 })],
    ["plotComparison: byAgent", () => A.plotComparison([5])],
    [
      'metric "slo_step": did you mean "slo_steps"?',
      () => A.plotComparison({ noop: [episode().record] }, { metric: "slo_step" }),
    ],
    ["plotLearningCurves: records", () => A.plotLearningCurves(5)],
    ["createWindow: topology", () => O.createWindow("three-tier", 5)],
    ["createWindow: capacity", () => O.createWindow(topology, 1e12)],
    ["readTable: text", () => O.readTable(5, "a.csv")],
    [
      "shownZone must be a zone of the IANA database, as Asia/Tokyo, found",
      () => O.readTable("time,a\n1,2\n", "a.csv", { shownZone: "Tokio" }),
    ],
    ["openSeries: options.path", () => O.openSeries({ format: "csv" })],
    ['format "cvs"', () => O.openSeries({ format: "cvs", path: "." })],
    ["openIncidents: options", () => O.openIncidents("petshop")],
    ["tracesOf: spans", () => O.tracesOf({})],
    ["toOtlpLogs: logs", () => OTLP.toOtlpLogs("log")],
    ["toOtlpTraces: options.epoch is not known", () => OTLP.toOtlpTraces([], { epoch: 0 })],
    ["OTLP counts time", () => OTLP.toUnixNanos("x")],
    ["Unix nanoseconds", () => OTLP.fromUnixNanos(5)],
    ["parseOtlpText: text", () => OTLP.parseOtlpText({})],
    ["keys of a stream", () => RND.createStream(NaN)],
    ["keys of a stream", () => RND.createStream({})],
    ["A probability", () => RND.normalQuantile(2)],
    ["A count", () => RND.poissonQuantile(0.5, "5")],
    ["shuffled: items", () => RND.shuffled("abc", { next })],
    ["hashOf", () => RND.hashOf(5)],
  ],
  benchmarks: [
    ["createJudge: method", () => B.createJudge("baro")],
    ["alarmsText: options.zone", () => B.alarmsText({ scored: [], rule: null }, { zone: "Tokio" })],
    [
      "plotAlarms: zone must be a zone",
      () =>
        B.plotAlarms({ columns: [], values: {}, timesSeconds: {} }, { detector: "a", scores: {}, zone: "" }),
    ],
    ["createBench: options.methods", () => B.createBench({ methods: "baro" })],
    ["compareDetectors: options", () => B.compareDetectors({})],
    ["compareDiagnosers: options", () => B.compareDiagnosers({})],
    ["simulatedIncidents: seeds", () => B.simulatedIncidents({})],
    ["scoreDetectors: series", () => B.scoreDetectors(5, { detectors: [] })],
    ["hindsightRule: budget", () => B.hindsightRule({}, "none")],
    ["hindsightRule: budget", () => B.hindsightRule({ rate: NaN }, "none")],
    ["planBlocks: experiment", () => B.planBlocks({})],
    ["createBlockRunner: experiment", () => B.createBlockRunner("baselines")],
    ["summariseVerdicts: verdicts", () => B.summariseVerdicts(5)],
    ["verdictsFromCsv: text", () => B.verdictsFromCsv()],
    ["No verdicts", () => B.verdictsFromCsv("a,b\n1,2")],
    ["markdownTable: rows", () => B.markdownTable(["a"], [1])],
  ],
  vocabulary: [
    ["catalogue: entries", () => M.catalogue("thing", 5)],
    ["number: facts.range", () => M.number({ about: "x" })],
    ["oneOf: words", () => M.oneOf([], { about: "x" })],
    ["flag: facts.default", () => M.flag({ about: "x" })],
    ["breachesSlo", () => M.breachesSlo([1], 0, slo)],
    ["metricOf", () => M.metricOf(5, 0, 0)],
    ["serviceIndex", () => M.serviceIndex("three-tier", "db")],
    ['action "reboot"', () => M.describeAction({ kind: "reboot" })],
    ["canonicalJson", () => M.canonicalJson(4n)],
    ["splitChoices: text", () => M.splitChoices(5)],
  ],
};

/** What a call throws, or its promise is rejected with. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** @throws unless the error is a UsageError of one line without control characters that is short enough to read */
function requireUsageError(error: unknown, of: string): asserts error is Error {
  ok(error instanceof model.UsageError, `${of}: ${error === undefined ? "answers in silence" : error}`);
  // deno-lint-ignore no-control-regex -- they are what may not be there
  ok(!/[\u0000-\u001f\u007f-\u009f\u2028]/.test(error.message), `${of}: ${JSON.stringify(error.message)}`);
  ok(error.message.length < 1000, `${of}: ${error.message.length} characters`);
}

for (const [subject, rows] of Object.entries(ROWS)) {
  Deno.test(`each of ${rows.length} wrong calls of ${subject} is a UsageError of one line that names the thing`, async () => {
    for (const [names, call] of rows) {
      const error = await thrownBy(call);
      requireUsageError(error, names);
      ok(error.message.includes(names), `"${error.message}" doesn't name ${names}`);
    }
  });
}

Deno.test("the tables above hold 200 wrong calls at least", () => {
  ok(Object.values(ROWS).flat().length >= 200);
});

/** Calls with one argument that are right, by the function's name: what nothing, NaN, null, and so on may be. */
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  // A record of one's own may have any members.
  table: ["object"],
  checkEnvironment: ["nothing", "null", "NaN", "bigint", "object", "promise"],
  createTrainingEnvironment: ["nothing"],
  canonicalJson: ["null", "NaN", "object", "promise"],
  createStream: ["nothing"],
  problemIds: ["nothing", "null", "NaN", "bigint", "object", "promise"],
  original: ["nothing", "null", "NaN", "bigint", "object", "promise"],
  experimentJsonSchema: ["nothing", "null", "NaN", "bigint", "object", "promise"],
  liveJsonSchema: ["nothing", "null", "NaN", "bigint", "object", "promise"],
  topologyJsonSchema: ["nothing", "null", "NaN", "bigint", "object", "promise"],
  normalCdf: ["NaN"],
  fromUnixNanos: ["bigint"],
  planningPolicy: ["nothing"],
};

/** Called a million times a second: what is no number gives NaN. Any value may be frozen. */
const KERNELS = ["pow", "tanh", "deepFreeze"];

/** Classes, which are made with new. */
const ERRORS = ["UsageError", "CapacityError"];

/** Checked where systems are made. */
const SYSTEMS = ["createEnvironment", "createTopology", "service", "cache", "database", "call"];

/** Parts of the live loop that programs put together, which TypeScript checks; a cell of a notebook calls what they are made into. */
const LIVE_PARTS = [
  ...["Secret", "readSecret", "readHeaders", "revealHeaders", "permissionFlags", "checkAgainstTopology"],
  ...["approvalPath", "signClaim", "signatureOf", "verifySignature"],
  ...["createRouting", "undoOf", "createAlertmanager", "createAlertReceiver", "createOtlpReceiver"],
  ...["createTelemetryBuffer", "createRecordingSource", "createSimulatorSource", "observationLine"],
  ...["serviceRenamer", "stateOfSource", "withTelemetry"],
  ...["createAgentMetrics", "createServiceMetrics", "exposeMetrics", "metricsText", "openMetricsText"],
  ...[
    "createEvidenceBuffer",
    "createOrderBook",
    "createRedactor",
    "packWindow",
    "unpackWindow",
    "replayText",
  ],
];

const NONSENSE: Readonly<Record<string, readonly unknown[]>> = {
  nothing: [],
  null: [null],
  NaN: [NaN],
  bigint: [4n],
  object: [{ nonsense: 1 }],
  promise: [promise],
};

const FACES = {
  aiops,
  act,
  bench,
  decide,
  detect,
  diagnose,
  gym,
  learn,
  live,
  model,
  observe,
  otlp,
  plot,
  random,
  report,
  run,
  serve,
  simulator,
  stats,
};

Deno.test("each function of each face, called with nothing, null, NaN, a BigInt, an object or a promise, throws a UsageError", async () => {
  const functions = new Map(
    Object.values(FACES).flatMap((face) => Object.entries(face as Record<string, unknown>))
      .filter(([name, value]) =>
        typeof value === "function" && !ERRORS.includes(name) &&
        ![...SYSTEMS, ...KERNELS, ...LIVE_PARTS].includes(name)
      ),
  );
  for (const [name, called] of functions) {
    for (const [what, args] of Object.entries(NONSENSE)) {
      if (RIGHT[name]?.includes(what)) continue;
      requireUsageError(await thrownBy(() => (called as Untyped)(...args)), `${name}(${what})`);
    }
  }
  ok(functions.size > 150);
  strictEqual(Object.keys(RIGHT).every((name) => functions.has(name)), true);
  strictEqual(LIVE_PARTS.every((name) => name in live), true);
});
