import { createStream } from "../random/mod.ts";
import type { Episode } from "./records.ts";

/** Hexadecimal digits of one draw. */
const DIGITS = 4;

/** The id of an episode's incident trace: the same for the same episode, another for another agent, seed or trial. */
export function incidentTraceId(episode: Episode): string {
  return hexadecimal(32, [...keysOf(episode), "trace"]);
}

/** The id of one of its spans: of the root without a step, of the work of a kind that began with a step. */
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
    { length: digits / DIGITS },
    () => integer(16 ** DIGITS).toString(16).padStart(DIGITS, "0"),
  ).join("");
}
