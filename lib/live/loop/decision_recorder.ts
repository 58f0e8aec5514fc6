import { z } from "zod";
import { logDecisions, type LoggedAgent } from "../../learn/mod.ts";
import { anyFunction } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import type { Agent } from "../../model/mod.ts";
import { decisionsToJsonLines } from "../../report/mod.ts";

/** Writes down the decisions of an agent, incident by incident. */
export interface DecisionRecorder {
  /** The agent, watched. */
  readonly agent: LoggedAgent;
  /**
   * Writes what was decided in an incident that is over, with its rewards until now.
   *
   * @param openedAtSeconds Unix seconds, which name the episode
   */
  incidentEnded(openedAtSeconds: number): void;
}

const OPTIONS = z.strictObject({ append: anyFunction, warn: anyFunction });

/**
 * Logs decisions in a breach as `logDecisions` does, each incident as an episode of its own; an incident that is cut off by the end of the process
 * is left out.
 *
 * @param options `append`: adds a text to the log; `warn`: hears that it could not
 * @throws {UsageError} for what is no agent, and for options that are none
 */
export function recordDecisions(
  agent: Agent,
  options: {
    /** Adds a text to the log. */
    readonly append: (text: string) => void;
    /** Hears that it could not. */
    readonly warn: (text: string) => void;
  },
): DecisionRecorder {
  checkOptions("recordDecisions", OPTIONS, options);
  const { append, warn } = options;
  const logged = logDecisions(agent);
  return {
    agent: logged,
    incidentEnded: (openedAtSeconds) => {
      logged.settle();
      const seed = Math.floor(openedAtSeconds);
      const decisions = logged.take().map((decision) => ({ ...decision, seed }));
      if (decisions.length === 0) return;
      try {
        append(decisionsToJsonLines(decisions));
      } catch (error) {
        warn(`the decisions of an incident are not in the log: ${(error as Error).message}`);
      }
    },
  };
}
