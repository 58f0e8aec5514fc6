import { z } from "zod";
import { anyNumber } from "../../model/argument_schemas.ts";
import { STEP_SECONDS, UsageError } from "../../model/mod.ts";
import type { Episode } from "../../run/mod.ts";
import { incidentWindow, type StepWindow } from "./incident_window.ts";

/**
 * The part of an episode that a timeline shows: the incident with a minute before and two after, all of the episode, or from
 * one simulated time to another, in minutes.
 */
export type TimelineZoom = "incident" | "episode" | readonly [fromMinutes: number, untilMinutes: number];

/** Options of a timeline. */
export interface TimelineOptions {
  /** The part that is shown. Default: `"incident"`. */
  readonly zoom?: TimelineZoom;
}

/** The options of a timeline; whether a part is in the episode is for `timelineWindow` to say. */
export const timelineOptions: z.ZodType<TimelineOptions> = z.strictObject({
  zoom: z.union([z.enum(["incident", "episode"]), z.tuple([anyNumber, anyNumber])]).exactOptional(),
});

/**
 * The steps that a timeline shows.
 *
 * @throws {UsageError} for an episode without steps, and for a part without steps of it
 */
export function timelineWindow(
  thing: string,
  { steps }: Episode,
  { zoom = "incident" }: TimelineOptions,
): StepWindow {
  const [start, end] = [steps[0], steps.at(-1)];
  if (start === undefined || end === undefined) {
    throw new UsageError("The episode has no steps: run it with trace: true");
  }
  if (zoom === "incident") return incidentWindow(steps);
  const all = { from: start.step, until: end.step + 1 };
  if (zoom === "episode") return all;
  const [from, until] = zoom.map((minutes) => minutes * 60 / STEP_SECONDS) as [number, number];
  const part = { from: Math.max(all.from, Math.floor(from)), until: Math.min(all.until, Math.ceil(until)) };
  if (part.from < part.until) return part;
  const minutes = (step: number) => Number((step * STEP_SECONDS / 60).toFixed(2));
  throw new UsageError(
    `${thing}: zoom must go from an earlier to a later minute of the episode, ${minutes(all.from)} to ${
      minutes(all.until)
    }, found ${zoom[0]} to ${zoom[1]}`,
  );
}
