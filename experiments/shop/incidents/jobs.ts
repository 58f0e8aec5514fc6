import { agents as knownAgents } from "../../../lib/agent/mod.ts";
import { requireName } from "../../../lib/model/mod.ts";
import { shopFault } from "../faults.ts";

/** The name of no agent at all. */
export const NO_AGENT = "noop";

/** An incident to be run. */
export interface IncidentJob {
  readonly fault: string;
  readonly agent: string;
  /** From 1. */
  readonly repeat: number;
}

/** The name of a job, as its folder is called. */
export const jobName = ({ fault, agent, repeat }: IncidentJob) => `${fault}-${agent}-${repeat}`;

/**
 * The incidents of a comparison that were not run yet, repeat by repeat, so that what is cut short is still balanced.
 *
 * @throws {UsageError} for a fault or an agent that is not known
 */
export function jobsOf(
  { faults, agents, repeats, done }: {
    readonly faults: readonly string[];
    readonly agents: readonly string[];
    readonly repeats: number;
    /** Names of those that were run. */
    readonly done: ReadonlySet<string>;
  },
): IncidentJob[] {
  for (const fault of faults) shopFault(fault);
  for (const agent of agents) if (agent !== NO_AGENT) requireName("agent", agent, knownAgents.names);
  return Array.from({ length: repeats }, (_, i) => i + 1).flatMap((repeat) =>
    faults.flatMap((fault) => agents.map((agent) => ({ fault, agent, repeat })))
  ).filter((job) => !done.has(jobName(job)));
}
