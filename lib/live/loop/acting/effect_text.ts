import { timingsOf } from "../../config/timings.ts";
import type { Order } from "../../contract.ts";
import type { LoopSettings } from "../settings.ts";
import { temporarySeconds } from "./temporary.ts";
import { shareText } from "../../../model/shown/share_text.ts";

/** What an action does to the system, how long that takes or lasts, and how it ends, for the person who is asked. */
export function effectText(action: Order["action"], settings: LoopSettings): string {
  const { topology, stepSeconds, timings: given = {}, verification: { onFailure } } = settings;
  const timings = timingsOf(given, stepSeconds);
  const secondsOf = (steps: number) => `${Math.round(steps * stepSeconds)} s`;
  const kind = "service" in action
    ? topology.services.find(({ name }) => name === action.service)?.kind ?? "service"
    : "service";
  const undone = onFailure === "roll-back" ? "taken back if it does not help" : "it stays";
  switch (action.kind) {
    case "restart":
      return `takes the replicas of ${action.service} down and up again, about ${
        secondsOf(timings.restart[kind].downSteps)
      }; it can't be taken back`;
    case "rollback":
      return `puts ${action.service} back to the version before its last deployment, about ${
        secondsOf(timings.rollback.downSteps)
      }; that version stays`;
    case "failover":
      return `hands ${action.service} over to its standby, about ${
        secondsOf(timings.failover.downSteps)
      }; the standby stays in charge`;
    case "scale":
      return action.delta > 0
        ? `adds a replica of ${action.service}, which serves after about ${
          secondsOf(timings.scaleDelaySteps[kind])
        }; ${undone}`
        : `takes a replica of ${action.service} away; ${undone}`;
    case "drain":
      return `takes the slowest replica of ${action.service} out of its load balancer, until it is restored or replaced`;
    case "clear_cache":
      return "empties all caches, which fill again by themselves; it can't be taken back";
    case "limit_traffic":
      return `lets in ${shareText(action.factor)} of the users' requests for ${
        temporarySeconds(settings)
      } s; then it is lifted, unless the limit is given again`;
    case "open_breaker":
      return `holds back the calls from ${action.caller} to ${action.callee} for ${
        temporarySeconds(settings)
      } s; then they go through again, unless the breaker is opened again`;
    case "restore":
      return "lifts limits, breakers and drains that this loop has put in place";
  }
}
