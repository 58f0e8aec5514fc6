import type { Evidence } from "../../model/mod.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";
import { type Failures, failuresOf } from "../traces/failures.ts";
import { nobody } from "../answer/nobody.ts";

/** Failures that begin somewhere, as a share of the requests, that make the answer sure. */
const CLEAR_RATE = 0.05;

/** What each kind of origin is called. */
const KINDS = {
  own: "failures begin at",
  unreached: "calls do not arrive at",
  unheard: "calls are given up that wait for",
} as const;

/**
 * Blames the service at which most failures begin, beyond those that began there before: failed spans with no failed child. A
 * failed call that its callee knows nothing of is the callee's. Scores are failures per request.
 */
export function createErrorPropagation({ services }: DiagnoserContext): Diagnoser {
  let before: Failures | undefined;
  return {
    name: "error-propagation",
    fit: ({ spans = [] }) => {
      before = failuresOf(services, spans);
    },
    diagnose: ({ spans = [] }) => {
      if (before === undefined) {
        throw new TypeError("The error-propagation diagnoser must be fitted before it diagnoses");
      }
      const rises = risesOf(before, failuresOf(services, spans));
      const scores = services.map((_, i) => rises.own[i]! + rises.unreached[i]! + rises.unheard[i]!);
      const total = scores.reduce((sum, score) => sum + score, 0);
      if (total === 0) return nobody(services, "no more requests fail than before");
      const ranking = rank(services, scores);
      const { service: suspect, score } = ranking[0]!;
      const evidence = evidenceFor(suspect, services.indexOf(suspect), rises);
      return {
        suspect,
        confidence: score / total * Math.min(1, total / CLEAR_RATE),
        ranking,
        evidence,
        rationale: evidence.map(({ text }) => text).join("; "),
      };
    },
  };
}

/** Failures per request beyond those before, beyond chance: a Poisson standard deviation is taken off. */
function risesOf(before: Failures, after: Failures): Record<keyof typeof KINDS, Float64Array> {
  const rise = (kind: keyof typeof KINDS) =>
    after[kind].map((count, i) => {
      const expected = before[kind][i]! * after.requests / Math.max(1, before.requests);
      return Math.max(0, count - expected - Math.sqrt(expected)) / Math.max(1, after.requests);
    });
  return { own: rise("own"), unreached: rise("unreached"), unheard: rise("unheard") };
}

function evidenceFor(
  service: string,
  place: number,
  rises: Record<keyof typeof KINDS, Float64Array>,
): Evidence[] {
  return (Object.keys(KINDS) as (keyof typeof KINDS)[])
    .filter((kind) => rises[kind][place]! > 0)
    .sort((a, b) => rises[b][place]! - rises[a][place]!)
    .map((kind) => ({
      signal: "trace",
      service,
      indicator: kind,
      text: `${KINDS[kind]} ${service}: ${rises[kind][place]!.toFixed(3)} more per request than before`,
    }));
}
