import { exploring } from "../../lib/agent/mod.ts";
import { logDecisions, type LoggedDecision } from "../../lib/learn/mod.ts";
import { type Agent, requireName, UsageError } from "../../lib/model/mod.ts";
import { createShadow } from "../../lib/run/mod.ts";
import { type Given, share } from "./arguments.ts";
import { openDecisionLog } from "./decision_file.ts";
import { readLearnt } from "./state_file.ts";

/** Options by which decisions are logged for off-policy estimates. */
export const DECISION_OPTIONS = {
  decisions: {
    section: "The log of decisions, for deno task ope",
    type: "string",
    value: "FILE",
    help: "write each decision in a breach with propensities and reward: .parquet, .csv or .jsonl",
  },
  explore: {
    type: "string",
    value: "P",
    help: "share of the decisions in a breach that are drawn at random, 0 to 1 (0)",
  },
  "explore-among": {
    type: "string",
    value: "WHICH",
    help:
      "actions: all there are, each equally likely; shadows: what those of --shadow would have done, which tells more of them (actions)",
  },
  shadow: {
    type: "string",
    value: "A,B",
    help:
      "needs --decisions: agents, policies of full, or files of --state, of which the log says what they would have done",
  },
} as const;

/** What exploring draws from. */
const AMONG = ["actions", "shadows"] as const;

/** How decisions are logged. */
export interface DecisionLogging {
  /** The agent as it is run: exploring and logged, where that was asked. */
  wrap(agent: Agent): Agent;
  /** Writes the log; the number of its decisions, undefined where none was asked. */
  write(): number | undefined;
}

/**
 * What the options say, before the work starts.
 *
 * @throws {UsageError} for a share that is none, an unknown shadow, one without a log, or a file that can't be written
 */
export function decisionLogging(given: Given<typeof DECISION_OPTIONS>): DecisionLogging {
  const part = share(given.explore, { name: "explore", fallback: 0 });
  if (given.shadow !== undefined && given.decisions === undefined) {
    throw new UsageError(
      "The option --shadow needs --decisions FILE, which says what the shadows would have done",
    );
  }
  const shadows = given.shadow?.split(",").map((name) => name.trim()) ?? [];
  for (const name of shadows) shadowOf(name);
  const among = requireName("choice of explore-among", given["explore-among"] ?? "actions", AMONG);
  if (among === "shadows" && (shadows.length === 0 || part === 0)) {
    throw new UsageError("The option --explore-among shadows needs --explore P and --shadow A,B");
  }
  const write = given.decisions === undefined ? undefined : openDecisionLog(given.decisions, "decisions");
  const logs: { readonly decisions: readonly LoggedDecision[]; settle(): void }[] = [];
  return {
    wrap: (agent) => {
      if ((part > 0 || write !== undefined) && "attach" in agent) {
        throw new UsageError(
          `The options --decisions and --explore are of agents that see what an operator sees, found "${agent.name}"`,
        );
      }
      const options = { share: part, ...(among === "shadows" && { among: shadows.map(shadowOf) }) };
      const acting = part > 0 ? exploring(agent, options) : agent;
      if (write === undefined) return acting;
      const logged = logDecisions(acting, { shadows: shadows.map(shadowOf) });
      logs.push(logged);
      return logged;
    },
    write: () => {
      if (write === undefined) return undefined;
      for (const log of logs) log.settle();
      const decisions = logs.flatMap((log) => log.decisions);
      write(decisions);
      return decisions.length;
    },
  };
}

/** A new agent that says what it would do: that of a file with what it has learnt, or one by name. */
function shadowOf(choice: string): Agent {
  return choice.endsWith(".json") ? readLearnt(choice, "shadow").create() : createShadow(choice);
}
