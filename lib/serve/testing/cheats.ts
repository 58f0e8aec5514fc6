import { describeAction } from "../../model/mod.ts";
import type { Session } from "../core/session.ts";
import type { Turn } from "../core/turn.ts";

/** An agent that mends nothing: the turn that it takes in every step. */
export interface Cheat {
  readonly name: string;
  turn(session: Session): Turn;
}

/** Restarts whatever the guardrails let it, always in alarm. */
export const restartsAll: Cheat = {
  name: "restarts everything",
  turn({ actions, seen: { step, mask } }) {
    const allowed = actions.filter(({ kind }, i) => kind === "restart" && mask[i] === 1);
    return { ...(allowed[step % allowed.length] ?? { kind: "noop" }), alarm: true };
  },
};

/** Turns most users away for as long as it may, so that the others are served in time. */
export const shedsAll: Cheat = {
  name: "sheds all load",
  turn({ seen: { mask }, actions }) {
    const limit = { kind: "limit_traffic", factor: 0.4 } as const;
    const index = actions.findIndex((action) => describeAction(action) === describeAction(limit));
    return index < 0 || mask[index] === 1 ? limit : { kind: "noop" };
  },
};

/** Cuts the last service of the system off. */
export const opensBreakers: Cheat = {
  name: "opens breakers",
  turn({ context: { topology } }) {
    const { caller, callee } = topology.calls.at(-1)!;
    return { kind: "open_breaker", caller, callee };
  },
};
