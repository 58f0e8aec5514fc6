import { timingsOf } from "../../config/timings.ts";
import type { Order } from "../../contract.ts";
import type { LoopSettings } from "../settings.ts";
import type { OpenOrder } from "../state/state.ts";

/** Seconds that a remedy takes on this system, from its order to its effect; 0 for what works at once. */
export function remedySeconds(
  action: Order["action"],
  { topology, timings = {}, stepSeconds }: Pick<LoopSettings, "topology" | "timings" | "stepSeconds">,
): number {
  const { restart, rollback, failover, scaleDelaySteps } = timingsOf(timings, stepSeconds);
  const kindOf = (name: string) =>
    topology.services.find((service) => service.name === name)?.kind ?? "service";
  switch (action.kind) {
    case "restart":
      return restart[kindOf(action.service)].downSteps * stepSeconds;
    case "rollback":
      return rollback.downSteps * stepSeconds;
    case "failover":
      return failover.downSteps * stepSeconds;
    case "scale":
    case "drain":
      return scaleDelaySteps[kindOf(action.service)] * stepSeconds;
    default:
      return 0;
  }
}

/** When an order is judged at the earliest, in Unix seconds: the settling time begins when the remedy has had the time that it takes. */
export function settledAtSeconds(
  { order, orderedAtSeconds }: Pick<OpenOrder, "order" | "orderedAtSeconds">,
  settings: LoopSettings,
): number {
  return orderedAtSeconds + remedySeconds(order.action, settings) + settings.verification.settleSeconds;
}
