import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { resolveExperiment } from "./resolve.ts";
import { type EpisodeRecord, runTrial, seedRange } from "../../run/mod.ts";
import { bcaMean, holm } from "../../stats/mod.ts";
import { createStream } from "../../random/mod.ts";
import { conclusions } from "./conclusion.ts";
import { summaryMarkdown } from "./markdown.ts";
import { summariseExperiment } from "./summarise.ts";

const agents = ["noop", "threshold-only", "full", "oracle"];
const experiment = resolveExperiment({
  name: "mine",
  question: "Does it work?",
  agents,
  seeds: { first: 2001, count: 30 },
  resamples: 500,
  permutations: 500,
});
const records = agents.flatMap((agent) =>
  runTrial({ agent, seeds: seedRange(2001, 30), scenario: "three-tier" })
);
const summary = summariseExperiment(experiment, records);
const [{ agents: summaries }] = summary.scenarios as [typeof summary.scenarios[0]];
const of = (name: string) => summaries.find((agent) => agent.name === name)!;
const own = (agent: string) => records.filter((record) => record.agent === agent);

Deno.test("summariseExperiment() gives each agent the mean of its column and its interval", () => {
  const values = own("noop").map(({ slo_steps }) => slo_steps);
  const { value, low, high } = bcaMean(values, { next: createStream("bootstrap").next, resamples: 500 });
  const { n, mean } = of("noop").metrics.slo_steps!;
  strictEqual(n, 30);
  strictEqual(mean.value, value);
  ok(Math.abs(mean.low - low) < 0.05 * value && Math.abs(mean.high - high) < 0.05 * value);
});

Deno.test("summariseExperiment() pairs by seed, and counts only pairs that have the metric", () => {
  const gaps = own("threshold-only").map(({ slo_steps }, i) => slo_steps - own("full")[i]!.slo_steps);
  const comparison = of("threshold-only").comparisons!.slo_steps!;
  ok(Math.abs(comparison.difference.value - gaps.reduce((a, b) => a + b, 0) / 30) < 1e-9);
  const better = gaps.map((gap) => gap < 0 ? 1 : gap === 0 ? 0.5 : 0);
  ok(Math.abs(comparison.improvement.value - better.reduce((a: number, b) => a + b, 0) / 30) < 1e-9);
  strictEqual(of("noop").comparisons!.detection_delay!.pairs, 0);
  strictEqual(of("full").comparisons, undefined);
});

Deno.test("summariseExperiment() corrects p-values over all comparisons", () => {
  const all = summaries.flatMap(({ comparisons = {} }) => Object.values(comparisons));
  strictEqual(summary.comparisons, 3 * experiment.metrics.length);
  deepStrictEqual(all.map(({ pHolm }) => pHolm), holm(all.map(({ p }) => p)));
});

Deno.test("summariseExperiment() censors incidents that outlast their episode, and says how many", () => {
  const endless = records.map((record): EpisodeRecord =>
    record.agent === "noop" && record.episode <= 20
      ? { ...record, first_slo: 100, sustained_recovery: null }
      : record
  );
  const { agents } = summariseExperiment(experiment, endless).scenarios[0]!;
  const { recovery } = agents[0]!;
  ok(recovery.censored >= 20 && recovery.censored < recovery.incidents);
  strictEqual(recovery.medianSteps.value, Infinity);
  ok(recovery.restrictedMeanSteps > of("noop").recovery.restrictedMeanSteps);
});

Deno.test("conclusions() tells the finding with its numbers", () => {
  const [sentence] = conclusions(summary);
  match(
    sentence!,
    /^On three-tier, full breaches the SLO for \d.* steps an episode, .*threshold-only.*% of the headroom.*\.$/,
  );
});

Deno.test("conclusions() does not claim a difference whose interval holds zero", () => {
  const same = records.map((record) =>
    record.agent === "threshold-only"
      ? { ...own("full")[record.episode - 1]!, agent: "threshold-only" }
      : record
  );
  match(conclusions(summariseExperiment(experiment, same))[0]!, /not distinguishable from threshold-only/);
});

Deno.test("conclusions() claims nothing of one episode, nor of headroom where there is none, read back from JSON too", () => {
  const single = resolveExperiment({ name: "one", agents, seeds: [2001], metrics: ["slo_steps"] });
  const calm = agents.map((agent): EpisodeRecord => ({
    ...records[0]!,
    agent,
    slo_steps: 0,
    first_slo: null,
  }));
  const found = summariseExperiment(single, calm);
  for (const read of [found, JSON.parse(JSON.stringify(found))]) {
    const [sentence] = conclusions(read);
    match(sentence!, /not distinguishable/);
    ok(!/headroom|NaN/.test(sentence!), sentence!);
  }
});

Deno.test("summariseExperiment() resamples whole trials, and tells a learner's first part from its last", () => {
  const learning = resolveExperiment({
    name: "lives",
    agents: ["noop", { name: "learner", agent: "full", policy: "thompson" }],
    seeds: { count: 60 },
    trials: 4,
    metrics: ["slo_steps"],
    resamples: 500,
    permutations: 500,
  });
  const lives = ["noop", "learner"].flatMap((agent) =>
    [1, 2, 3, 4].flatMap((trial) =>
      Array.from({ length: 60 }, (_, i): EpisodeRecord => ({
        ...records[0]!,
        agent,
        trial,
        episode: i + 1,
        slo_steps: agent === "noop" ? 50 + (i * 7 + trial) % 5 : 60 - i + trial,
      }))
    )
  );
  const result = summariseExperiment(learning, lives);
  strictEqual(result.clustered, true);
  const [noop, learner] = result.scenarios[0]!.agents;
  strictEqual(noop!.learning, undefined);
  deepStrictEqual([learner!.learning!.part, learner!.learning!.change.value], [6, -54]);
  match(conclusions(result)[0]!, /learner learns: 60.0 steps in its first 6 episodes, 6.00 in its last/);
});

Deno.test("summaryMarkdown() holds a row for each agent, the conclusion and how to read it", () => {
  const text = summaryMarkdown(experiment, summary);
  match(text, /^# mine\n\nDoes it work\?\n\n- On three-tier/);
  match(text, /4 agents on the same seeds 2001 to 2030 in 1 scenario, 1 trial of 30 episodes/);
  strictEqual(text.match(/^\| `full` \|/gm)?.length, experiment.metrics.length + 1);
  match(text, /censored/);
  ok(!/NaN|undefined|null/.test(text));
});

Deno.test("conclusions() says so where an agent does better than the oracle", () => {
  const worse = records.map((record): EpisodeRecord =>
    record.agent === "oracle" ? { ...record, slo_steps: record.slo_steps + 30 } : record
  );
  match(
    conclusions(summariseExperiment(experiment, worse))[0]!,
    /here the oracle is no ceiling: full breaches it for/,
  );
  ok(!conclusions(summary)[0]!.includes("no ceiling"));
});
