import type { MetricTable, Signals, Symptom } from "../../model/mod.ts";
import { type BehaviourBlame, blameForBehaviour } from "../behaviour/blame_for_behaviour.ts";
import { learnBehaviour } from "../behaviour/changed_behaviour.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { learnSignalFeatures, type SignalFeatures } from "../features/signal_features.ts";
import { dependencyGraphOf } from "../graph/call_graph.ts";
import { pathScoresOrLeaves, rankByTraversal, SKIPPED_ROWS } from "../graph/traversal.ts";
import { ANOMALY_THRESHOLD, anomalyOf, learnAnomalies, present } from "../metrics/deviations.ts";
import { learnExcursions } from "../metrics/excursions.ts";
import {
  columnsOfMetric,
  levelOf,
  type Reading,
  readingsOf,
  symptomColumns,
} from "../metrics/service_metrics.ts";
import { withoutLastStretch } from "../../observe/last_stretch.ts";
import { likeliestOf } from "./likeliest.ts";
import { learnExplanation } from "./explanations.ts";
import type { Judgement } from "./explain.ts";
import { pow } from "../../stats/mod.ts";

/** Settings of the opinion pool. */
export interface PoolOptions {
  /**
   * The power to which pooled shares are raised: a linear pool is less certain than its members together should be (Ranjan and
   * Gneiting, JRSS B 2010).
   */
  readonly sharpening: number;
  /** Weight of the opinion from logs. */
  readonly logWeight: number;
  /** Weight of the opinion from metrics if requests are traced. */
  readonly tracedMetricWeight: number;
  /** Weight of the opinion from how requests are handled. */
  readonly behaviourWeight: number;
}

/** The settings that `fused` has by default. */
export const POOL: PoolOptions = {
  sharpening: 2,
  logWeight: 0.3,
  tracedMetricWeight: 0.1,
  behaviourWeight: 1.5,
};

/** Slowdown of requests, over their usual duration, from which lost time has its full weight. */
const FULL_SLOWDOWN = 1;
/** Failures per request from which their origin has its full weight. */
const FULL_FAILURE_RATE = 0.05;
/** CPU use, as a multiple of the usual, at which a service starts to be saturated, and at which this has its full weight. */
const [SATURATED, FULLY_SATURATED] = [3, 30];
/** Deviation of the CPU in spreads that a saturated service must have reached as well. */
const MIN_CPU_RISE = 10;
/** The share that an opinion leaves to services that it doesn't name. */
const UNNAMED_SHARE = 0.02;
/** The weight of a place in the ranking of the traversal, relative to the place before it. */
const PLACE_DECAY = 1 / 3;
const TRAVERSAL = { threshold: ANOMALY_THRESHOLD, skippedRows: SKIPPED_ROWS, worseOnly: true };

/**
 * A linear opinion pool (Stone, The Opinion Pool, 1961) of what each signal tells by itself: which service explains the time that requests
 * lose, where failures begin, whose CPU is saturated while requests pass through it, what is new in the logs, and which service explains how
 * metrics have changed. If requests are traced, metrics add little. What metrics tell counts only as far as it is certain that
 * something has happened: that they have left what is usual for them (`learnExcursions`), that a service is silent, or that requests lose
 * time or are lost.
 */
export function learnByOpinions(
  context: DiagnoserContext,
  before: Signals,
  options: PoolOptions = POOL,
): (after: Signals) => Judgement {
  const byMetrics = learnByMetrics(context, before, options);
  if (before.spans === undefined && before.logs === undefined) return byMetrics;
  const { trusted } = withoutLastStretch(before);
  const recorded = learnSignalFeatures(context.services, trusted);
  const byTraces = learnByTraces(context, before, options);
  const { logWeight, behaviourWeight, sharpening } = options;
  const behaviourOf = learnBehaviour(trusted, before);
  return (after) => {
    const records = recorded(after);
    const behaviour = blameForBehaviour(context.services, behaviourOf(after));
    if (records.some(({ spansAfter }) => spansAfter > 0)) return byTraces(after, { records, behaviour });
    const metrics = byMetrics(after);
    const logs = sharpened(shares(records.map(({ logBlame }) => logBlame)), sharpening);
    return {
      ...metrics,
      blame: sharpened(
        metrics.blame.map((x, i) => x + logWeight * logs[i]! + behaviourWeight * behaviour.blame[i]!),
        1,
      ),
      evidenceOf: (service) => [...behaviour.evidence[service]!, ...metrics.evidenceOf?.(service) ?? []],
      records,
    };
  };
}

/** Judges by metrics alone. */
function learnByMetrics(
  context: DiagnoserContext,
  before: Signals,
  { sharpening }: PoolOptions,
): (after: Signals) => Judgement {
  const { role, metric } = context.symptom ?? {};
  const explanation = learnExplanation(context, before.metrics);
  // Where it is known by which metric users felt it, that one is followed.
  const symptom = role ?? metric;
  const along = symptom === undefined ? undefined : learnAgreement(context, before);
  return (after) => {
    const { blame, strength, own, happened, surge, evidence, ...told } = explanation(after.metrics);
    if (surge !== undefined) return { blame: blame.map(() => 0), faultOf: () => undefined, happened, surge };
    const followed = along && sharpened(along(after).map((x) => happened * x), sharpening);
    const weight = followed ? own : 1;
    const pooled = blame.map((x, i) =>
      weight * happened * strength * x + (1 - weight) * (followed?.[i] ?? 0)
    );
    // What is told of the likeliest service by who explains what, is not of another to which the metric of the symptom leads.
    const isExplained = likeliestOf(pooled) === likeliestOf(blame);
    return {
      blame: pooled,
      faultOf: () => undefined,
      happened,
      suspicion: told.suspicion,
      ...(isExplained && { dead: told.dead, changed: told.changed, cutOff: told.cutOff }),
      lull: told.lull,
      evidenceOf: (service) => evidence[service]!,
    };
  };
}

/** What logs and spans tell of each service, and how each handles requests. */
interface TracedRecords {
  readonly records: readonly SignalFeatures[];
  readonly behaviour: BehaviourBlame;
}

/** Judges by traces above all, given what they tell of each service. */
function learnByTraces(
  context: DiagnoserContext,
  before: Signals,
  { sharpening, logWeight, tracedMetricWeight, behaviourWeight }: PoolOptions,
): (after: Signals, told: TracedRecords) => Judgement {
  const { services } = context;
  const along = learnAgreement(context, before);
  const readings = readingsOf(services, before.metrics);
  const excursions = learnExcursions(before.metrics);
  return (after, { records, behaviour }) => {
    const lost = certaintyOfLoss(records);
    const happened = Math.max(excursions(after.metrics), lost.time, lost.requests);
    const votes = new Float64Array(services.length);
    const add = (opinion: ArrayLike<number>, weight: number) => {
      for (let i = 0; i < votes.length; i++) votes[i]! += weight * opinion[i]!;
    };
    add(along(after), happened * tracedMetricWeight);
    add(records.map(({ blamedTimeShare }) => blamedTimeShare), lost.time);
    add(shares(records.map(failuresOf)), lost.requests);
    add(shares(records.map(({ logBlame }) => logBlame)), logWeight);
    const busy = saturation(readings, after);
    // What uses thirty times its usual CPU needs no other sign that something has happened.
    add(busy.map((vote, i) => records[i]!.spansAfter > 0 ? vote * Math.max(happened, vote) : 0), 1);
    // What services do otherwise where requests wait long, are given up or fail is a consequence.
    add(behaviour.blame, behaviourWeight * (1 - Math.max(lost.time, lost.requests)));
    return {
      blame: sharpened(votes, sharpening),
      faultOf: () => undefined,
      evidenceOf: (service) => behaviour.evidence[service]!,
      records,
    };
  };
}

/** Where the anomalies of the metric lead to by which users felt the incident, and who loses the demand: shares of blame. */
function learnAgreement(context: DiagnoserContext, before: Signals): (after: Signals) => Float64Array {
  const traversal = rankByTraversal(context, pathScoresOrLeaves, TRAVERSAL)(before);
  const lostDemand = learnLostDemand(context, before);
  return (after) => agreement(placesOf(context.services, traversal(after).ranking), lostDemand(after));
}

/** How certain it is, by traces, that requests lose time, and that they are lost, 0 to 1. */
function certaintyOfLoss(records: readonly SignalFeatures[]): { time: number; requests: number } {
  const slowdown = Math.max(0, ...records.map(({ slowdown }) => slowdown));
  const failures = records.map(failuresOf).reduce((a, b) => a + b, 0);
  return {
    time: Math.min(1, slowdown / FULL_SLOWDOWN),
    requests: Math.min(1, failures / FULL_FAILURE_RATE),
  };
}

/** Failures per request that begin at a service. */
function failuresOf({ ownErrorRate, unreachedRate }: SignalFeatures): number {
  return Math.max(0, ownErrorRate) + Math.max(0, unreachedRate);
}

/** A ranking as shares of blame: each place has a third of the one before, and services that score 0 have none. */
function placesOf(
  services: readonly string[],
  ranking: readonly { readonly service: string; readonly score: number }[],
): Float64Array {
  const blame = new Float64Array(services.length);
  const at = new Map(services.map((name, i) => [name, i]));
  ranking.forEach(({ service, score }, place) => {
    if (score > 0) blame[at.get(service)!] = pow(PLACE_DECAY, place);
  });
  return shares(blame);
}

/**
 * A logarithmic opinion pool (Genest and Zidek, Combining Probability Distributions, Statistical Science 1986) of where anomalies lead
 * to and of which services lose the demand. The former has half the weight, because it names services that handle hardly any requests.
 */
function agreement(places: Float64Array, lost: Float64Array): Float64Array {
  if (lost.every((share) => share === 0)) return places;
  if (places.every((share) => share === 0)) return lost;
  return shares(
    places.map((place, i) =>
      place + lost[i]! > 0 ? Math.sqrt(place + UNNAMED_SHARE) * (lost[i]! + UNNAMED_SHARE) : 0
    ),
  );
}

/**
 * What requests lose at each service by its metrics, less what they lose at its callees: for latency the anomalous excess times the
 * requests, for errors and availability the requests that fail beyond the usual. Like the time lost in traces, it is weighted by requests, so
 * that a large ratio on few requests doesn't outweigh what users notice.
 *
 * @returns from the window after the share of the loss per service, summing to 1, or to 0 if nothing is lost or requests are not counted
 */
function learnLostDemand(
  context: DiagnoserContext,
  before: Signals,
): (after: Signals) => Float64Array {
  const { services } = context;
  const { callees, target } = dependencyGraphOf(context);
  const symptom: Symptom = { ...context.symptom, service: services[target]! };
  const requests = requestColumns(services, before.metrics);
  const models = before.metrics.columns.map((column) => learnAnomalies(column));
  return ({ metrics }) => {
    const metric = symptomMetric(metrics, symptom);
    if (metric === undefined) return new Float64Array(services.length);
    const columns = columnsOfMetric(services, metrics.indicators, metric);
    const lost = services.map((_, i) => {
      const [column, counted] = [columns[i]!, requests[i]!];
      if (column < 0 || counted < 0) return new Float64Array(metrics.timesSeconds.length);
      const [demand, model] = [metrics.columns[counted]!, models[column]!];
      const sign = metrics.indicators[column]!.role === "availability" ? -1 : 1;
      return metrics.columns[column]!.map((x, row) => {
        if (row < Math.min(SKIPPED_ROWS, metrics.timesSeconds.length - 1)) return 0;
        const worse = sign * (x - model.centre);
        return worse > 0 && anomalyOf(x, model) > 0 ? worse * Math.max(0, demand[row] || 0) : 0;
      });
    });
    return shareOfOwn(lost, callees);
  };
}

/** The first metric with values in which the symptom can show. */
function symptomMetric({ indicators, columns }: MetricTable, symptom: Symptom): string | undefined {
  const candidates = symptomColumns(indicators, symptom).filter((column) =>
    present(columns[column]!).length > 0
  );
  return candidates.length > 0 ? indicators[candidates[0]!]!.metric : undefined;
}

function requestColumns(services: readonly string[], { indicators }: MetricTable): readonly number[] {
  return services.map((name) =>
    indicators.findIndex(({ service, role }) => service === name && role === "requests")
  );
}

function shareOfOwn(
  lost: readonly Float64Array[],
  callees: readonly (readonly number[])[],
): Float64Array {
  const own = Float64Array.from(lost, (rows, i) =>
    rows.reduce((sum, x, row) => {
      const below = callees[i]!.reduce(
        (total, callee) => callee === i ? total : total + lost[callee]![row]!,
        0,
      );
      return sum + Math.max(0, x - below);
    }, 0));
  const total = own.reduce((a, b) => a + b, 0);
  return total > 0 ? own.map((x) => x / total) : own;
}

function saturation(readings: readonly (readonly Reading[])[], { metrics }: Signals): Float64Array {
  return Float64Array.from(readings, (its) => {
    const cpu = levelOf(its, "cpu", metrics);
    if (cpu === undefined || !(cpu.usual > 0) || cpu.rise < MIN_CPU_RISE) return 0;
    const vote = Math.log(cpu.now / cpu.usual / SATURATED) / Math.log(FULLY_SATURATED / SATURATED);
    return Math.max(0, Math.min(1, vote));
  });
}

/** Votes as probabilities: sharpened, and summing to less than 1 if the votes do. */
function sharpened(votes: Float64Array, power: number): Float64Array {
  const total = votes.reduce((a, b) => a + b, 0);
  return shares(shares(votes).map((share) => pow(share, power))).map((share) => share * Math.min(1, total));
}

function shares(values: ArrayLike<number>): Float64Array {
  const positive = Float64Array.from(values, (x) => Math.max(0, x));
  const total = positive.reduce((a, b) => a + b, 0);
  return total > 0 ? positive.map((x) => x / total) : positive;
}
