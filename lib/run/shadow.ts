import { z } from "zod";
import { policies } from "../decide/mod.ts";
import { checkOptions } from "../model/check_options.ts";
import { type Agent, requireName } from "../model/mod.ts";
import { agents, createAgent } from "./trial.ts";

const ARGUMENTS = z.object({ name: z.string() });

/**
 * An agent that is to say what it would do, see `logDecisions`: the one of that name, or `full` with the policy of that name.
 *
 * @throws {UsageError} for an unknown name, with the nearest one
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
  return createAgent(name);
}
