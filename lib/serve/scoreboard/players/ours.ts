import { type Agent, NOOP } from "../../../model/mod.ts";
import { createAgent, type PrivilegedAgent } from "../../../run/mod.ts";
import type { Player } from "../play.ts";

/**
 * An agent of the catalogue, or one as `createAgent` makes it, played through a session as one from outside. It submits the diagnosis behind each of its actions, and until it first
 * acts that behind each alarm; the last one counts.
 *
 * @throws {UsageError} for an unknown name, with the nearest one
 */
export function ourPlayer(given: string | Agent): Player {
  const agent = typeof given === "string" ? createAgent(given) : given;
  const { name } = agent;
  const isTold = "attach" in agent;
  return {
    name,
    isTold,
    play(session, { choice, withTelemetry }, environment) {
      let seen = session.begin(choice, { withTelemetry, skipWarmup: false, trace: true, agent: name });
      agent.begin(session.context);
      if (isTold) (agent as PrivilegedAgent).attach(environment());
      let calls = 0;
      let hasActed = false;
      while (!seen.done) {
        const { decision, detection, diagnosis } = seen.observation === undefined
          ? { decision: { action: NOOP, reason: "" } }
          : agent.act(seen.observation);
        calls++;
        const alarm = detection?.anomalous ?? false;
        const acts = decision.action.kind !== "noop";
        if (diagnosis !== undefined && (acts || (alarm && !hasActed))) {
          const { suspect, fault, confidence } = diagnosis;
          session.submit({ suspects: [{ service: suspect, kind: fault }], confidence });
        }
        hasActed ||= acts;
        seen = session.step(decision.action, { alarm, reason: decision.reason });
        agent.learn({ executed: seen.executed, reward: seen.reward, sloViolated: seen.sloViolated });
      }
      return { calls, tokens: null };
    },
  };
}
