import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { requireName, UsageError } from "../../model/mod.ts";
import { CapacityError, type SessionHost } from "../core/session_host.ts";
import type { Answered } from "../openenv/routes.ts";
import type { AgentMaker } from "./agents.ts";
import { type ActionAgent, playProblem } from "./play.ts";
import { problemIds, problemOf } from "./problems.ts";

/** Turns that an agent has where nothing is said, as in AIOpsLab, and the most. */
const DEFAULT_STEPS = 10;
const MAX_STEPS = 200;

const SIMULATE = z.looseObject({
  problem_id: z.string().max(100),
  agent_name: z.string().max(200),
  max_steps: z.int().min(1).max(MAX_STEPS).nullable().optional(),
});

/**
 * Answers AIOpsLab's service: `GET /problems`, `GET /agents`, and `POST /simulate`, which plays a whole problem.
 *
 * @param agents what makes the agents, by name
 * @param unixSeconds the time, for the answer's `start_time` and `end_time`
 * @returns undefined for a path that is none of its own
 */
export async function aiopslabRoute(
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: () => unknown },
  { host, agents, unixSeconds }: {
    readonly host: SessionHost;
    readonly agents: Readonly<Record<string, AgentMaker>>;
    readonly unixSeconds: () => number;
  },
): Promise<Answered | undefined> {
  const route = `${method} ${path}`;
  if (route === "GET /problems") return { status: 200, body: problemIds() };
  if (route === "GET /agents") return { status: 200, body: Object.keys(agents) };
  if (route !== "POST /simulate") return undefined;
  try {
    const given = checkOptions("simulate", SIMULATE, body(), "the body");
    const problem = problemOf(given.problem_id, host.tasks);
    const name = requireName("agent", given.agent_name, Object.keys(agents));
    const session = host.open();
    const startTime = unixSeconds();
    try {
      const made = agents[name]!(session.id);
      const agent: ActionAgent = {
        initContext: (...told) => made.initContext?.(...told),
        getAction(state) {
          // An agent may think for longer than a client is silent.
          host.touch(session.id);
          return made.getAction(state);
        },
      };
      const maxSteps = given.max_steps ?? DEFAULT_STEPS;
      const { trace, results } = await playProblem({ session, problem, agent, maxSteps });
      return {
        status: 200,
        body: {
          ...{ agent: name, session_id: session.id, problem_id: problem.id },
          ...{ start_time: startTime, end_time: unixSeconds(), trace, results },
        },
      };
    } finally {
      host.close(session.id);
    }
  } catch (error) {
    if (error instanceof SyntaxError) return { status: 400, body: { detail: "The body must be JSON" } };
    if (error instanceof UsageError) return { status: 404, body: { detail: error.message } };
    if (error instanceof CapacityError) return { status: 503, body: { detail: error.message } };
    return { status: 500, body: { detail: "The agent could not be played to the end" } };
  }
}
