import { type Agent, type AgentStep, NOOP, type Observation } from "../model/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { createAgent, runTrial, seedRange } from "./trial.ts";

/** What an agent saw and heard in an episode of an incident, to be played to it again: only its own steps are timed. */
function recorded(agent: Agent, seed: number) {
  const environment = createEnvironment({ remedies: "swapped" });
  let { observation } = environment.reset({ seed });
  const { topology, slo, warmupSteps, agentSeed, timings } = environment;
  const context = { topology, slo, warmupSteps, seed: agentSeed, timings };
  const steps: { observation: Observation; reward: number; sloViolated: boolean; answer: AgentStep }[] = [];
  agent.begin(context);
  for (let step = 0; step < environment.steps; step++) {
    const answer = agent.act(observation);
    const { reward, info: { sloViolated }, ...result } = environment.step(answer.decision.action);
    steps.push({ observation, reward, sloViolated, answer });
    agent.learn({ executed: answer.decision.action, reward, sloViolated });
    observation = result.observation;
  }
  return { context, steps };
}

for (
  const policy of ["playbook", "linear-thompson", "linear-ucb", "bootstrapped-thompson", "neural-linear"]
) {
  const agent = createAgent("full", { policy });
  runTrial({ agent, seeds: seedRange(1, 60), remedies: "swapped" });
  const { context, steps } = recorded(agent, 61);
  Deno.bench(`240 steps of full with ${policy}, one incident`, {
    group: "steps",
    baseline: policy === "playbook",
  }, () => {
    agent.begin(context);
    for (const { observation, reward, sloViolated, answer } of steps) {
      agent.act(observation);
      agent.learn({ executed: sloViolated ? answer.decision.action : NOOP, reward, sloViolated });
    }
  });
}
