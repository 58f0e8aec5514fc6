import { contestantsOf, createContestant } from "../../lib/bench/agents/contestants.ts";
import { NO_OWN_PARTS, type OwnParts } from "../../lib/bench/agents/own_parts.ts";
import { isOwn } from "../../lib/bench/agents/own_reference.ts";
import { THRESHOLDS } from "../../lib/detect/mod.ts";
import { DEFAULT_THRESHOLD } from "../../lib/detect/per_service/watch.ts";
import type { Agent } from "../../lib/model/mod.ts";
import { agents } from "../../lib/run/mod.ts";
import type { Given } from "./arguments.ts";

/** The options by which an agent and its parts are chosen. */
export const AGENT_OPTIONS = {
  agent: {
    type: "string",
    value: "NAME",
    help: `${
      agents.names.join(", ")
    }, or PATH#EXPORT of one's own; the planner's budget: see deno task list planning (full)`,
  },
  detector: {
    type: "string",
    value: "CHOICE",
    help:
      "in place of the agent's, as cusum or cusum:clip=4: see deno task list detectors; or PATH#EXPORT of one's own",
  },
  threshold: {
    type: "string",
    value: "CHOICE",
    help: `needs --detector with one that watches streams: ${THRESHOLDS.join(", ")} (${DEFAULT_THRESHOLD})`,
  },
  diagnoser: {
    type: "string",
    value: "CHOICE",
    help: "in place of the agent's, see deno task list diagnosers; or PATH#EXPORT of one's own",
  },
  policy: {
    type: "string",
    value: "CHOICE",
    help: "in place of the agent's, see deno task list policies; or PATH#EXPORT of one's own",
  },
} as const;

const PARTS = ["detector", "threshold", "diagnoser", "policy"] as const;

/** An agent as a command line chooses it. */
export interface ChosenAgent {
  /** The agent's name, and what was swapped: `full detector=cusum:clip=4`. */
  readonly name: string;
  /** Whether anything differs from the named agent. */
  readonly swapped: boolean;
  /** A new one. */
  create(): Agent;
}

/**
 * The agent that the options choose, `full` if none does.
 *
 * @param own parts of one's own that the options name, loaded
 * @throws {UsageError} as `createAgent`
 */
export function agentOf(given: Given<typeof AGENT_OPTIONS>, own: OwnParts = NO_OWN_PARTS): ChosenAgent {
  const agent = given.agent ?? "full";
  const parts = Object.fromEntries(
    PARTS.filter((part) => given[part] !== undefined).map((part) => [part, given[part]!]),
  );
  // A mistake is told as it stands on the command line, without a path into a file.
  createContestant({ name: agent, agent, ...parts }, own);
  const { name, agent: _, ...chosen } = contestantsOf({ agent, ...parts }, [], own)[0]!;
  return {
    name,
    swapped: isOwn(agent) || Object.keys(chosen).length > 0,
    create: () => createContestant({ name, agent, ...chosen }, own),
  };
}
