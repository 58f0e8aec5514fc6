import { UsageError } from "../model/mod.ts";
import { endOf, type IncidentEvent } from "./incident_events.ts";
import type { Episode, EpisodeStep } from "./records.ts";

/** The period of an incident, in simulated seconds. */
export interface IncidentPeriod {
  /** Start of the first fault, or of the first breach if that was earlier. */
  readonly startSeconds: number;
  /**
   * End of the last breach, or of the last fault if there was no breach after the first fault began; the end of the
   * episode if nothing ended.
   */
  readonly endSeconds: number;
  /** Whether the SLO is met when the episode ends. */
  readonly repaired: boolean;
}

/**
 * The period of the incident of an episode; undefined without a fault or breach.
 *
 * @throws {UsageError} for an episode that was run with `trace: false`
 */
export function incidentPeriod({ steps, record }: Episode): IncidentPeriod | undefined {
  if (steps.length === 0) {
    throw new UsageError("An incident can't be traced without steps: run the episode with trace: true");
  }
  const atFault = (step: EpisodeStep) => step.activeFaults.length > 0;
  const start = steps.find((step) => atFault(step) || step.sloViolated);
  if (start === undefined) return undefined;
  const fault = steps.findIndex(atFault);
  const breach = steps.findLastIndex(({ sloViolated }) => sloViolated);
  const last = breach >= fault ? breach : steps.findLastIndex(atFault);
  // The record covers the result of the last step, which the steps do not show.
  const repaired = record.first_slo === null || record.sustained_recovery !== null;
  const endSeconds = repaired ? steps[last + 1]?.timeSeconds : undefined;
  return { startSeconds: start.timeSeconds, endSeconds: endSeconds ?? endOf(steps), repaired };
}

/** Whether an event is part of the incident; at the very end only the events that end it are. */
export function isDuring(
  { step, kind }: IncidentEvent,
  { startSeconds, endSeconds }: IncidentPeriod,
): boolean {
  const { timeSeconds } = step;
  const ends = timeSeconds === endSeconds && (kind === "breach over" || kind === "fault over");
  return timeSeconds >= startSeconds && (timeSeconds < endSeconds || ends);
}
