import { z } from "zod";
import { policies } from "../decide/mod.ts";
import { checkOptions } from "../model/check_options.ts";
import { type Agent, requireName, UsageError } from "../model/mod.ts";
import { agents, createAgent } from "./trial.ts";

const ARGUMENTS = z.object({ name: z.string() });

/**
 * An agent that is to say what it would do, see `logDecisions`: the one of that name, or `full` with the policy of that name.
 *
 * @throws {UsageError} for an unknown name, with the nearest one, and for an agent that is told the faults
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createShadow } from "./shadow.ts";
 * strictEqual(createShadow("blind").name, "blind");
 * strictEqual(createShadow("linear-ucb").name, "linear-ucb");
 * ```
 */
export function createShadow(name: string): Agent {
  checkOptions("createShadow", ARGUMENTS, { name });
  if (policies.names.includes(name) && !agents.names.includes(name)) {
    return createAgent("full", { policy: name, named: name });
  }
  requireName("agent or policy", name, [...agents.names, ...policies.names]);
  const agent = createAgent(name);
  if (!("attach" in agent)) return agent;
  throw new UsageError(`A shadow sees what an operator sees, found "${name}", which is told the faults`);
}
