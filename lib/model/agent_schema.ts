import type { z } from "zod";
import type { Agent } from "./agent.ts";
import { objectWith } from "./check_options.ts";

/** An agent, not its name. */
export const agentSchema: z.ZodType<Agent> = objectWith<Agent>({
  name: "string",
  begin: "function",
  act: "function",
  learn: "function",
  saveState: "function",
  loadState: "function",
});
