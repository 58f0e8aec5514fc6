import type { Diagnosis, Evidence } from "../../model/mod.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";
import { nobody } from "../answer/nobody.ts";
import { blameForTime } from "../traces/time_blame.ts";
import { learnTimeExcess, type TimeExcess, usualRequestSeconds } from "../traces/time_excess.ts";
import { type TimeParts, timePartsOf } from "../traces/time_parts.ts";

/** A slowdown of half the usual request makes the answer sure. */
const CLEAR_SLOWDOWN = 0.5;
const QUOTED = 5;

/**
 * Blames the service that explains most of the time that requests have lost: each span's self time, and each call's time beyond
 * its callee's span, against what is usual for the same operation (see `learnTimeExcess` and `blameForTime`). Scores are seconds lost
 * per request.
 */
export function createSelfTime({ services }: DiagnoserContext): Diagnoser {
  const known = new Set(services);
  let normal: TimeParts | undefined;
  let excessesOf: ((after: TimeParts) => TimeExcess[]) | undefined;
  return {
    name: "trace-self-time",
    fit: ({ spans = [] }) => {
      normal = timePartsOf(spans, known);
      excessesOf = learnTimeExcess(normal);
    },
    diagnose: ({ spans = [] }) => {
      if (normal === undefined || excessesOf === undefined) {
        throw new TypeError("The trace-self-time diagnoser must be fitted before it diagnoses");
      }
      const after = timePartsOf(spans, known);
      const excesses = excessesOf(after);
      const requests = Math.max(1, after.requestSeconds.length);
      const { blamed } = blameForTime(services, excesses);
      const lost = blamed.reduce((sum, seconds) => sum + seconds, 0);
      if (lost === 0) return nobody(services, "no operation takes longer than usual");
      const ranking = rank(services, blamed.map((seconds) => seconds / requests));
      const slowdown = lost / requests / Math.max(1e-9, usualRequestSeconds(normal));
      return explain(ranking, {
        excesses,
        lostPerRequest: lost / requests,
        clarity: Math.min(1, slowdown / CLEAR_SLOWDOWN),
      });
    },
  };
}

function explain(
  ranking: Diagnosis["ranking"],
  { excesses, lostPerRequest, clarity }: {
    excesses: readonly TimeExcess[];
    lostPerRequest: number;
    clarity: number;
  },
): Diagnosis {
  const { service: suspect, score } = ranking[0]!;
  const share = score / lostPerRequest;
  const evidence = excesses
    .filter(({ part, excessSeconds }) =>
      excessSeconds > 0 && (part.service === suspect || part.callee === suspect)
    )
    .sort((a, b) => b.excessSeconds - a.excessSeconds)
    .slice(0, QUOTED)
    .map(evidenceOf);
  return {
    suspect,
    confidence: share * clarity,
    ranking,
    evidence,
    rationale: `${suspect} explains ${(100 * share).toFixed(0)} % of the ${
      (1000 * lostPerRequest).toFixed(0)
    } ms that a request loses: ${evidence.map(({ text }) => text).slice(0, 2).join("; ")}`,
  };
}

function evidenceOf({ part, shiftSeconds, usualSeconds }: TimeExcess): Evidence {
  const { service, callee, name, kind, seconds } = part;
  const what = callee !== undefined
    ? `${name} from ${service} to ${callee} spends`
    : `${name} of ${service} ${kind === "call" ? "waits" : "works"}`;
  return {
    signal: "trace",
    service,
    indicator: name,
    text: `${what} ${(1000 * shiftSeconds).toFixed(1)} ms more than the usual ${
      (1000 * usualSeconds).toFixed(1)
    } ms (${seconds.length} spans)`,
  };
}
