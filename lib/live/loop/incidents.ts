import type { OpenIncident } from "./state/state.ts";

/** What a step says of an incident. */
export interface Signs {
  /** Unix seconds. */
  readonly atSeconds: number;
  /** Whether the detector gives an alarm, and why, as text. */
  readonly alarm?: string;
  /** Whether the SLO is violated, and by what, as text. */
  readonly breach?: string;
  /** An alert from outside that fires, as text. */
  readonly alert?: string;
  /** Whether the SLO was measured: a step that wasn't is no quiet one. */
  readonly isMeasured: boolean;
  /** Whether actions are under way or wait for their verification. */
  readonly isBusy: boolean;
}

/** A new incident. */
export function openIncident(
  system: string,
  { atSeconds, openedBy }: { atSeconds: number; openedBy: string },
): OpenIncident {
  const time = new Date(atSeconds * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
  return {
    id: `${system}-${time}`,
    openedAtSeconds: atSeconds,
    openedBy,
    attempts: 0,
    attemptAtSeconds: null,
    escalated: null,
    rejected: [],
    quietSinceSeconds: null,
  };
}

/**
 * The incident after a step: opened by the first sign, however many follow, and over after a quiet time without any sign, if nothing is under way.
 *
 * An alert from outside keeps an incident open only as long as people weren't called and have refused nothing: what holds for the rest of an incident
 * would else hold for as long as somebody leaves an alert unresolved.
 *
 * @param quietSeconds the quiet time
 */
export function incidentAfter(
  incident: OpenIncident | null,
  signs: Signs,
  { system, quietSeconds }: { system: string; quietSeconds: number },
): OpenIncident | null {
  const { atSeconds, isMeasured, isBusy } = signs;
  const alertCounts = incident === null || (incident.escalated === null && incident.rejected.length === 0);
  const sign = signs.breach ?? signs.alarm ?? (alertCounts ? signs.alert : undefined);
  if (incident === null) {
    return sign === undefined ? null : openIncident(system, { atSeconds, openedBy: sign });
  }
  if (sign !== undefined) {
    return incident.quietSinceSeconds === null ? incident : { ...incident, quietSinceSeconds: null };
  }
  if (!isMeasured) return incident;
  const quietSinceSeconds = incident.quietSinceSeconds ?? atSeconds;
  if (atSeconds - quietSinceSeconds >= quietSeconds && !isBusy) return null;
  return { ...incident, quietSinceSeconds };
}

/** The incident after an action: actions that follow each other within half the settling time are one attempt. */
export function withAttempt(incident: OpenIncident, atSeconds: number, settleSeconds: number): OpenIncident {
  const { attempts, attemptAtSeconds } = incident;
  return isSameAttempt(incident, atSeconds, settleSeconds)
    ? { ...incident, attemptAtSeconds }
    : { ...incident, attempts: attempts + 1, attemptAtSeconds: atSeconds };
}

/** Whether an action would belong to the attempt that is under way. */
export function isSameAttempt(
  { attemptAtSeconds }: OpenIncident,
  atSeconds: number,
  settleSeconds: number,
): boolean {
  return attemptAtSeconds !== null && atSeconds - attemptAtSeconds < settleSeconds / 2;
}
