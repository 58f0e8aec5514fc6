import { createAgent, runEpisode, runTrial, seedRange } from "../../lib/run/mod.ts";
import { createEnvironment } from "../../lib/simulator/mod.ts";
import type { AgentSummary, ExperimentSummary } from "../../lib/bench/agents/mod.ts";
import { describeAction } from "../../lib/model/mod.ts";
import { summarise } from "../../lib/report/mod.ts";
import type { Estimate } from "../../lib/stats/mod.ts";

/** The numbers that the pages for readers state; `sentences.ts` has the sentences. */
export interface Numbers {
  /** The incident of README's picture, with the full agent and with nobody. */
  readonly firstIncident: {
    readonly fault: string;
    readonly suspect: string;
    readonly actions: readonly string[];
    readonly breachSteps: number;
    readonly breachStepsAlone: number;
  };
  /** What the first command of README comes to. */
  readonly fiftyIncidents: {
    readonly episodes: number;
    readonly notRecovered: number;
    readonly diagnosed: number;
    readonly serviceRight: number;
  };
  readonly notebooks: number;
  readonly recipes: number;
  /** The experiment `baselines`, by agent. */
  readonly baselines: Readonly<Record<string, AgentNumbers>>;
  /** SLO-violation steps an episode of each agent, by kind of fault: the experiment `faults`. */
  readonly faults: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A mean with its interval. */
export type Interval = readonly [value: number, low: number, high: number];

/** What a table says of an agent; shares from 0 to 1. */
export interface AgentNumbers {
  readonly sloSteps: Interval;
  readonly moreThanFull?: Interval;
  readonly notRecovered: number;
  readonly serviceRight?: number;
  readonly kindRight?: number;
  readonly headroom?: number;
  readonly aboveBlind?: number;
}

/**
 * Computes the numbers: plays what is quick, counts what is there, and reads the rest from reference runs.
 *
 * @param results folder with the reference runs
 */
export function computeNumbers(results = "results"): Numbers {
  const summaryOf = (name: string): ExperimentSummary =>
    JSON.parse(Deno.readTextFileSync(`${results}/reference/${name}/summary.json`));
  return {
    firstIncident: firstIncident(),
    fiftyIncidents: fiftyIncidents(),
    notebooks: countFiles("notebooks", ".ipynb"),
    recipes: countFiles("docs/recipes", ".md"),
    baselines: Object.fromEntries(
      summaryOf("baselines").scenarios[0]!.agents.map((agent) => [agent.name, numbersOf(agent)]),
    ),
    faults: Object.fromEntries(
      summaryOf("faults").scenarios.map(({ name, agents }) => [
        name,
        Object.fromEntries(agents.map((agent) => [agent.name, rounded(agent.metrics.slo_steps!.mean.value)])),
      ]),
    ),
  };
}

/** `deno task episode --seed 7`, and the same with `--agent noop`. */
function firstIncident(): Numbers["firstIncident"] {
  const environment = createEnvironment();
  const play = (name: string) => runEpisode({ agent: createAgent(name), environment, seed: 7 });
  const { record, steps } = play("full");
  const acted = steps.filter(({ executed }) => executed.kind !== "noop");
  return {
    fault: `${record.fault_type} at ${record.fault_service}`,
    suspect: acted[0]!.diagnosis!.suspect,
    actions: acted.map(({ executed }) => describeAction(executed)),
    breachSteps: record.slo_steps,
    breachStepsAlone: play("noop").record.slo_steps,
  };
}

/** `deno task eval --episodes 50 --steps 240`. */
function fiftyIncidents(): Numbers["fiftyIncidents"] {
  const { episodes, unrecovered, diagnosed, diagnosisRight } = summarise(
    runTrial({ agent: "full", seeds: seedRange(1, 50), steps: 240 }),
  );
  return { episodes, notRecovered: unrecovered, diagnosed, serviceRight: diagnosisRight };
}

function numbersOf(agent: AgentSummary): AgentNumbers {
  const { metrics, comparisons, recovery, diagnosis, headroom, aboveBlind } = agent;
  const difference = comparisons?.slo_steps?.difference;
  return {
    sloSteps: interval(metrics.slo_steps!.mean),
    ...(difference && { moreThanFull: interval(difference) }),
    notRecovered: recovery.censored,
    ...(diagnosis && {
      serviceRight: rounded(diagnosis.share.value),
      kindRight: rounded(diagnosis.withKind.value),
    }),
    ...(headroom && { headroom: rounded(headroom.value) }),
    ...(aboveBlind && { aboveBlind: rounded(aboveBlind.value) }),
  };
}

function interval({ value, low, high }: Estimate): Interval {
  return [rounded(value), rounded(low), rounded(high)];
}

/** To four decimals, so that the file reads well; pages say at most one. */
function rounded(value: number): number {
  return Number(value.toFixed(4));
}

function countFiles(folder: string, ending: string): number {
  return [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(ending)).length;
}
