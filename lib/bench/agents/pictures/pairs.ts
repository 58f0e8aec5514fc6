import { UsageError } from "../../../model/mod.ts";
import type { EpisodeRecord } from "../../../run/mod.ts";
import { bcaPairedDifference, clusteredDifference, type Estimate } from "../../../stats/mod.ts";
import { type Outcome, outcomeOf, resampling } from "./outcome.ts";

/** Outcomes of two agents in the same episodes: the i-th elements of both belong together. */
export interface Pairs {
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** The trial of each pair. */
  readonly trials: readonly number[];
}

/**
 * Pairs the episodes of two agents by scenario, topology, trial and seed. Episodes of a repeated seed are paired in
 * their order. Episodes without a partner or without the outcome are left out.
 *
 * @throws {UsageError} if no episode has a partner
 */
export function pairUp(
  a: readonly EpisodeRecord[],
  b: readonly EpisodeRecord[],
  outcome: Outcome,
): Pairs {
  const partners = new Map(byIncident(b));
  const pairs = byIncident(a).flatMap(([incident, record]) => {
    const partner = partners.get(incident);
    const values = partner && [outcomeOf(record, outcome), outcomeOf(partner, outcome)] as const;
    if (!values || values[0] === null || values[1] === null) return [];
    return [{ a: values[0], b: values[1], trial: record.trial }];
  });
  if (pairs.length === 0) {
    throw new UsageError(
      `Cannot pair "${a[0]?.agent}" with "${
        b[0]?.agent
      }": no episode of the same scenario, topology, trial and seed has ${outcome}`,
    );
  }
  return { a: pairs.map(({ a }) => a), b: pairs.map(({ b }) => b), trials: pairs.map(({ trial }) => trial) };
}

/** The mean difference a - b with its 95 % interval, over whole trials if there are several. The same episodes give the same bytes. */
export function pairedEstimate({ a, b, trials }: Pairs): Estimate {
  const options = resampling();
  return new Set(trials).size > 1
    ? clusteredDifference(a, b, trials, options)
    : bcaPairedDifference(a, b, options);
}

function byIncident(records: readonly EpisodeRecord[]): [string, EpisodeRecord][] {
  const seen = new Map<string, number>();
  return records.map((record) => {
    const incident = [record.scenario, record.topology, record.trial, record.seed].join("\n");
    const times = (seen.get(incident) ?? 0) + 1;
    seen.set(incident, times);
    return [`${incident}\n${times}`, record];
  });
}
