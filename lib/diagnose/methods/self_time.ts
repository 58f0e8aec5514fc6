import { type Diagnosis, type Evidence, number } from "../../model/mod.ts";
import { diagnoser, type DiagnoserEntry, nobody, rank } from "../diagnoser.ts";
import {
  blameForTime,
  CALLEE_PRIOR,
  learnTimeExcess,
  type TimeExcess,
  timePartsOf,
  UPPER_QUANTILE,
  usualRequestSeconds,
} from "../traces/lost_time.ts";
import { shareText } from "../../model/shown/share_text.ts";

/** Pieces of evidence that are quoted. */
const MAX_EVIDENCE = 5;

/**
 * Blames the service that explains most of the time that requests have lost: the self time of each span, and the time of each call beyond
 * its callee's span, against what is usual for the same operation (see `learnTimeExcess` and `blameForTime`). Scores are seconds lost
 * per request.
 */
export const selfTime: DiagnoserEntry = diagnoser({
  name: "trace-self-time",
  about: "blames the service that explains most of the time that requests have lost",
  needs: ["spans"],
  parameters: {
    upperQuantile: number({
      about: "the quantile of each operation's time that is compared besides the median",
      range: [0.5, 0.99],
      default: UPPER_QUANTILE,
    }),
    calleePrior: number({
      about: "weight in favour of blaming the callee for a slow call, before other calls are looked at",
      unit: "calls that are as slow",
      range: [0.01, 100],
      default: CALLEE_PRIOR,
    }),
    clearSlowdown: number({
      about: "the slowdown that makes the answer certain",
      unit: "usual durations of a request",
      range: [0.01, 100],
      default: 0.5,
    }),
  },
  create: ({ services }, { upperQuantile, calleePrior, clearSlowdown }) => {
    const known = new Set(services);
    return (before) => {
      const usual = timePartsOf(before.spans ?? [], known);
      const excessesOf = learnTimeExcess(usual, upperQuantile);
      return ({ spans = [] }) => {
        const after = timePartsOf(spans, known);
        const excesses = excessesOf(after);
        const requests = Math.max(1, after.requestSeconds.length);
        const { blamed } = blameForTime(services, excesses, calleePrior);
        const lost = blamed.reduce((sum, seconds) => sum + seconds, 0);
        if (lost === 0) return nobody(services, "no operation takes longer than usual");
        const ranking = rank(services, blamed.map((seconds) => seconds / requests));
        const slowdown = lost / requests / Math.max(1e-9, usualRequestSeconds(usual));
        return explain(ranking, {
          excesses,
          lostPerRequest: lost / requests,
          clarity: Math.min(1, slowdown / clearSlowdown),
        });
      };
    };
  },
});

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
    .slice(0, MAX_EVIDENCE)
    .map(evidenceOf);
  return {
    suspect,
    confidence: share * clarity,
    ranking,
    evidence,
    rationale: `${suspect} explains ${shareText(share)} of the ${
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
