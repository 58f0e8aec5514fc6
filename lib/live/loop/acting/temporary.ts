import { type Action, PLATFORM } from "../../../model/mod.ts";
import type { LoopSettings } from "../settings.ts";

/** Whether an action is a measure that lifts itself after a while, as every agent counts on: a traffic limit, an open breaker. */
export function isTemporary({ kind }: Action): boolean {
  return kind === "limit_traffic" || kind === "open_breaker";
}

/** Time after which a temporary measure lifts itself unless it is given again, in seconds. */
export function temporarySeconds({ stepSeconds }: Pick<LoopSettings, "stepSeconds">): number {
  return Math.max(PLATFORM.trafficLimit.durationSteps, PLATFORM.breaker.durationSteps) * stepSeconds;
}
