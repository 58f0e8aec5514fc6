import { describeAction, STEP_SECONDS } from "../../model/mod.ts";
import { reasonedText } from "../../diagnose/diagnosis_text.ts";
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
    const why = diagnosis ? `  ←  ${reasonedText(diagnosis)}` : "";
    return [{
      minutes: minutesOf(step),
      text: `${refused ?? describeAction(executed)}${why}`,
      refused: refused !== undefined,
    }];
  });
}
