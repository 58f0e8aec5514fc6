import type { EpisodeMetric } from "../../lib/bench/agents/mod.ts";
import { pathText } from "../../lib/model/check_options.ts";
import { createStream } from "../../lib/random/mod.ts";
import type { EpisodeRecord } from "../../lib/run/mod.ts";
import { bcaPairedDifference, clusteredDifference, type Estimate } from "../../lib/stats/mod.ts";
import { episodesOf, type StoredRun } from "./find_runs.ts";

/** A value that differs between two experiments; undefined where it is absent. */
export interface DifferentSetting {
  /** Its place, as `scenarios[0].noise`. */
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** One metric of one agent in one scenario of two runs. */
export interface MetricDifference {
  readonly scenario: string;
  readonly agent: string;
  readonly metric: EpisodeMetric;
  /** Mean of run A with its interval. */
  readonly a: Estimate;
  /** Mean of run B with its interval. */
  readonly b: Estimate;
  /** Mean of B minus A over the seeds that both have, with its interval; absent where there are fewer than two. */
  readonly paired?: { readonly pairs: number; readonly difference: Estimate };
}

/** How two runs differ. */
export interface RunDifference {
  readonly settings: readonly DifferentSetting[];
  readonly metrics: readonly MetricDifference[];
  /** Agents and scenarios that only one of them has. */
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
  /** Whether both were made by the same code. */
  readonly sameCode: boolean;
}

/**
 * Compares two runs: the settings that differ, the statistics of what both have, and the differences on the same seeds.
 *
 * @throws {UsageError} if the episodes of one are damaged
 */
export function diffRuns(a: StoredRun, b: StoredRun): RunDifference {
  const [recordsA, recordsB] = [byCell(episodesOf(a)), byCell(episodesOf(b))];
  const shared = b.experiment.metrics.filter((metric) => a.experiment.metrics.includes(metric));
  const metrics: MetricDifference[] = [];
  for (const scenario of a.summary.scenarios) {
    const other = b.summary.scenarios.find(({ name }) => name === scenario.name);
    for (const agent of scenario.agents) {
      const counterpart = other?.agents.find(({ name }) => name === agent.name);
      for (const metric of shared) {
        const [own, others] = [agent.metrics[metric]?.mean, counterpart?.metrics[metric]?.mean];
        if (own === undefined || others === undefined) continue;
        const cell = cellOf(scenario.name, agent.name);
        const paired = pairedDifference(recordsA.get(cell), recordsB.get(cell), { metric, run: a });
        metrics.push({
          scenario: scenario.name,
          agent: agent.name,
          metric,
          a: own,
          b: others,
          ...(paired && { paired }),
        });
      }
    }
  }
  return {
    settings: differentSettings(a.experiment, b.experiment),
    metrics,
    onlyInA: missingFrom(b, a),
    onlyInB: missingFrom(a, b),
    sameCode: a.provenance.codeHash === b.provenance.codeHash,
  };
}

const cellOf = (scenario: string, agent: string) => JSON.stringify([scenario, agent]);

function byCell(records: readonly EpisodeRecord[] = []): Map<string, EpisodeRecord[]> {
  return Map.groupBy(records, ({ scenario, agent }) => cellOf(scenario, agent));
}

/** The mean of B minus A over episodes that both have; whole trials are resampled where there are several. */
function pairedDifference(
  a: readonly EpisodeRecord[] = [],
  b: readonly EpisodeRecord[] = [],
  { metric, run: { experiment } }: { metric: EpisodeMetric; run: StoredRun },
): MetricDifference["paired"] {
  // In a scenario an agent meets each seed once.
  const others = new Map(b.map((record) => [record.seed, record]));
  const pairs = a.flatMap((record) => {
    const [own, other] = [record[metric], others.get(record.seed)?.[metric]];
    return own === null || other === null || other === undefined ? [] : [{ own, other, trial: record.trial }];
  });
  if (pairs.length < 2) return undefined;
  const options = {
    next: createStream(0, "runs").next,
    resamples: experiment.resamples,
    confidence: experiment.confidence,
  };
  const [before, after] = [pairs.map(({ own }) => own), pairs.map(({ other }) => other)];
  const difference = experiment.trials > 1
    ? clusteredDifference(after, before, pairs.map(({ trial }) => trial), options)
    : bcaPairedDifference(after, before, options);
  return { pairs: pairs.length, difference };
}

/** Agents and scenarios of a run that another one doesn't have. */
function missingFrom(other: StoredRun, run: StoredRun): string[] {
  const lacks = (list: "agents" | "scenarios", thing: string) => {
    const known = new Set<string>(other.experiment[list].map(({ name }) => name));
    return run.experiment[list].filter(({ name }) => !known.has(name)).map(({ name }) => `${thing} ${name}`);
  };
  return [...lacks("agents", "agent"), ...lacks("scenarios", "scenario")];
}

/** The values that differ, by path; items of lists are paired by their name, where they have one. */
function differentSettings(a: unknown, b: unknown, path: readonly PropertyKey[] = []): DifferentSetting[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  if (isTree(a) && isTree(b) && Array.isArray(a) === Array.isArray(b)) {
    const [left, right] = [membersOf(a), membersOf(b)];
    return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) =>
      differentSettings(left.get(key), right.get(key), [...path, key])
    );
  }
  return [{ path: pathText(path, "experiment"), a, b }];
}

function isTree(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function membersOf(value: object): Map<string | number, unknown> {
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const names = value.map((item) => (item as { name?: unknown } | null)?.name);
  const named = names.every((name) => typeof name === "string") && new Set(names).size === names.length;
  return new Map(value.map((item, i) => [named ? names[i] as string : i, item]));
}
