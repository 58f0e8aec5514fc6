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

Deno.test("conclusions() claims no difference that Holm's correction leaves to chance, unless it leaves all to it", () => {
  const withHolm = (pHolm: number, others: number) => ({
    ...summary,
    scenarios: summary.scenarios.map(({ agents, ...scenario }) => ({
      ...scenario,
      agents: agents.map((agent) => ({
        ...agent,
        ...(agent.comparisons && {
          comparisons: Object.fromEntries(
            Object.entries(agent.comparisons).map(([metric, one]) => [
              metric,
              { ...one, pHolm: agent.name === "threshold-only" && metric === "slo_steps" ? pHolm : others },
            ]),
          ),
        }),
      })),
    })),
  });
  const sentence = (pHolm: number, others: number) => conclusions(withHolm(pHolm, others))[0]!;
  match(
    sentence(0.76, 0.01),
    /, not distinguishable from threshold-only among so many comparisons \(\d.* \[.*\], p \(Holm\) \.760\)/,
  );
  match(sentence(0.05, 0.049), /, not distinguishable from threshold-only/);
  match(sentence(0.01, 0.76), /fewer than the next best, threshold-only/);
  match(sentence(0.0728, 0.0728), /fewer than the next best, threshold-only/);
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
    match(sentence!, /0\.00 \[–\] steps an episode, too few to be told from noop/);
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
  match(
    conclusions(result)[0]!,
    /learner learns: 60.0 steps in its first 6 episodes, 6.00 in its last, where noop takes \d.*and \d.*\(change against it -5\d/,
  );
});

/** Lives of 50 episodes in which noop takes these steps, and a learner so many more. */
function lives(
  { trials, noop, more, phases }: {
    trials: number;
    noop: (episode: number) => number;
    more: (episode: number, trial: number) => number;
    phases?: readonly { fromEpisode: number; remedies: "swapped" }[];
  },
) {
  const lived = resolveExperiment({
    name: "lives",
    agents: ["noop", { name: "learner", agent: "full", policy: "thompson" }],
    ...(phases && { scenarios: [{ phases }] }),
    seeds: { count: 50 },
    trials,
    metrics: ["slo_steps"],
    resamples: 500,
    permutations: 500,
  });
  const own = ["noop", "learner"].flatMap((agent) =>
    Array.from({ length: trials }, (_, t) =>
      Array.from({ length: 50 }, (_, i): EpisodeRecord => ({
        ...records[0]!,
        agent,
        trial: t + 1,
        episode: i + 1,
        slo_steps: noop(i + 1) + (agent === "noop" ? 0 : more(i + 1, t + 1)),
      }))).flat()
  );
  const summary = summariseExperiment(lived, own);
  return { summary, sentence: conclusions(summary)[0]!, text: summaryMarkdown(lived, summary) };
}

Deno.test("a learner is held against the reference where the system gets worse: it learns, though it takes more steps than before", () => {
  const { sentence } = lives({
    trials: 4,
    phases: [{ fromEpisode: 26, remedies: "swapped" }],
    noop: (episode) => episode < 26 ? 5 : 30,
    more: (episode, trial) => episode < 26 ? 0 : -20 + trial,
  });
  match(sentence, /the system changes in episode 26 of a trial/);
  match(
    sentence,
    /learner learns: 5.00 steps in its first 5 episodes, 12.5 in its last, where noop takes 5.00 and 30.0/,
  );
});

Deno.test("a learner that at first follows the reference and then loses falls behind it; nothing else is said to get worse", () => {
  const { sentence } = lives({
    trials: 4,
    noop: () => 5,
    more: (episode, trial) => episode < 26 ? 0 : trial,
  });
  match(sentence, /learner falls behind noop: 5.00 steps in its first 5 episodes, 7.50 in its last/);
});

Deno.test("of two or three trials there is no interval: the summary says so, and of how many trials the others are", () => {
  const of = (trials: number) => lives({ trials, noop: () => 50, more: (_, trial) => -30 - trial });
  for (const few of [2, 3]) {
    const { sentence, text } = of(few);
    match(sentence, /too few to be told from .*learner has lived too few trials to tell whether it learns/);
    ok(/-3\d.*\[–\]/.test(text) && /\[–\] stands where .* fewer than 4 trials/.test(text));
    ok(!/NaN|null/.test(text) && !/\[-?\d[^\]]*, .*\] \|.*`learner`/.test(text));
  }
  const { text } = of(5);
  match(text, /whole trials, 5 of each agent/);
  match(text, /Those of 5 trials are somewhat too narrow/);
  ok(!of(10).text.includes("too narrow"));
});

Deno.test("headroom of several trials rests on whole trials: of two it has no interval", () => {
  const agents = ["noop", "full", "oracle"];
  const steps: Record<string, number> = { noop: 50, full: 20, oracle: 10 };
  const of = (trials: number) => {
    const lived = resolveExperiment({
      name: "lives",
      agents,
      seeds: { count: 10 },
      trials,
      metrics: ["slo_steps"],
    });
    const own = agents.flatMap((agent) =>
      Array.from({ length: 10 * trials }, (_, i): EpisodeRecord => ({
        ...records[0]!,
        agent,
        trial: 1 + Math.floor(i / 10),
        episode: 1 + i % 10,
        slo_steps: steps[agent]! + (agent === "full" ? i % 10 : 0),
      }))
    );
    return summariseExperiment(lived, own).scenarios[0]!.agents.find(({ name }) => name === "full")!
      .headroom!;
  };
  const [two, one] = [of(2), of(1)];
  ok(Number.isNaN(two.low) && Number.isFinite(one.low));
  ok(Math.abs(two.value - 25.5 / 40) < 1e-12 && Math.abs(one.value - two.value) < 1e-12);
  // Trials that are alike say that the share is that, however much their episodes differ.
  strictEqual(of(5).low, of(5).high);
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
