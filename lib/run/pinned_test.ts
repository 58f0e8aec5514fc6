import { DETECTORS } from "../detect/mod.ts";
import type { AgentOptions } from "../agent/mod.ts";
import { POLICIES } from "../decide/mod.ts";
import { contextOfIncident, createDiagnoser, DIAGNOSERS } from "../diagnose/mod.ts";
import type { FaultType } from "../model/mod.ts";
import { significant } from "../model/testing/significant.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { simulateIncident } from "./simulated_incident.ts";
import { runEpisode } from "./run_episode.ts";
import { agents, createAgent } from "./trial.ts";

// What diagnosers and agents answer today, number by number: published results rest on it. Where a part is changed on purpose, its tests say what
// is right, and `deno test --allow-read --allow-write -u FILE` saves the new numbers.

const FAULTS: readonly FaultType[] = [
  ...["cpu_saturation", "memory_leak", "partition", "bad_deploy", "slow_query", "noisy_neighbour"] as const,
  ...["pool_exhaustion", "cache_flush", "traffic_surge", "retry_storm"] as const,
];

const INCIDENTS = FAULTS.map((fault, i) => {
  const topology = i % 2 === 0 ? "three-tier" : "boutique";
  const environment = createEnvironment({ topology, fault, signals: ["logs", "traces"] });
  return { fault, ...simulateIncident(environment, { seed: 21 + i }) };
});

const digits = (x: number) => `${significant(x)}`;

for (const name of DIAGNOSERS) {
  Deno.test(`${name} blames as it did`, async (t) => {
    await t.assertSnapshot(INCIDENTS.map(({ fault, incident }) => {
      const diagnoser = createDiagnoser(name, contextOfIncident(incident));
      diagnoser.fit(incident.before);
      const { suspect, confidence, ranking, rationale, ...more } = diagnoser.diagnose(incident.after);
      const scores = ranking.slice(0, 4).map(({ service, score }) => `${service} ${digits(score)}`);
      const told = `${suspect} ${more.fault ?? ""} ${digits(confidence)}`;
      const sum = digits(ranking.reduce((total, { score }) => total + score, 0));
      return `${fault}: ${told} | ${scores.join(" ")} | ${sum} | ${rationale}`;
    }));
  });
}

/** What an agent did in episodes with a fault each: where a part was chosen for it, on the small system alone. */
function deedsOf(agent: string, parts: AgentOptions): string[] {
  const cases = [["memory_leak", "three-tier"], ["bad_deploy", "three-tier"], [
    "traffic_surge",
    "boutique",
  ]] as const;
  return cases.slice(0, Object.keys(parts).length > 0 ? 2 : 3).map(([fault, topology], i) => {
    const environment = createEnvironment({ fault, topology, steps: 110 });
    const { steps, record } = runEpisode({
      agent: createAgent(agent, parts),
      environment,
      seed: 31 + i,
    });
    const certainty = steps.reduce((sum, { diagnosis }) => sum + (diagnosis?.confidence ?? 0), 0);
    const scores = steps.reduce((sum, { detection }) => sum + (detection?.globalScore ?? 0), 0);
    const actions = steps.flatMap(({ step, executed: action }) =>
      action.kind === "noop" ? [] : [`${step} ${Object.values(action).join(" ")}`]
    );
    return `${JSON.stringify(significant(record))} ${digits(scores)} ${digits(certainty)} ${
      actions.join(", ")
    }`;
  });
}

const CHOICES: readonly (readonly [string, AgentOptions])[] = [
  ...agents.names.map((name) => [name, {}] as const),
  ...DETECTORS.map((detector) => ["full", { detector }] as const),
  ...POLICIES.map((policy) => ["full", { policy }] as const),
];

for (const [agent, parts] of CHOICES) {
  Deno.test(`${[agent, ...Object.values(parts)].join(" with ")} acts as it did`, async (t) => {
    await t.assertSnapshot(deedsOf(agent, parts));
  });
}
