import { type Action, type Diagnosis, type Fault, STEP_SECONDS } from "../model/mod.ts";
import type { EpisodeStep } from "./records.ts";

/** An event of an episode. */
export type IncidentEvent =
  & { readonly step: EpisodeStep }
  & (
    | { readonly kind: "fault began" | "fault over"; readonly fault: Fault }
    | { readonly kind: "breach began" | "breach over" | "alarm began" }
    /** A diagnosis that led to a proposal; `sinceSeconds`: when the diagnoser was first asked, without a pause since. */
    | { readonly kind: "diagnosed"; readonly diagnosis: Diagnosis; readonly sinceSeconds: number }
    | { readonly kind: "refused"; readonly proposed: Action; readonly refused: string }
    /** An executed action; `untilSeconds`: the next action, the first later step that meets the SLO, or the end. */
    | { readonly kind: "acted"; readonly action: Action; readonly untilSeconds: number }
  );

/** The events of an episode in order; within a step faults come first, then breach, alarm, diagnosis and action. */
export function incidentEvents(steps: readonly EpisodeStep[]): IncidentEvent[] {
  return steps.flatMap((step, at) => {
    const last = steps[at - 1];
    return [
      ...faultTurns(step, last),
      ...stateTurns(step, last),
      ...diagnosisOf(steps, at),
      ...answerOf(steps, at),
    ];
  });
}

function faultTurns(step: EpisodeStep, last: EpisodeStep | undefined): IncidentEvent[] {
  const before = last?.activeFaults ?? [];
  const began = step.activeFaults.filter((fault) => !before.includes(fault));
  const over = before.filter((fault) => !step.activeFaults.includes(fault));
  return [
    ...began.map((fault) => ({ kind: "fault began", step, fault }) as const),
    ...over.map((fault) => ({ kind: "fault over", step, fault }) as const),
  ];
}

function stateTurns(step: EpisodeStep, last: EpisodeStep | undefined): IncidentEvent[] {
  const was = last?.sloViolated ?? false;
  const found: IncidentEvent[] = [];
  if (step.sloViolated !== was) found.push({ kind: step.sloViolated ? "breach began" : "breach over", step });
  if (step.detection?.anomalous && !last?.detection?.anomalous) found.push({ kind: "alarm began", step });
  return found;
}

function diagnosisOf(steps: readonly EpisodeStep[], at: number): IncidentEvent[] {
  const step = steps[at]!;
  const { diagnosis } = step;
  if (diagnosis === undefined || step.proposed.kind === "noop") return [];
  let first = at;
  while (asksOnly(steps[first - 1])) first--;
  return [{ kind: "diagnosed", step, diagnosis, sinceSeconds: steps[first]!.timeSeconds }];
}

/** Whether a step has a diagnosis that led to no proposal yet. */
function asksOnly(step: EpisodeStep | undefined): boolean {
  return step?.diagnosis !== undefined && step.proposed.kind === "noop";
}

function answerOf(steps: readonly EpisodeStep[], at: number): IncidentEvent[] {
  const step = steps[at]!;
  const { proposed, executed, refused } = step;
  const found: IncidentEvent[] = [];
  if (refused !== undefined) found.push({ kind: "refused", step, proposed, refused });
  if (executed.kind !== "noop") {
    found.push({ kind: "acted", step, action: executed, untilSeconds: endOfAction(steps, at) });
  }
  return found;
}

function endOfAction(steps: readonly EpisodeStep[], at: number): number {
  const next = steps.slice(at + 1).find(({ executed, sloViolated }) =>
    executed.kind !== "noop" || !sloViolated
  );
  return next?.timeSeconds ?? endOf(steps);
}

/** End of the last step of an episode, in simulated seconds. */
export function endOf(steps: readonly EpisodeStep[]): number {
  return steps.at(-1)!.timeSeconds + STEP_SECONDS;
}
