import { UsageError } from "../../model/mod.ts";
import { createStream, shuffled } from "../../random/mod.ts";
import type { Split, TaskBook, TaskChoice } from "../core/tasks.ts";

/** The suite whose episodes have no fault. */
export const CALM_SUITE = "calm";

/** What is to be played. */
export interface PlanOptions {
  /** A suite of the task book; of `calm` all episodes are calm. */
  readonly suite: string;
  readonly split: Split;
  /** Episodes of the suite, 1 or more. */
  readonly episodes: number;
  /** Calm episodes besides. */
  readonly calm: number;
  /** What nobody else knows, where the order must not be worked out. */
  readonly secret?: string;
}

/**
 * Draws the episodes of a score without replacement, incidents and calm ones in an order that says nothing of which is which.
 *
 * @throws {UsageError} for an unknown suite, and for more episodes than there are
 */
export function planEpisodes(tasks: TaskBook, { suite, split, episodes, calm, secret = "" }: PlanOptions) {
  const draw = (name: string, count: number): Required<TaskChoice>[] => {
    const there = tasks.count(name, split);
    if (count > there) {
      throw new UsageError(
        `The split "${split}" of the suite "${name}" has ${there} episodes, found ${count} that are asked for`,
      );
    }
    const stream = createStream("scoreboard", name, split, secret);
    return shuffled(Array.from({ length: there }, (_, index) => index), stream).slice(0, count)
      .map((index) => ({ suite: name, split, index }));
  };
  const chosen = [...draw(suite, episodes), ...(calm > 0 ? draw(CALM_SUITE, calm) : [])];
  return shuffled(chosen, createStream("scoreboard order", suite, split, secret));
}
