import { UsageError } from "../model/mod.ts";
import { endOf, type Happening } from "./happenings.ts";
import type { Episode, EpisodeStep } from "./records.ts";

/** From when to when an episode had an incident, in simulated seconds. */
export interface IncidentPeriod {
  /** The first fault began, or users felt something before. */
  readonly startSeconds: number;
  /** The last breach was over; where there was none after the first fault began, the last fault; the end if nothing ended. */
  readonly endSeconds: number;
  /** Whether users are served as promised when the episode ends. */
  readonly repaired: boolean;
}

/**
 * The period of the incident; undefined where there was neither a fault nor a breach.
 *
 * @throws {UsageError} for an episode that was run without a trace
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
  // The record knows what came of the last step, which the steps do not show.
  const repaired = record.first_slo === null || record.sustained_recovery !== null;
  const endSeconds = repaired ? steps[last + 1]?.timeSeconds : undefined;
  return { startSeconds: start.timeSeconds, endSeconds: endSeconds ?? endOf(steps), repaired };
}

/** Whether a happening is part of the incident: at the very end only what ends it is. */
export function belongs({ step, kind }: Happening, { startSeconds, endSeconds }: IncidentPeriod): boolean {
  const { timeSeconds } = step;
  const ends = timeSeconds === endSeconds && (kind === "breach over" || kind === "fault over");
  return timeSeconds >= startSeconds && (timeSeconds < endSeconds || ends);
}
