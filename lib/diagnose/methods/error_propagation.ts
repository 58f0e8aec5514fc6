import { type Evidence, number } from "../../model/mod.ts";
import { diagnoser, type DiagnoserEntry, nobody, rank } from "../diagnoser.ts";
import { type Failures, failuresOf } from "../traces/call_counts.ts";
import { silentCallees, usualCallsOf } from "../traces/silent_services.ts";
import { growForest } from "../traces/span_tree.ts";

/** Each kind of origin in words. */
const KINDS = {
  own: "failures begin at",
  unreached: "calls do not arrive at",
  unheard: "calls are given up while waiting for",
} as const;

/**
 * Blames the service at which the most failures begin beyond those that began there before: failed spans without a failed child. A
 * failed call that its callee has no span of is attributed to the callee. Scores are failures per request.
 */
export const errorPropagation: DiagnoserEntry = diagnoser({
  name: "error-propagation",
  about: "blames the service at which the most failures of requests begin",
  needs: ["spans"],
  parameters: {
    noise: number({
      about: "how far above the expected number failures must rise to count",
      unit: "Poisson standard deviations",
      range: [0, 100],
      default: 1,
    }),
    clearRate: number({
      about: "the rise of failures that makes the answer certain",
      unit: "failures per request",
      range: [0.0001, 1],
      default: 0.05,
    }),
  },
  create: ({ services }, { noise, clearRate }) => (before) => {
    const normal = growForest(before.spans ?? []);
    const usual = failuresOf(services, normal);
    const usualCalls = usualCallsOf(normal);
    return (after) => {
      const forest = growForest(after.spans ?? []);
      const rises = risesOf(usual, failuresOf(services, forest, silentCallees(usualCalls, forest)), noise);
      const scores = services.map((_, i) => rises.own[i]! + rises.unreached[i]! + rises.unheard[i]!);
      const total = scores.reduce((sum, score) => sum + score, 0);
      if (total === 0) return nobody(services, "no more requests fail than before");
      const ranking = rank(services, scores);
      const { service: suspect, score } = ranking[0]!;
      const evidence = evidenceFor(suspect, services.indexOf(suspect), rises);
      return {
        suspect,
        confidence: score / total * Math.min(1, total / clearRate),
        ranking,
        evidence,
        rationale: evidence.map(({ text }) => text).join("; "),
      };
    };
  },
});

/** Failures per request by which each kind exceeds what was expected and its noise. */
function risesOf(before: Failures, after: Failures, noise: number): Record<keyof typeof KINDS, Float64Array> {
  const rise = (kind: keyof typeof KINDS) =>
    after[kind].map((count, i) => {
      const expected = before[kind][i]! * after.requests / Math.max(1, before.requests);
      return Math.max(0, count - expected - noise * Math.sqrt(expected)) / Math.max(1, after.requests);
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
