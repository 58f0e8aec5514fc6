import type { EpisodeStep } from "../../run/mod.ts";

/** A stretch of an episode: its first step, and the one after its last. */
export interface StepWindow {
  readonly from: number;
  readonly until: number;
}

/** Steps that are shown before an incident and after it at least: one and two minutes. */
const BEFORE = 12;
const AFTER = 24;
/** Shares of the incident's length that are shown before and after it at least. */
const SHARE_BEFORE = 0.15;
const SHARE_AFTER = 0.3;
/** An incident that takes this share of the episode is shown with all of it. */
const MOST_SHARE = 0.75;

/**
 * The part of an episode that tells the incident: from the first step with a fault or a breach to the last, with some of
 * what was before and after. An episode without either is its actions and alarms, or the whole.
 */
export function incidentWindow(steps: readonly EpisodeStep[]): StepWindow {
  const first = steps[0]?.step ?? 0;
  const end = (steps.at(-1)?.step ?? -1) + 1;
  const struck = steps.filter(({ activeFaults, sloViolated }) => activeFaults.length > 0 || sloViolated);
  const told = struck.length > 0 ? struck : steps.filter(isBusy);
  if (told.length === 0) return { from: first, until: end };
  const [begin, over] = [told[0]!.step, told.at(-1)!.step + 1];
  const length = over - begin;
  const from = Math.max(first, begin - Math.max(BEFORE, Math.round(SHARE_BEFORE * length)));
  const until = Math.min(end, over + Math.max(AFTER, Math.round(SHARE_AFTER * length)));
  return until - from >= MOST_SHARE * (end - first) ? { from: first, until: end } : { from, until };
}

function isBusy({ executed, refused, detection }: EpisodeStep): boolean {
  return executed.kind !== "noop" || refused !== undefined || detection?.anomalous === true;
}
