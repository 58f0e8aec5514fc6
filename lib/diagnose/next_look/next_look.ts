import { z } from "zod";
import { listWith } from "../../model/argument_schemas.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import type { Dependency, Diagnosis, Incident, Look } from "../../model/mod.ts";
import { CHANGED_AT_FAULT, CHANGED_ELSEWHERE, SHOWN, type Standing } from "./chances.ts";
import { createSeen } from "./seen.ts";

const ARGUMENTS = z.object({
  diagnosis: z.looseObject({
    confidence: z.number().min(0).max(1),
    ranking: listWith({ service: "string", score: "number" }),
    causes: z.array(
      z.looseObject({ services: z.array(z.string()), probability: z.number().min(0).max(1) }),
    ).optional(),
  }),
  incident: z.looseObject({
    services: z.array(z.string()).min(1),
    graph: z.array(z.looseObject({ caller: z.string(), callee: z.string() })).optional(),
    before: objectWith({ metrics: "object" }),
    after: objectWith({ metrics: "object" }),
  }),
  options: z.strictObject({
    signals: z.array(z.enum(["metrics", "logs", "traces", "changes"])).optional(),
    done: z.array(z.looseObject({ signal: z.string(), service: z.string() })).optional(),
  }),
});

/** Bits below which a look isn't worth a sentence. */
const MIN_GAIN_BITS = 0.05;
const SIGNALS: readonly Look["signal"][] = ["traces", "metrics", "logs", "changes"];

/** What can be looked at. */
export interface NextLookOptions {
  /** The signals that can be had. Default: all four. */
  readonly signals?: readonly Look["signal"][];
  /** What has been looked at, be it in vain. Default: what the windows hold. */
  readonly done?: readonly Pick<Look, "signal" | "service">[];
}

/** What is known of an incident when it is asked what to look at. */
interface KnownIncident extends Pick<Incident, "services" | "before" | "after"> {
  readonly graph?: readonly Dependency[] | undefined;
}

/**
 * Which signal of which service to look at next: of all that the incident lacks, the one that is expected to tell most about which of
 * the two likeliest explanations is true (the mutual information of both, Lindley, On a Measure of the Information Provided by an Experiment, 1956). How
 * likely something unusual is seen depends on where the service stands to those at fault (`SHOWN`), and for changes on the kinds of fault that
 * the diagnosis holds likely at it.
 *
 * @returns undefined where everything has been seen, only one explanation is left or nothing is worth a twentieth of a bit
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example Of two suspects without traces
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { nextLook } from "./next_look.ts";
 * const nothing = { metrics: { indicators: [], timesSeconds: new Float64Array(0), columns: [] } };
 * const causes = [{ services: ["db"], probability: 0.5 }, { services: ["cache"], probability: 0.4 }];
 * const ranking = [{ service: "db", score: 0.5 }, { service: "cache", score: 0.4 }];
 * const look = nextLook({ suspect: "db", confidence: 0.5, ranking, causes, rationale: "" }, {
 *   services: ["web", "cache", "db"],
 *   before: nothing,
 *   after: nothing,
 * });
 * deepStrictEqual([look?.signal, look?.service], ["traces", "cache"]);
 * ```
 */
export function nextLook(
  diagnosis: Diagnosis,
  incident: Pick<Incident, "services" | "graph" | "before" | "after">,
  options: NextLookOptions = {},
): Look | undefined {
  checkOptions("nextLook", ARGUMENTS, { diagnosis, incident, options });
  return nextLookOf(diagnosis, incident, options);
}

/** `nextLook` without checks. */
export function nextLookOf(
  diagnosis: Omit<Diagnosis, "rationale">,
  incident: KnownIncident,
  options: NextLookOptions = {},
): Look | undefined {
  const { signals = SIGNALS, done = [] } = options;
  const between = twoLikeliest(diagnosis);
  if (between === undefined) return undefined;
  const [first, second] = between.map((sets) => ({
    ...sets,
    standing: standingsOf(sets.services, incident.graph),
  })) as [Explained, Explained];
  const share = first.probability / (first.probability + second.probability);
  if (entropyBits(share) < MIN_GAIN_BITS) return undefined;
  const seen = createSeen(incident, done);
  const shownOf = shownBy(diagnosis);
  let best: Look | undefined;
  for (const { service } of diagnosis.ranking) {
    for (const signal of SIGNALS) {
      if (!signals.includes(signal) || seen(signal, service)) continue;
      const chances = [first, second].map(({ standing }) => shownOf(signal, service, standing(service)));
      const gainBits = informationBits(share, chances[0]!, chances[1]!);
      if (gainBits >= Math.max(MIN_GAIN_BITS, best === undefined ? 0 : best.gainBits + EQUAL_BITS)) {
        best = { signal, service, gainBits, between: [first.services, second.services] };
      }
    }
  }
  return best;
}

/** Differences that are rounding. */
const EQUAL_BITS = 1e-9;

/** A set of services at fault, and where others stand then. */
interface Explained {
  readonly services: readonly string[];
  readonly probability: number;
  readonly standing: (service: string) => Standing;
}

/** The two likeliest sets of causes: as stated, or by the ranking, where one service at most is at fault. */
function twoLikeliest({ causes, ranking, confidence }: Omit<Diagnosis, "rationale">) {
  const total = ranking.reduce((sum, { score }) => sum + Math.max(0, score), 0);
  const first = Math.max(0, ranking[0]?.score ?? 0);
  // A score need not be a probability: that of the first is its confidence, unless nobody is named.
  const scale = first > 0 && confidence > 0 ? confidence / first : total > 1 ? 1 / total : 1;
  const sets = causes ?? [
    ...ranking.map(({ service, score }) => ({
      services: [service],
      probability: scale * Math.max(0, score),
    })),
    { services: [], probability: Math.max(0, 1 - scale * total) },
  ];
  const likeliest = sets.filter(({ probability }) => probability > 0)
    .toSorted((a, b) => b.probability - a.probability).slice(0, 2);
  return likeliest.length < 2 ? undefined : likeliest;
}

/** Where a service stands to those at fault. */
function standingsOf(
  causes: readonly string[],
  graph: readonly Dependency[] | undefined,
): (service: string) => Standing {
  if (causes.length === 0) return () => "quiet";
  if (graph === undefined) return (service) => causes.includes(service) ? "at fault" : "elsewhere";
  const callersOf = Map.groupBy(graph, ({ callee }) => callee);
  const reached = new Set(causes);
  // Visited in turn: a set can grow while it is gone through.
  for (const callee of reached) for (const { caller } of callersOf.get(callee) ?? []) reached.add(caller);
  return (service) => causes.includes(service) ? "at fault" : reached.has(service) ? "caller" : "other";
}

/** The probability that a look shows something unusual. */
function shownBy({ kinds }: Pick<Diagnosis, "kinds">) {
  return (signal: Look["signal"], service: string, standing: Standing): number => {
    if (signal !== "changes") return SHOWN[signal][standing];
    if (standing !== "at fault") return CHANGED_ELSEWHERE;
    const its = (kinds ?? []).filter((kind) => kind.service === service);
    const total = its.reduce((sum, { probability }) => sum + probability, 0);
    if (total === 0) return CHANGED_AT_FAULT;
    const changed = its.filter(({ fault }) => fault === "bad_deploy")
      .reduce((sum, { probability }) => sum + probability, 0);
    return CHANGED_ELSEWHERE + (1 - CHANGED_ELSEWHERE) * changed / total;
  };
}

/**
 * The mutual information of two explanations and of whether a look shows something.
 *
 * @param share probability of the first explanation; the second has the rest
 * @param first probability that something is shown if it is true, second likewise
 */
function informationBits(share: number, first: number, second: number): number {
  const shown = share * first + (1 - share) * second;
  return entropyBits(shown) - share * entropyBits(first) - (1 - share) * entropyBits(second);
}

function entropyBits(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);
}
