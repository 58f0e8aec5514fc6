import type { Evidence, MetricTable } from "../../model/mod.ts";
import { pow } from "../../stats/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { type Adjacency, adjacency } from "../graph/call_graph.ts";
import { commonLoad, type Findings, findingsOf, isSymptom, surgeOf } from "./findings.ts";
import { largestOf, likeliestOf } from "./likeliest.ts";
import { suspicionOf } from "./suspicion.ts";
import { isObserved } from "../metrics/observed_layout.ts";
import { learnMetricChanges, type MetricChange } from "./metric_changes.ts";

/** Who explains an incident by its metrics. */
export interface Explanation {
  /** Shares of blame, summing to 1, or to 0 if no service stands out. */
  readonly blame: Float64Array;
  /** How much speaks for the likeliest one, 0 to 1. */
  readonly strength: number;
  /** How far the blame rests on more than who suffers: on a service that is dead or has changed by itself, 0 to 1. */
  readonly own: number;
  /** How far the likeliest one is dead or silent, 0 to 1. */
  readonly dead: number;
  /** How far it has changed by itself, by what it uses or by metrics that an observation has not; 0 to 1. */
  readonly changed: number;
  /** Whether all services have clearly less to do. */
  readonly lull: boolean;
  /** Those that the likeliest one calls and may be cut off from: they are as usual, and it suffers though what it uses is as usual too. */
  readonly cutOff: readonly number[];
  /** How certain it is that anything has happened, 0 to 1. */
  readonly happened: number;
  /** Shares per service of what would be suspected if something has happened (see `suspicionOf`). */
  readonly suspicion: Float64Array;
  /** The ratio of the load where that alone explains what has moved, at all services alike; undefined otherwise. */
  readonly surge: number | undefined;
  /** Per service what speaks against it besides metrics that have moved. */
  readonly evidence: readonly (readonly Evidence[])[];
  /** What the metrics of each service tell. */
  readonly findings: readonly Findings[];
}

/** The weight of a cause that nobody who would notice suffers from, of one that is beyond doubt, and of one that may just not be recorded any more. */
const [UNNOTICED, CLEAR_UNNOTICED, UNRECORDED] = [0.6, 0.9, 0.4];
/** How much another has to suffer for a cause to be noticed by it. */
const MIN_NOTICED = 0.7;
/** The logarithm of the ratio of all services' load from which the load may be the cause, and the weight of other causes then. */
const [COMMON_LOAD, LOADED] = [Math.log(1.3), 0.6];
/** Most that what it calls explains of how a service suffers, and most that others do where nobody knows who calls whom. */
const [MAX_EXPLAINED, MAX_EXPLAINED_BY_ANY] = [0.8, 0.56];
/** Weight of a service that works otherwise, and of one that suffers, beside one that is dead. */
const [CHANGED_WEIGHT, SUFFERS_WEIGHT] = [0.9, 0.8];
/** How fast suffering counts less the later it begins, per window after, where nobody knows who calls whom. */
const DELAY_DECAY = 4;
/** Services that don't suffer but count as explained, so that few that do are not everything. */
const COVER_PRIOR = 0.25;
/** What is added to the evidence, up to 1, to be the strength of an explanation. */
const STRENGTH_OFFSET = 0.3;
/** Power to which evidence is raised to be shares of blame. Incidents of made-up systems are told better with more, quiet windows after another fault worse. */
const SHARPNESS = 4;
/** How far a service must have changed by itself, or one of its metrics with certainty, not to be as usual. */
const MIN_OWN_CHANGE = 0.5;
/** Metrics that a piece of evidence lists. */
const MAX_LISTED = 5;

/**
 * Learns from the window before; the function returned tells which service explains what metrics show. A service is a candidate if it is
 * dead or silent though its callers still have requests, if it works otherwise than its requests explain, or if it suffers and nothing
 * that it calls explains that. It explains that those suffer that call it, directly or through others that suffer; without a call graph
 * all may.
 */
export function learnExplanation(
  context: DiagnoserContext,
  before: MetricTable,
): (after: MetricTable) => Explanation {
  const { services, graph } = context;
  const changesOf = learnMetricChanges(services, before, graph === undefined);
  const calls = graph && adjacency(services, graph);
  return (after) => {
    const { changes, happened } = changesOf(after);
    const findings = findingsOf(changes, { count: services.length, calls });
    const dead = Math.max(0, ...findings.map(({ dead }) => dead));
    const load = commonLoad(changes);
    const explanation = explanationOf(findings, { calls, loaded: Math.abs(load) > COMMON_LOAD });
    const likeliest = likeliestOf(explanation.blame);
    const its = changes.filter(({ service }) => service === likeliest);
    return {
      ...explanation,
      dead: findings[likeliest]!.silent ? 1 : findings[likeliest]!.dead,
      changed: Math.max(findings[likeliest]!.changed, ...its.map(unobservedChange)),
      lull: load < -COMMON_LOAD,
      cutOff: onlySuffers(findings[likeliest]!, its)
        ? (calls?.callees[likeliest] ?? []).filter((i) => isAsUsual(findings[i]!))
        : [],
      happened: Math.max(happened, dead),
      suspicion: suspicionOf(changes, services.length),
      surge: surgeOf(changes, findings),
      evidence: services.map((name, i) =>
        endedEvidence(name, changes.filter(({ service }) => service === i))
      ),
      findings,
    };
  };
}

/** How certain it is that a metric has changed that an observation has not. */
function unobservedChange({ role, certainty }: MetricChange): number {
  return isObserved(role) ? 0 : certainty;
}

/** Whether a service suffers though what it uses is recorded and as usual. */
function onlySuffers({ suffers, changed, dead }: Findings, its: readonly MetricChange[]): boolean {
  return suffers > 0 && dead === 0 && changed < MIN_OWN_CHANGE && its.some(({ role }) => role === "cpu") &&
    its.every((one) => isSymptom(one) || one.role === "requests" || one.certainty < MIN_OWN_CHANGE);
}

function isAsUsual({ judged, suffers, changed, dead, silent }: Findings): boolean {
  return judged && suffers === 0 && changed < MIN_OWN_CHANGE && dead === 0 && !silent;
}

function explanationOf(
  findings: readonly Findings[],
  { calls, loaded }: { readonly calls: Adjacency | undefined; readonly loaded: boolean },
): Pick<Explanation, "blame" | "strength" | "own"> {
  const own = findings.map(({ dead, changed }) => Math.max(dead, changed));
  const known = calls && whoExplains(findings, calls);
  const anybody = MAX_EXPLAINED_BY_ANY * largestOf(own);
  const earliest = Math.min(1, ...findings.filter(({ suffers }) => suffers > 0).map(({ since }) => since));
  const evidence = findings.map((its, i) => {
    const lessened = known
      ? 1 -
        MAX_EXPLAINED * largestOf([...known.reasons[i]!].map((j) => Math.max(own[j]!, findings[j]!.suffers)))
      : (1 - (own[i]! > 0 ? 0 : anybody)) * Math.exp(-DELAY_DECAY * (its.since - earliest)) *
        its.suffering ** 2;
    const innocence = (1 - its.dead) * (1 - CHANGED_WEIGHT * its.changed) *
      (1 - SUFFERS_WEIGHT * its.suffers * lessened);
    return (1 - innocence) * (known?.covers[i] ?? 1);
  });
  const powers = evidence.map((x) => pow(x, SHARPNESS));
  const sum = powers.reduce((a, b) => a + b, 0);
  const most = largestOf(evidence);
  const best = evidence.indexOf(most);
  const notice = noticeOf(best, findings, { calls, clarity: most });
  return {
    blame: Float64Array.from(powers, (x) => sum > 0 ? x / sum : 0),
    strength: most > 0 ? Math.min(1, STRENGTH_OFFSET + most) * notice * (loaded ? LOADED : 1) : 0,
    own: largestOf(own.map((x, i) => x * (known?.covers[i] ?? 1))),
  };
}

/** The weight of a cause by who notices it: others suffer, too, or nobody who would is watched. */
function noticeOf(
  service: number,
  findings: readonly Findings[],
  { calls, clarity }: { readonly calls: Adjacency | undefined; readonly clarity: number },
): number {
  if (findings.some(({ suffers }, i) => suffers > MIN_NOTICED && i !== service)) return 1;
  if (findings[service]?.silent) return UNRECORDED;
  const noticing = calls ? calls.callers[service] ?? [] : [...findings.keys()].filter((i) => i !== service);
  if (!noticing.some((i) => findings[i]!.judged)) return 1;
  return UNNOTICED + (CLEAR_UNNOTICED - UNNOTICED) * clarity ** 2;
}

/** By whom each service that suffers may, and the share of all suffering that each explains. */
function whoExplains(findings: readonly Findings[], calls: Adjacency) {
  const none: ReadonlySet<number> = new Set();
  const reasons = findings.map(({ suffers }, i) => suffers > 0 ? below(i, findings, calls) : none);
  const covered = findings.map(({ suffers }) => suffers);
  reasons.forEach((its, i) => its.forEach((j) => covered[j]! += findings[i]!.suffers));
  const total = findings.reduce((sum, { suffers }) => sum + suffers, 0);
  return { reasons, covers: covered.map((x) => (COVER_PRIOR + x) / (COVER_PRIOR + total)) };
}

/** The services that can explain why one suffers: what it calls, and what that calls in turn as long as it suffers, too. */
function below(from: number, findings: readonly Findings[], { callees }: Adjacency): ReadonlySet<number> {
  const reached = new Set<number>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const callee of callees[at]!) {
      if (reached.has(callee) || callee === from) continue;
      reached.add(callee);
      const { suffers, judged } = findings[callee]!;
      if (suffers > 0 || !judged) open.push(callee);
    }
  }
  return reached;
}

/** That metrics of a service end. */
function endedEvidence(service: string, its: readonly MetricChange[]): Evidence[] {
  const ended = its.filter(({ ended }) => ended);
  if (ended.length === 0) return [];
  const what = ended.length === its.length ? "all of its metrics end" : "of its metrics there end";
  const text = `${what}: ${ended.slice(0, MAX_LISTED).map(({ metric }) => metric).join(", ")}${
    ended.length > MAX_LISTED ? " and more" : ""
  }`;
  return [{ signal: "metric", service, indicator: ended[0]!.metric, text }];
}
