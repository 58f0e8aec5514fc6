import { describeAction, type Diagnosis, STEP_SECONDS } from "../../model/mod.ts";
import { faultText } from "../../model/shown/fault_text.ts";
import type { EpisodeStep } from "../../run/mod.ts";

/** An action of an agent, executed or refused. */
export interface TimelineEvent {
  readonly minutes: number;
  readonly text: string;
  readonly refused: boolean;
}

/** Simulated time of a step, in minutes. */
export function minutesOf(step: number): number {
  return step * STEP_SECONDS / 60;
}

/** The actions in order, each with the diagnosis that it follows. */
export function timelineEvents(steps: readonly EpisodeStep[]): TimelineEvent[] {
  return steps.flatMap(({ step, diagnosis, executed, refused }) => {
    if (executed.kind === "noop" && refused === undefined) return [];
    const why = diagnosis ? `  ←  ${whyOf(diagnosis)}` : "";
    return [{
      minutes: minutesOf(step),
      text: `${refused ?? describeAction(executed)}${why}`,
      refused: refused !== undefined,
    }];
  });
}

/** The reason that a diagnosis gives, and the kind of fault where the reason doesn't name it. */
function whyOf({ fault, rationale }: Diagnosis): string {
  const kind = fault === undefined ? "fault" : faultText(fault);
  return fault !== undefined && rationale.includes(kind) ? rationale : `${kind}, ${rationale}`;
}
