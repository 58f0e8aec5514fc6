import type { Stream } from "../random/mod.ts";

/** Steps of one swing of the users' load: a compressed day. */
const PERIOD_STEPS = 360;
/** Share of the mean by which the load swings to either side. */
const SWING = 0.15;

/** The users' rate over an episode: a swing around the mean, whose phase is drawn per seed. */
export function createWorkload(entryRate: number, stream: Stream): (step: number) => number {
  const phase = 2 * Math.PI * stream.next();
  return (step) => entryRate * (1 + SWING * Math.sin(phase + 2 * Math.PI * step / PERIOD_STEPS));
}
