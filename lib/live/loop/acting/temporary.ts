import { type Action, describeAction, PLATFORM } from "../../../model/mod.ts";
import type { Order, Receipt } from "../../contract.ts";
import type { LoopSettings } from "../settings.ts";
import type { Measure, OpenOrder } from "../state/state.ts";

/** Wait before a `restore` that did not succeed is ordered again, in seconds: it doubles from the first to the longest. */
const FIRST_WAIT_SECONDS = 10;
const MAX_WAIT_SECONDS = 600;

/** Whether an action is a measure that lifts itself after a while, as every agent counts on: a traffic limit, an open breaker. */
export function isTemporary({ kind }: Action): boolean {
  return kind === "limit_traffic" || kind === "open_breaker";
}

/** Time after which a temporary measure lifts itself unless it is given again, in seconds. */
export function temporarySeconds({ stepSeconds }: Pick<LoopSettings, "stepSeconds">): number {
  return Math.max(PLATFORM.trafficLimit.durationSteps, PLATFORM.breaker.durationSteps) * stepSeconds;
}

/** Whether two actions are the same measure: there is one limit, whatever its share, and a breaker for each call. */
export function isSameMeasure(one: Action, other: Action): boolean {
  return one.kind === "limit_traffic"
    ? other.kind === one.kind
    : describeAction(one) === describeAction(other);
}

/** The measure that an order has put in force. */
export function measureOf({ order, actuator }: OpenOrder, nowSeconds: number, seconds: number): Measure {
  return {
    action: order.action,
    idempotencyKey: order.idempotencyKey,
    actuator,
    sinceSeconds: nowSeconds,
    untilSeconds: nowSeconds + seconds,
    endsEarly: null,
    failures: 0,
    retryAtSeconds: 0,
    trouble: null,
    isCalled: false,
    isLifted: false,
  };
}

/** A measure whose `restore` did not succeed: it is ordered again after a while, in which it may not be forgotten. */
export function stillInForce(measure: Measure, nowSeconds: number, trouble: string): Measure {
  const failures = measure.failures + 1;
  const wait = Math.min(MAX_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (failures - 1));
  return { ...measure, failures, retryAtSeconds: nowSeconds + wait, trouble };
}

/** A measure whose time is over now at the latest, for a reason in words. */
export function endingNow(measure: Measure, nowSeconds: number, reason: string): Measure {
  return measure.untilSeconds <= nowSeconds
    ? measure
    : { ...measure, untilSeconds: nowSeconds, endsEarly: reason };
}

/** What is in force after the receipt of an order. */
export function measuresAfter(
  measures: readonly Measure[],
  open: OpenOrder,
  { receipt: { outcome, detail }, nowSeconds, seconds, restoresSingly, liftedBy }: {
    readonly receipt: Receipt;
    readonly nowSeconds: number;
    /** How long a measure lasts. */
    readonly seconds: number;
    /** Whether the actuator takes back nothing but what it was asked for. */
    readonly restoresSingly: boolean;
    /** The entry that an order to lift a measure goes to. */
    readonly liftedBy: (measure: Measure) => string | undefined;
  },
): readonly Measure[] {
  const { order: { action, measures: named = [], isPartial }, undoes, actuator } = open;
  if (isTemporary(action)) {
    const before = measures.find((measure) => isSameMeasure(measure.action, action));
    const others = measures.filter((measure) => measure !== before);
    const counts = outcome === "done" || outcome === "unknown";
    if (undoes !== null) {
      if (before === undefined) return measures;
      return counts ? [...others, { ...before, isLifted: false }] : others;
    }
    if (!counts) return measures;
    const given = measureOf(open, nowSeconds, seconds);
    return [...others, { ...given, sinceSeconds: before?.sinceSeconds ?? nowSeconds }];
  }
  if (action.kind !== "restore") return measures;
  const isNamed = (measure: Measure) => named.some((one) => isSameMeasure(one, measure.action));
  return measures.flatMap((measure): Measure[] => {
    const isReached = liftedBy(measure) === actuator;
    if (isPartial === true) {
      if (isNamed(measure)) {
        return outcome === "done" ? [] : [stillInForce(measure, nowSeconds, detail)];
      }
      const isLifted = outcome === "done" && isReached && !restoresSingly;
      return [isLifted ? { ...measure, isLifted } : measure];
    }
    // The agent wants all of it gone. Where that isn't known of a measure, the loop orders it once more.
    return outcome === "done" && isReached ? [] : [endingNow(measure, nowSeconds, "it was to be restored")];
  });
}

/** What a person should know of the measures in force: those that should have ended, or that nothing lifts as things stand. */
export function measureTroubles(
  measures: readonly Measure[],
  { nowSeconds, stepSeconds, hindrance }: {
    readonly nowSeconds: number;
    readonly stepSeconds: number;
    /** Why this loop lifts nothing now; undefined: it does. */
    readonly hindrance: string | undefined;
  },
): readonly string[] {
  return measures.flatMap(({ action, sinceSeconds, untilSeconds, trouble, isLifted }) => {
    if (isLifted) return [];
    const isLate = nowSeconds > untilSeconds + 2 * stepSeconds;
    const why = hindrance ?? (isLate ? trouble ?? "its end is still to be ordered" : undefined);
    if (why === undefined) return [];
    const late = isLate ? `, should have ended at ${timeText(untilSeconds)}` : "";
    return [`${describeAction(action)} is in force since ${timeText(sinceSeconds)}${late}: ${why}`];
  });
}

function timeText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** The actions of measures. */
export function actionsOf(measures: readonly Measure[]): readonly Order["action"][] {
  return measures.map(({ action }) => action);
}
