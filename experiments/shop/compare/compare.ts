import {
  checkTopology,
  type FaultType,
  METRIC_COUNT,
  METRICS,
  type TimingsName,
  type Topology,
  type TopologyInput,
} from "../../../lib/model/mod.ts";
import { seedRange } from "../../../lib/run/mod.ts";
import { median, rankCorrelation } from "../../../lib/stats/mod.ts";
import { SHOP_FAULTS } from "../faults.ts";
import { NO_AGENT } from "../incidents/jobs.ts";
import type { UserSlo } from "../incidents/measure.ts";
import type { IncidentRow } from "../incidents/table.ts";
import type { Recording, Recordings } from "./recordings.ts";
import { type ChosenSeverity, severityOf } from "./severities.ts";
import { recoveryOf, simulateFault } from "./simulate.ts";

/** Steps before the fault that curves begin with. */
const CALM_STEPS = 6;
/** Seeds of the simulated episodes: none that the agents were built on. */
const SEEDS = seedRange(7_001, 11);
/** Agents of which the times to recovery are compared. */
const AGENTS = [NO_AGENT, "full"] as const;
/** A fault moves a p95 by this factor at least, up or down, and an error rate by this share, in a tenth of the time that it lasts. */
const [MOVED_FACTOR, MOVED_SHARE] = [1.5, 0.01];

/** Name of a metric of the front that is compared. */
export type CurveName = "latencyP95Ms" | "errorRate";

/** A metric of the front around a fault, real and simulated, step by step; NaN where it was not measured. */
export interface CurvePair {
  /** Median of the recordings. */
  readonly real: readonly number[];
  /** Median of the seeds. */
  readonly simulated: readonly number[];
  /** Spearman's coefficient of the two; null where one of them is constant, or where the fault moves neither: what is left is noise. */
  readonly correlation: number | null;
  /** Medians from the fault on. */
  readonly levels: { readonly real: number; readonly simulated: number };
}

/** Times to recovery under an agent: medians in seconds, null where most did not recover. */
export interface RecoveryPair {
  /** Name of the agent. */
  readonly agent: string;
  /** In the shop. */
  readonly real: number | null;
  /** In the simulator. */
  readonly simulated: number | null;
  /** Real over simulated; null unless both breached the SLO and recovered. */
  readonly ratio: number | null;
}

/** A fault of the shop beside the same fault in the simulator. */
export interface FaultComparison extends ChosenSeverity {
  /** Its kind. */
  readonly fault: FaultType;
  /** The service at fault. */
  readonly service: string;
  /** The SLO of both. */
  readonly slo: UserSlo;
  /** Seconds from the fault to each point of the curves. */
  readonly seconds: readonly number[];
  /** Metrics of the front. */
  readonly curves: Readonly<Record<CurveName, CurvePair>>;
  /** Under each agent of which there are incidents. */
  readonly recoveries: readonly RecoveryPair[];
}

/** Options of `compareShop`. */
export interface ShopComparisonOptions {
  /** What is simulated in place of the calibrated topology, to see what a part of it does. */
  readonly change?: (calibrated: Topology) => TopologyInput;
  /** How long the simulator's remedies take. Default: as long as the shop's configuration says. */
  readonly timings?: TimingsName;
}

/**
 * Compares every fault of which there are recordings, in the order of `faults.ts`, with eleven simulated episodes each of the system that was calibrated.
 *
 * @throws {UsageError} where steps are not the simulator's, or for a topology that is none
 */
export function compareShop(
  { rows, recordings: recorded }: Recordings,
  { change = (calibrated) => calibrated, timings }: ShopComparisonOptions = {},
): FaultComparison[] {
  const recordings = recorded.map((one) => {
    const topology = checkTopology(change(one.circumstances.topology));
    return { ...one, circumstances: { ...one.circumstances, topology } };
  });
  return (Object.keys(SHOP_FAULTS) as FaultType[]).flatMap((fault) => {
    const own = recordings.filter(({ row }) => row.fault === fault);
    return own.length === 0
      ? []
      : [compareFault(fault, { recordings: own, rows: rows.filter((row) => row.fault === fault), timings })];
  });
}

function compareFault(
  type: FaultType,
  { rows, recordings, timings }: Recordings & { readonly timings: TimingsName | undefined },
): FaultComparison {
  const { circumstances, faultStep: startStep } = recordings[0]!;
  const { slo, topology, stepSeconds } = circumstances;
  const { service } = SHOP_FAULTS[type]!;
  const chosen = severityOf(type, topology);
  const fault = { type, service, severity: chosen.severity, startStep };
  const simulated = Object.fromEntries(
    AGENTS.map((agent) => [agent, simulateFault({ fault, circumstances, agent, seeds: SEEDS, timings })]),
  );
  const before = Math.min(CALM_STEPS, ...recordings.map(({ faultStep }) => faultStep));
  const after = Math.min(...recordings.map(({ observations, faultStep }) => observations.length - faultStep));
  const curve = (name: CurveName): CurvePair =>
    pairOf(
      recordings.map((one) => curveOf(one.observations, { ...one, name, topology, before, after })),
      simulated[NO_AGENT]!.map((steps) =>
        curveOf(steps, { faultStep: startStep, name, topology, before, after })
      ),
      { before, isMoved: MOVES[name] },
    );
  return {
    fault: type,
    service,
    slo,
    ...chosen,
    seconds: Array.from({ length: before + after }, (_, i) => (i - before) * stepSeconds),
    curves: { latencyP95Ms: curve("latencyP95Ms"), errorRate: curve("errorRate") },
    recoveries: AGENTS.flatMap((agent) => {
      const real = rows.filter((row) => row.agent === agent);
      return real.length === 0 ? [] : [recoveryPair(agent, real, {
        simulated: simulated[agent]!.map((steps) => recoveryOf(steps, startStep)),
      })];
    }),
  };
}

/** Whether a value of each curve is another than the usual one. */
const MOVES: Readonly<Record<CurveName, (usual: number, value: number) => boolean>> = {
  latencyP95Ms: (usual, value) => value > MOVED_FACTOR * usual || value < usual / MOVED_FACTOR,
  errorRate: (usual, value) => Math.abs(value - usual) > MOVED_SHARE,
};

/** A metric of the front from some steps before the fault to some after. */
function curveOf(
  steps: readonly { readonly values: Float64Array }[],
  { faultStep, name, topology, before, after }: Pick<Recording, "faultStep"> & {
    readonly name: CurveName;
    readonly topology: Topology;
    readonly before: number;
    readonly after: number;
  },
): number[] {
  const front = topology.services.findIndex((service) => service.name === topology.front);
  const column = front * METRIC_COUNT + METRICS.indexOf(name);
  return steps.slice(faultStep - before, faultStep + after).map(({ values }) => values[column]!);
}

function pairOf(
  recorded: readonly (readonly number[])[],
  episodes: readonly (readonly number[])[],
  { before, isMoved }: {
    readonly before: number;
    readonly isMoved: (usual: number, value: number) => boolean;
  },
): CurvePair {
  const [real, simulated] = [medianCurve(recorded), medianCurve(episodes)];
  const both = real.flatMap((value, i) => Number.isNaN(value) || Number.isNaN(simulated[i]!) ? [] : [i]);
  const level = (values: readonly number[]) =>
    median(values.slice(before).filter((value) => !Number.isNaN(value)));
  const isFlat = (values: readonly number[]) => {
    const measured = values.filter((value) => !Number.isNaN(value));
    const usual = median(measured.slice(0, before));
    const after = measured.slice(before);
    return after.filter((value) => isMoved(usual, value)).length < 0.1 * after.length;
  };
  const correlation = isFlat(real) && isFlat(simulated)
    ? null
    : rankCorrelation(both.map((i) => real[i]!), both.map((i) => simulated[i]!));
  return {
    real,
    simulated,
    correlation,
    levels: { real: level(real), simulated: level(simulated) },
  };
}

/** The median of curves at each point, of those that are measured there. */
function medianCurve(curves: readonly (readonly number[])[]): number[] {
  return curves[0]!.map((_, i) => {
    const values = curves.map((curve) => curve[i]!).filter((value) => !Number.isNaN(value));
    return values.length === 0 ? NaN : median(values);
  });
}

function recoveryPair(
  agent: string,
  rows: readonly IncidentRow[],
  { simulated }: { readonly simulated: readonly (number | null)[] },
): RecoveryPair {
  const real = medianRecovery(rows.map(({ recoverySeconds }) => recoverySeconds));
  const other = medianRecovery(simulated);
  return { agent, real, simulated: other, ratio: real && other ? real / other : null };
}

/** The median of times of which some did not end: null where it is one of those. */
function medianRecovery(seconds: readonly (number | null)[]): number | null {
  const value = median(seconds.map((one) => one ?? Infinity));
  return Number.isFinite(value) ? value : null;
}
