import { z } from "zod";
import { policies } from "../decide/mod.ts";
import { detectors, thresholds } from "../detect/mod.ts";
import { DEFAULT_THRESHOLD } from "../detect/per_service/watch.ts";
import { diagnosers } from "../diagnose/mod.ts";
import { checkOptions } from "../model/check_options.ts";
import { type Choice, UsageError } from "../model/mod.ts";
import { isPlanning, planningPolicies } from "./planner.ts";
import { agents, createAgent } from "./trial.ts";

/** An agent with the parts that were swapped, as a configuration has it; what it is called doesn't count. */
export interface AgentChoice {
  /** What it is called. */
  readonly name?: string;
  /** The named agent that it is made from. */
  readonly agent: string;
  /** The detector in place of that agent's, by name and parameters. */
  readonly detector?: Choice;
  /** As `detector`, for the threshold. */
  readonly threshold?: Choice;
  /** As `detector`, for the diagnoser. */
  readonly diagnoser?: Choice;
  /** As `detector`, for the policy. */
  readonly policy?: Choice;
}

const part = z.union([z.string(), z.looseObject({ name: z.string() })]).optional();
const ARGUMENTS = z.object({
  choice: z.union([
    z.string(),
    z.strictObject({
      ...{ name: z.string().optional(), agent: z.string() },
      ...{ detector: part, threshold: part, diagnoser: part, policy: part },
    }),
  ]),
});
const TEXT = z.object({ text: z.string() });
const CATALOGUES = { detector: detectors, threshold: thresholds, diagnoser: diagnosers, policy: policies };

/**
 * The parts of an agent, each by the shortest text that chooses it: two agents with the same parts do the same, whatever they are called.
 *
 * @param choice an agent and its swapped parts; or as texts have it: `full policy=linear-ucb`, the name of an agent, or that of a policy, which
 * is `full` with it, as `createShadow` takes it
 * @throws {UsageError} for an unknown agent, part or parameter, with the nearest name
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { agentParts } from "./agent_parts.ts";
 * deepStrictEqual(agentParts("linear-ucb"), agentParts({ name: "mine", agent: "full", policy: "linear-ucb" }));
 * deepStrictEqual(agentParts("threshold-only"), { detector: "slo-limits", policy: "threshold-rules" });
 * ```
 */
export function agentParts(choice: string | AgentChoice): Readonly<Record<string, string>> {
  checkOptions("agentParts", ARGUMENTS, { choice });
  const { agent, name: _, ...swapped } = typeof choice === "string" ? agentChoice(choice) : choice;
  createAgent(agent, swapped);
  const entry = agents.get(agent);
  if (!("parts" in entry)) return { agent };
  const parts = Object.entries({ ...entry.parts, ...swapped }).filter(([, its]) => its !== undefined);
  const labels = Object.fromEntries(
    parts.map(([name, its]) => [
      name,
      // What an agent of the catalogue makes for itself has no name but the agent's.
      typeof its === "function"
        ? agent
        : (name === "policy" && isPlanning(its)
          ? planningPolicies
          : CATALOGUES[name as keyof typeof CATALOGUES])
          .choose(its).label,
    ]),
  );
  const watchesStreams = labels["detector"] !== undefined &&
    detectors.choose(labels["detector"]).entry.services === undefined;
  return {
    ...labels,
    ...(watchesStreams && labels["threshold"] === undefined &&
      { threshold: thresholds.choose(DEFAULT_THRESHOLD).label }),
  };
}

/** Reads `full policy=linear-ucb`, the name of an agent, or of a policy. @throws {UsageError} for another text */
export function agentChoice(text: string): AgentChoice {
  checkOptions("agentChoice", TEXT, { text });
  if (policies.names.includes(text) && !agents.names.includes(text)) return { agent: "full", policy: text };
  const [agent, ...swaps] = text.split(" ");
  const parts = swaps.map((swap) => {
    const at = swap.indexOf("=");
    if (at > 0) return [swap.slice(0, at), swap.slice(at + 1)];
    throw new UsageError(`An agent's parts are written as in "full policy=linear-ucb", found "${text}"`);
  });
  return { agent: agent!, ...Object.fromEntries(parts) };
}
