import {
  CPU_UTILISATION,
  METRIC_COUNT,
  type MetricTable,
  REQUEST_RATE,
  type Signals,
} from "../../model/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { likelyTopology } from "../graph/likely_topology.ts";
import { inObservedLayout } from "../metrics/observed_layout.ts";
import { learnByNetwork, type NetworkJudgement } from "./by_network.ts";
import type { Judgement } from "./explain.ts";
import { largestOf, likeliestOf } from "./likeliest.ts";

type Judge<J extends Judgement = Judgement> = (after: Signals) => J;

/** Blame of the likeliest service below which a network names nobody, from which it holds it likelier than not, and from which it is certain. */
const [MAX_NOBODY_BLAME, LIKELY, CERTAIN] = [0.05, 0.5, 0.9];
/**
 * Probability by a network that anything is wrong, and certainty by opinions that anything has happened, from which nobody is no answer; and the latter
 * from which a network is asked about other people's systems, on which it was never shown quiet ones.
 */
const [MIN_WRONG, MIN_HAPPENED, BEYOND_DOUBT] = [0.5, 0.9, 0.999];
/**
 * How far opinions must hold a service for dead to have the last word where a network knows the topology, and how far for dead or changed by
 * itself where that is guessed.
 */
const [SURELY_DEAD, MIN_TOLD] = [0.9, 0.5];
/**
 * Weight of a network beside pooled opinions: of one that is certain though the topology is guessed, of one that they bear out, and of one that is
 * uncertain where the topology is known. A certain one that contradicts them was right in nine of ten simulated incidents, an uncertain
 * one in a quarter of those with decoys.
 */
const WEIGHT = { certain: 0.9, borneOut: 0.65, uncertain: 0.35 };
/**
 * Share of the blame of a service that suffers, with what it uses as usual, that is left for links to those that it calls: lost packets and time-outs of a link
 * don't show in their metrics. Of such services in simulated incidents four in ten were at fault, else always one that they call.
 */
const CUT_OFF_SHARE = 0.45;
/** Share of the usual value up to which a metric has fallen to next to nothing, and the latest rows that count. */
const [FALLEN_SHARE, LATEST_ROWS] = [0.05, 3];

/**
 * The word of a network on a system whose topology is known, and of pooled opinions where nothing speaks for it: where it was never shown anything like
 * it, where it holds that something is wrong and names nobody, where a service is dead or silent, as none was in its training, and, by metrics
 * alone, where it is uncertain and they are not. That nothing is wrong it was taught by harmless events, which opinions take for incidents.
 *
 * @param before in the layout of observations
 */
export function settledByNetwork(
  { network, opinions }: { readonly network: Judge<NetworkJudgement>; readonly opinions: Judge },
  before: MetricTable,
): Judge {
  const mayBeDead = learnMayBeDead(before);
  return (after) => {
    const first = network(after);
    if (first.strange) return opinions(after);
    const best = largestOf(first.blame);
    const isNobody = best < MAX_NOBODY_BLAME;
    if (isNobody && first.wrong < MIN_WRONG) return first;
    const isDoubtful = anyOf(first.blame) < CERTAIN && first.records === undefined;
    if (!isNobody && !isDoubtful && !mayBeDead(after.metrics)) return first;
    const second = opinions(after);
    if ((second.happened ?? 0) < MIN_HAPPENED) return first;
    if (isNobody || (second.dead ?? 0) >= SURELY_DEAD) return second;
    const isAgreed = suspectOf(first) === suspectOf(second) || isBorneOut(first, second);
    return isDoubtful && !isAgreed && largestOf(second.blame) > best
      ? mixed(first, second, WEIGHT.uncertain)
      : first;
  };
}

/**
 * Pooled opinions on a system of which only the call graph is known, and the word of a network beside them where it is certain: it is asked about metrics as
 * far as they can be read as observations, and about the topology that names and usual rates make likely. It is not asked where opinions rest on more than who
 * suffers, as on a dead service or on one that has changed by itself, where the load of all has changed, nor about logs and traces of other
 * people's systems, which tell it what it was never shown.
 *
 * @param learnNetwork what the network learns of a system
 */
export function settledByOpinions(
  opinions: Judge,
  context: DiagnoserContext,
  before: Signals,
  learnNetwork: (context: DiagnoserContext, before: Signals) => Judge<NetworkJudgement> = learnByNetwork,
): Judge {
  if (context.graph === undefined || before.spans !== undefined || before.logs !== undefined) return opinions;
  return (after) => {
    const first = opinions(after);
    const { happened = 0, dead = 0, changed = 0, surge, lull = false } = first;
    const isToldOtherwise = surge !== undefined || lull || Math.max(dead, changed) >= MIN_TOLD;
    if (isToldOtherwise || happened < BEYOND_DOUBT) return first;
    const windows = inObservedLayout(context.services, { before: before.metrics, after: after.metrics });
    if (windows === undefined) return withLinks(first);
    const topology = likelyTopology(context, windows.before);
    const network = learnNetwork({ ...context, topology }, { metrics: windows.before });
    const second = network({ metrics: windows.after });
    const certainty = largestOf(second.blame);
    if (second.strange || certainty < (isBorneOut(second, first) ? LIKELY : CERTAIN)) return withLinks(first);
    const weight = certainty < CERTAIN ? WEIGHT.borneOut : WEIGHT.certain;
    // It has weighed links to databases and caches, if names have told it which those are.
    const isWeighed = topology.services.some(({ kind }) => kind !== "service");
    if (isWeighed || suspectOf(second) !== suspectOf(first)) return mixed(second, first, weight);
    return mixed(withLinks({ ...oneOf(second), cutOff: first.cutOff ?? [] }), withLinks(first), weight);
  };
}

/** Whether a network blames a service from which the one that opinions blame may be cut off: both see the same. */
function isBorneOut(network: Judgement, { cutOff = [] }: Judgement): boolean {
  return cutOff.includes(suspectOf(network));
}

/** Blame that is shared with those from which the likeliest service may be cut off: together they are hardly less likely. */
function withLinks<J extends Judgement>(judgement: J): J {
  const { blame, cutOff = [] } = judgement;
  if (cutOff.length === 0) return judgement;
  const suspect = suspectOf(judgement);
  const taken = CUT_OFF_SHARE * blame[suspect]!;
  const shared = blame.map((share, i) =>
    i === suspect ? share - taken : cutOff.includes(i) ? share + taken / cutOff.length : share
  );
  return { ...judgement, blame: shared };
}

/** A network's word if one service at most is at fault. */
function oneOf({ together: _, ...network }: NetworkJudgement): NetworkJudgement {
  const total = network.blame.reduce((a, b) => a + b, 0);
  return { ...network, blame: network.blame.map((share) => share / Math.max(1, total)), several: false };
}

/** A linear opinion pool of a network and of pooled opinions. @param weight of the network, 0 to 1 */
function mixed(network: NetworkJudgement, opinions: Judgement, weight: number): Judgement {
  const blame = network.blame.map((share, i) => weight * share + (1 - weight) * opinions.blame[i]!);
  const isOfNetwork = (service: number) => weight * network.blame[service]! >= blame[service]! / 2;
  return {
    ...opinions,
    blame,
    mixedOf: [[weight, network], [1 - weight, opinions]],
    faultOf: (service) => isOfNetwork(service) ? network.faultOf(service) : opinions.faultOf(service),
    kindsOf: (service) => isOfNetwork(service) ? network.kindsOf?.(service) ?? [] : [],
    trained: true,
  };
}

/** Whether a service that was measured before no longer is, or neither works nor is asked: a hint that is cheaply had. */
function learnMayBeDead(before: MetricTable): (after: MetricTable) => boolean {
  const services = Array.from({ length: before.columns.length / METRIC_COUNT }, (_, i) => i * METRIC_COUNT);
  const usual = services.map((at) =>
    [CPU_UTILISATION, REQUEST_RATE].map((metric) => meanOf(before.columns[at + metric]!))
  );
  return ({ columns }) => {
    const latest = (at: number) => meanOf(columns[at]!.subarray(-LATEST_ROWS));
    return services.some((at, i) => {
      const [cpu, requests] = [latest(at + CPU_UTILISATION), latest(at + REQUEST_RATE)];
      const [usualCpu, usualRequests] = usual[i] as [number, number];
      const isSilent = Number.isNaN(cpu) && Number.isNaN(requests) && (usualCpu > 0 || usualRequests > 0);
      return isSilent || cpu <= FALLEN_SHARE * usualCpu && requests <= FALLEN_SHARE * usualRequests;
    });
  };
}

/** The mean of the values that there are; NaN without any. */
function meanOf(values: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const x of values) {
    if (Number.isNaN(x)) continue;
    sum += x;
    count++;
  }
  return sum / count;
}

function suspectOf({ blame }: Judgement): number {
  return likeliestOf(blame);
}

/** The probability of at least one of several independent events. */
function anyOf(probabilities: Float64Array): number {
  return 1 - probabilities.reduce((none, one) => none * (1 - one), 1);
}
