import type { Signals } from "../../model/mod.ts";
import { createBaro } from "../methods/baro.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { learnSignalFeatures, type SignalFeatures } from "../features/signal_features.ts";
import { createTraversalFallback } from "../methods/traversal.ts";
import type { Judgement } from "./judgement.ts";
import { learnLostDemand } from "../features/lost_demand.ts";
import { levelOf, type Reading, readingsOf } from "../metrics/service_metrics.ts";

/** What a vote of each kind is worth against a whole share of the lost time. */
const WORTH = {
  time: 1,
  failures: 1,
  saturation: 1,
  logs: 0.3,
  metricsAlone: 1,
  metricsBesideTraces: 0.1,
  deviation: 3,
} as const;
/** Time that requests lose, over the usual, from which it has a whole vote: when they take twice as long. */
const SLOW = 1;
/** A linear pool is less sure than its members together should be (Ranjan and Gneiting, JRSS B 2010): the power that makes up for it. */
const SHARPENING = 2;
/** Failures per request from which their origin has a whole vote. */
const FAILING = 0.05;
/** CPU use, as a multiple of the usual, from which a service is saturated, and where the vote is whole. */
const [BUSIER, MUCH_BUSIER] = [3, 30];
/** Deviation in spreads that a saturated service must have reached as well. */
const NOTABLE = 10;
/** A share that even a service has that an opinion does not name. */
const UNSURE = 0.02;
/** By how much a place in the ranking of the traversal counts less than the one before. */
const PER_PLACE = 1 / 3;

/**
 * A linear opinion pool (Stone, The Opinion Pool, 1961) of what each signal says by itself: who explains the time that requests lose,
 * where failures begin, whose CPU is saturated while requests pass through it, what is new in the logs, and where the anomalies of the
 * metrics lead to along the calls. Where requests are traced, metrics say little more.
 */
export function learnByOpinions(
  context: DiagnoserContext,
  before: Signals,
): (after: Signals) => Judgement {
  const { services } = context;
  const traversal = createTraversalFallback(context, { worseOnly: true });
  traversal.fit(before);
  const lostDemand = learnLostDemand(context, before);
  const deviation = createBaro(context);
  deviation.fit(before);
  const readings = readingsOf(services, before.metrics);
  const recorded = before.spans !== undefined || before.logs !== undefined
    ? learnSignalFeatures(services, before)
    : undefined;
  return (after) => {
    const records = recorded?.(after);
    const traced = records?.some(({ spansAfter }) => spansAfter > 0) ?? false;
    const votes = new Float64Array(services.length);
    const add = (opinion: ArrayLike<number>, worth: number) => {
      for (let i = 0; i < votes.length; i++) votes[i]! += worth * opinion[i]!;
    };
    const places = placesOf(services, traversal.diagnose(after).ranking);
    add(
      bothThink(places, lostDemand(after)),
      traced ? WORTH.metricsBesideTraces : WORTH.metricsAlone,
    );
    // Where nobody knows who calls whom, the metric that has moved most is the best guess.
    if (!traced && context.graph === undefined) {
      const { ranking, confidence } = deviation.diagnose(after);
      add(placesOf(services, ranking), WORTH.deviation * confidence);
    }
    if (records) {
      const slower = Math.min(1, Math.max(0, ...records.map(({ slowdown }) => slowdown)) / SLOW);
      add(records.map(({ blamedTimeShare }) => blamedTimeShare), WORTH.time * slower);
      add(failureShares(records), WORTH.failures);
      add(shares(records.map(({ logBlame }) => logBlame)), WORTH.logs);
    }
    const inUse = (i: number) => !traced || records![i]!.spansAfter > 0;
    add(saturation(readings, after).map((vote, i) => inUse(i) ? vote : 0), WORTH.saturation);
    return { blame: sharpened(votes), faultOf: () => undefined, ...(records && { records }) };
  };
}

/** A ranking as shares of blame, each place a third of the one before; those with the score 0 have none. */
function placesOf(
  services: readonly string[],
  ranking: readonly { readonly service: string; readonly score: number }[],
): Float64Array {
  const blame = new Float64Array(services.length);
  const at = new Map(services.map((name, i) => [name, i]));
  ranking.forEach(({ service, score }, place) => {
    if (score > 0) blame[at.get(service)!] = PER_PLACE ** place;
  });
  return shares(blame);
}

/**
 * A logarithmic opinion pool (Genest and Zidek, Combining Probability Distributions, Statistical Science 1986) of where anomalies lead
 * to and who loses most of the demand, the former with half the weight: it names services whose metrics hardly carry any request.
 */
function bothThink(places: Float64Array, lost: Float64Array): Float64Array {
  if (lost.every((share) => share === 0)) return places;
  if (places.every((share) => share === 0)) return lost;
  return shares(
    places.map((place, i) => place + lost[i]! > 0 ? Math.sqrt(place + UNSURE) * (lost[i]! + UNSURE) : 0),
  );
}

function failureShares(records: readonly SignalFeatures[]): Float64Array {
  const begun = records.map(({ ownErrorRate, unreachedRate }) =>
    Math.max(0, ownErrorRate) + Math.max(0, unreachedRate)
  );
  const total = begun.reduce((a, b) => a + b, 0);
  return shares(begun).map((share) => share * Math.min(1, total / FAILING));
}

function saturation(readings: readonly (readonly Reading[])[], { metrics }: Signals): Float64Array {
  return Float64Array.from(readings, (its) => {
    const cpu = levelOf(its, "cpu", metrics);
    if (cpu === undefined || !(cpu.usual > 0) || cpu.rise < NOTABLE) return 0;
    const vote = Math.log(cpu.now / cpu.usual / BUSIER) / Math.log(MUCH_BUSIER / BUSIER);
    return Math.max(0, Math.min(1, vote));
  });
}

/** Votes as probabilities: sharpened, and summing to less than 1 where all votes together are less than a whole one. */
function sharpened(votes: Float64Array): Float64Array {
  const total = votes.reduce((a, b) => a + b, 0);
  return shares(shares(votes).map((share) => share ** SHARPENING)).map((share) => share * Math.min(1, total));
}

function shares(values: ArrayLike<number>): Float64Array {
  const positive = Float64Array.from(values, (x) => Math.max(0, x));
  const total = positive.reduce((a, b) => a + b, 0);
  return total > 0 ? positive.map((x) => x / total) : positive;
}
