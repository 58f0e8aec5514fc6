import { z } from "zod";
import { canonicalJson, deepFreeze, TIMINGS, type Timings, type TimingsName } from "../model/mod.ts";
import { SCALE_SLOTS } from "./physics/state.ts";

/** Longest time that a replacement takes, in steps. */
const MAX_STEPS = 100_000;

const steps = z.int().min(0).max(MAX_STEPS);
const share = z.number().min(0).max(1);
const replacement = z.strictObject({
  downShare: z.number().gt(0).max(1),
  downSteps: steps,
  mendedAfterSteps: steps,
});
const scaleSteps = z.int().min(1).max(SCALE_SLOTS - 1);
const byKind = <T extends z.ZodType>(schema: T) =>
  z.strictObject({ service: schema, database: schema, cache: schema });

/** The schema of the option `timings`: a name of `TIMINGS`, or timings of one's own. */
export const timingsOption = z.union([
  z.enum(Object.keys(TIMINGS) as TimingsName[]),
  z.strictObject({
    scaleDelaySteps: byKind(scaleSteps),
    restart: byKind(replacement),
    rollback: replacement,
    failover: z.strictObject({
      downSteps: steps,
      lostWriteSeconds: z.number().min(0),
      behindShare: share,
      behindDownSteps: steps,
      behindLostWriteSeconds: z.number().min(0),
    }),
    warmupSteps: steps,
  }),
]);

/** Timings, and what they are called where episodes are told apart: those of one's own by their content. */
export function resolveTimings(
  given: TimingsName | Timings = "realistic",
): { readonly timingsName: string; readonly timings: Timings } {
  return typeof given === "string"
    ? { timingsName: given, timings: TIMINGS[given] }
    : { timingsName: canonicalJson(given), timings: deepFreeze(structuredClone(given)) };
}
