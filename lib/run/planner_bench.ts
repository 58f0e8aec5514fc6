import { type Agent, NOOP } from "../model/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { createAgent } from "./trial.ts";

/** What an agent saw in the first steps of an incident, to be played to it again. */
function recorded(topology: string, fault: string) {
  const environment = createEnvironment({ topology, fault });
  let { observation } = environment.reset({ seed: 3 });
  const { slo, warmupSteps, agentSeed: seed, timings } = environment;
  const context = { topology: environment.topology, slo, warmupSteps, seed, timings };
  const [first] = environment.faults;
  const observations = [observation];
  for (let step = 1; step < first!.startStep + BREACH_STEPS; step++) {
    observations.push(({ observation } = environment.step(NOOP)).observation);
  }
  return { context, observations, before: first!.startStep };
}

/** Steps of the incident that are timed: in each of them the planner thinks again. */
const BREACH_STEPS = 8;

for (const [topology, fault] of [["three-tier", "slow_query:db:0.8"], ["boutique", "slow_query"]] as const) {
  const { context, observations, before } = recorded(topology, fault);
  for (const name of ["full", "planner"]) {
    const agent: Agent = createAgent(name);
    const act = (from: number, to: number) => {
      for (const observation of observations.slice(from, to)) {
        agent.act(observation);
        // Nothing is carried out, so that there is something to decide in every step.
        agent.learn({ executed: NOOP, reward: 0, sloViolated: false });
      }
    };
    Deno.bench(`${BREACH_STEPS} steps of a breach, ${topology}, ${name}`, {
      group: topology,
      baseline: name === "full",
    }, (timer) => {
      agent.begin(context);
      act(0, before);
      timer.start();
      act(before, observations.length);
      timer.end();
    });
  }
}
