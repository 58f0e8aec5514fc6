import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert";
import type { Agent, JsonValue } from "../model/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import type { EpisodeRecord } from "./records.ts";
import { runEpisode } from "./run_episode.ts";
import { createAgent, createTrial, runTrial, seedRange } from "./trial.ts";

const LEARNING = ["linear-ucb", "linear-thompson", "bootstrapped-thompson", "neural-linear", "fitted-q"];

const learner = (policy: string) => createAgent("full", { policy });
const sum = (records: readonly EpisodeRecord[]) => records.reduce((total, one) => total + one.slo_steps, 0);

for (const policy of LEARNING) {
  Deno.test(`${policy} does as the playbook while it follows it, and proposes nothing that guardrails refuse`, () => {
    const seeds = seedRange(1, 12);
    const withoutRefusals = ({ refused_actions: _, ...record }: EpisodeRecord) => record;
    const followed = runTrial({ agent: learner(`${policy}:followEpisodes=12`), seeds });
    const own = runTrial({ agent: createAgent("full"), seeds });
    deepStrictEqual(
      followed.filter(({ refused_actions }, i) => refused_actions + own[i]!.refused_actions === 0)
        .map(withoutRefusals),
      own.filter(({ refused_actions }) => refused_actions === 0).map(withoutRefusals),
    );
    strictEqual(followed.reduce((refused, one) => refused + one.refused_actions, 0), 0);
  });

  Deno.test(`${policy} goes on from its state as if it had never been saved`, () => {
    const whole = runTrial({ agent: learner(policy), seeds: seedRange(1, 16), remedies: "swapped" });
    let state: JsonValue = null;
    const parts = [[1, 9], [10, 7]].flatMap(([first, count]) => {
      const agent = learner(policy);
      if (state !== null) agent.loadState(state);
      const episodesBefore = first! - 1;
      const options = { agent, remedies: "swapped", episodesBefore } as const;
      const records = runTrial({ ...options, seeds: seedRange(first!, count!) });
      state = JSON.parse(JSON.stringify(agent.saveState()));
      return records;
    });
    deepStrictEqual(parts, whole);
  });
}

Deno.test("with a floor of 0 no step away from the playbook is allowed whose lower bound is worse, with one of 10 some are", () => {
  const seeds = seedRange(1, 12);
  const steps = (policy: string) =>
    runTrial({ agent: learner(policy), seeds, remedies: "swapped" }).map(({ slo_steps }) => slo_steps);
  const following = steps("linear-thompson:exploration=1,followEpisodes=12");
  deepStrictEqual(steps("linear-thompson:exploration=1,floor=0"), following);
  notDeepStrictEqual(steps("linear-thompson:exploration=1,floor=10"), following);
});

Deno.test("linear-thompson learns what mends what where the playbook is wrong, and is never refused", () => {
  const run = (agent: Agent) => runTrial({ agent, seeds: seedRange(1, 90), remedies: "swapped" });
  const [learnt, full] = [run(learner("linear-thompson")), run(createAgent("full"))];
  const [late, lateFull] = [sum(learnt.slice(-30)), sum(full.slice(-30))];
  ok(late < 0.6 * lateFull, `${late} steps, the playbook ${lateFull}`);
  strictEqual(learnt.reduce((refused, one) => refused + one.refused_actions, 0), 0);
});

Deno.test("what is learnt on one system is there on another", () => {
  const agent = learner("linear-thompson");
  runTrial({ agent, seeds: seedRange(1, 60), remedies: "swapped" });
  const on = (own: Agent) => {
    const trial = createTrial({ agent: own, topology: "random-8-2", remedies: "swapped" });
    return sum(seedRange(501, 40).map(trial));
  };
  const [learnt, full] = [on(agent), on(createAgent("full"))];
  ok(learnt < 0.7 * full, `${learnt} steps, the playbook ${full}`);
  const { systems } = (agent.saveState() as { inner: { systems: object } }).inner;
  deepStrictEqual(Object.keys(systems), ["any system"]);
});

Deno.test("a learning policy says what it chose from", () => {
  const agent = learner("linear-thompson");
  const environment = createEnvironment({ remedies: "swapped" });
  let decisions = 0;
  const watched: Agent = {
    ...agent,
    act: (observation) => {
      const step = agent.act(observation);
      const { candidates } = step.decision;
      if (candidates !== undefined) {
        decisions++;
        const propensities = candidates.map(({ propensity }) => propensity);
        ok(Math.abs(propensities.reduce((total, chance) => total + chance, 0) - 1) < 1e-9);
      }
      return step;
    },
  };
  for (let seed = 1; seed <= 10; seed++) runEpisode({ agent: watched, environment, seed, trace: false });
  ok(decisions >= 10, `${decisions}`);
});
