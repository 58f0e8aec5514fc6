import { createStream } from "../random/mod.ts";
import type { Episode } from "./records.ts";

/** Hexadecimal digits per random number. */
const DIGITS_PER_DRAW = 4;

/** The trace id of the incident of an episode: the same for the same episode, different for another agent, seed or trial. */
export function incidentTraceId(episode: Episode): string {
  return hexadecimal(32, [...keysOf(episode), "trace"]);
}

/** The id of a span of that trace: of the root without a step, else of the span of a kind that starts with a step. */
export function incidentSpanId(episode: Episode, kind: string, step = -1): string {
  return hexadecimal(16, [...keysOf(episode), kind, step]);
}

function keysOf({ record }: Episode): (string | number)[] {
  const { seed, agent, scenario, topology, trial, episode } = record;
  return [seed, "incident", agent, scenario, topology, trial, episode];
}

function hexadecimal(digits: number, keys: readonly (string | number)[]): string {
  const { integer } = createStream(...keys);
  return Array.from(
    { length: digits / DIGITS_PER_DRAW },
    () => integer(16 ** DIGITS_PER_DRAW).toString(16).padStart(DIGITS_PER_DRAW, "0"),
  ).join("");
}
