import {
  checkTopology,
  deepFreeze,
  type Slo,
  STEP_SECONDS,
  type Timings,
  type Topology,
} from "../model/mod.ts";
import { type BenignRequest, checkBenign, parseBenign } from "./benign/sampling.ts";
import { type Budget, createBudget } from "./budget/budget.ts";
import { checkNominalBudget, type Objective, resolveObjective } from "./budget/objective.ts";
import type { EnvironmentOptions } from "./environment_options.ts";
import type { FaultKinds } from "./faults/catalogue.ts";
import type { FaultCourse } from "./faults/course.ts";
import { faultKindsOf } from "./faults/own_fault.ts";
import type { RemedyWorld } from "./faults/remedies.ts";
import { checkRequest, type FaultRequest, parseFault } from "./faults/sampling.ts";
import { checkHealthy, checkSlo, usualSlo } from "./healthy_system.ts";
import { checkGaps, type TopologyGaps } from "./known_topology.ts";
import {
  checkBenignCount,
  checkCounts,
  checkCourse,
  checkRanges,
  checkSignalOptions,
} from "./option_ranges.ts";
import { badShare } from "./physics/bad_share.ts";
import { type Nominal, settle } from "./physics/nominal.ts";
import { resolveReward, type RewardWeights } from "./reward.ts";
import type { Signal } from "./telemetry/recorder.ts";
import { checkMeasuredAt, type MeasuredAt } from "./telemetry/measured_at.ts";
import { checkScrapes, type Scrapes } from "./telemetry/scrapes.ts";
import { resolveTimings } from "./timings_option.ts";
import { compileNetwork, type Network } from "./topology/network.ts";
import { createTopology } from "./topology/topologies.ts";
import { checkWorkload, type Workload } from "./workload.ts";

/** The system that an environment simulates, and how its episodes are to be: its options, checked, with their defaults. */
export interface Settings {
  readonly topology: Topology;
  readonly network: Network;
  /** The system without a fault. */
  readonly nominal: Nominal;
  readonly slo: Slo;
  /** Default limit of the SLO on the front's p95, seconds: the effect of a fault does not depend on the SLO that was asked for. */
  readonly sloP95Seconds: number;
  /** Makes the error budget of an episode, where the SLO has an objective. */
  readonly createBudget: (() => Budget) | undefined;
  readonly reward: RewardWeights;
  readonly timingsName: string;
  readonly timings: Timings;
  readonly steps: number;
  readonly warmupSteps: number;
  /** Factor on the measurement noise, 0 to 5. */
  readonly noise: number;
  /** Course of the users' traffic, where it is not the default. */
  readonly workload: Workload | undefined;
  readonly faults: FaultSettings;
  /** What mends what. */
  readonly remedies: RemedyWorld;
  /** The benign event asked for. */
  readonly benign: BenignRequest | undefined;
  readonly signals: readonly Signal[];
  readonly tracesPerStep: number;
  /** Number of decoys, 0 to 3. */
  readonly decoyCount: number;
  readonly wording: NonNullable<EnvironmentOptions["wording"]>;
  readonly scrapes: Scrapes | undefined;
  readonly measuredAt: MeasuredAt;
  /** What the topology that agents are told lacks; absent: nothing. */
  readonly gaps: TopologyGaps | undefined;
  readonly secret: string | undefined;
}

/** How faults are drawn, begin and go on. */
export interface FaultSettings {
  /** What was asked for; the rest is drawn. */
  readonly request: FaultRequest | undefined;
  /** Kinds of fault by name: the catalogue's, and those of one's own. */
  readonly kinds: FaultKinds;
  readonly count: number;
  /** Probability that an episode has none, 0 to 1. */
  readonly freeShare: number;
  readonly severity: readonly [least: number, most: number];
  readonly gapSteps: number | undefined;
  readonly startSteps: readonly [first: number, last: number] | undefined;
  readonly packetLoss: readonly [least: number, most: number] | undefined;
  readonly course: FaultCourse;
  /** Whether they come and go otherwise than by default. */
  readonly hasOwnCourse: boolean;
}

/**
 * Checks the options of an environment beyond their types, fills in defaults, and settles the system.
 *
 * @throws {UsageError} for an unknown topology, fault or event, a number out of range, and a system that does not work without a fault
 */
export function resolveSettings(options: EnvironmentOptions): Settings {
  const { topology: graph = "three-tier", steps = 240, warmupSteps = 60 } = options;
  const noise = Number(options.noise ?? 1);
  const reward = resolveReward(options.reward);
  const topology = typeof graph === "string" ? deepFreeze(createTopology(graph)) : checkTopology(graph);
  const network = compileNetwork(topology);
  const { faultCount = 1, faultFreeShare = 0, severity = [0.4, 1], faultGapSteps } = options;
  checkCounts({ steps, warmupSteps, faultCount, faultFreeShare });
  checkRanges({ noise, severity });
  const { signals = [], tracesPerStep = 12, decoys: decoyCount = 0 } = options;
  checkSignalOptions({ tracesPerStep, decoys: decoyCount, faultGapSteps });
  const { onset = "step", rampSteps = 48, flapping, startSteps, packetLoss } = options;
  checkCourse({ rampSteps, flapping, startSteps, packetLoss, warmupSteps, steps });
  const { workload, scrapes, measuredAt = "server" } = options;
  if (workload !== undefined) checkWorkload(workload);
  if (scrapes) checkScrapes(scrapes, network);
  checkMeasuredAt(measuredAt, network);
  const gaps = gapsOf(options);
  if (gaps) checkGaps(gaps, topology);
  const benign = benignOf(options, network);
  checkBenignCount(benign !== undefined, faultCount);
  const kinds = faultKindsOf(options.faultKinds);
  const faults: FaultSettings = {
    request: faultOf(options, network, kinds),
    kinds,
    count: faultCount,
    freeShare: faultFreeShare,
    ...{ severity, gapSteps: faultGapSteps, startSteps, packetLoss },
    course: { onset, rampSteps, ...(flapping && { flapping }) },
    hasOwnCourse: onset !== "step" || flapping !== undefined || packetLoss !== undefined,
  };
  return {
    ...{ topology, network, reward, ...resolveTimings(options.timings), steps, warmupSteps, noise },
    ...judgement(options, { network, steps }),
    ...{ workload, faults, benign, signals, tracesPerStep, decoyCount, scrapes, measuredAt, gaps },
    wording: options.wording ?? "fixed",
    remedies: options.remedies ?? "usual",
    secret: options.secret,
  };
}

function gapsOf({ knownCalls, unknownCallers }: EnvironmentOptions): TopologyGaps | undefined {
  return knownCalls === undefined && unknownCallers === undefined
    ? undefined
    : { knownCalls: knownCalls ?? 1, unknownCallers: unknownCallers ?? 0 };
}

function benignOf({ benign }: EnvironmentOptions, network: Network): BenignRequest | undefined {
  return typeof benign === "string" ? parseBenign(benign, network) : benign && checkBenign(benign, network);
}

function faultOf(
  { fault }: EnvironmentOptions,
  network: Network,
  kinds: FaultKinds,
): FaultRequest | undefined {
  return typeof fault === "string"
    ? parseFault(fault, network, kinds)
    : fault && checkRequest(fault, network, kinds);
}

/** What the system is judged by, given how it does without a fault. @throws {UsageError} if it fails that without one */
function judgement(
  options: EnvironmentOptions,
  { network, steps }: { network: Network; steps: number },
): Pick<Settings, "nominal" | "slo" | "sloP95Seconds" | "createBudget"> {
  const nominal = settle(network);
  const { truth } = nominal;
  const nominalFront: Slo = {
    latencyP95Ms: 1000 * truth.p95[network.front]!,
    errorRate: truth.errorRate[network.front]!,
  };
  const usual = usualSlo(nominalFront);
  const { latencyP95Ms = usual.latencyP95Ms, errorRate = usual.errorRate } = options.slo ?? {};
  const objective = resolveObjective(options.slo ?? {}, { steps });
  const slo: Slo = deepFreeze({ latencyP95Ms, errorRate, ...objective });
  checkHealthy(
    nominalFront.errorRate,
    network.topology.services.map(({ name }, i) => ({
      name,
      requestRate: truth.arrivals[i]!,
      capacity: truth.capacity[i]!,
    })),
  );
  checkSlo(slo, nominalFront);
  const createBudget = objective && budgetsOf(objective, { network, nominal, slo });
  return { nominal, slo, sloP95Seconds: usual.latencyP95Ms / 1000, createBudget };
}

/** What makes the error budget of an objective. @throws {UsageError} if the system uses it up without a fault */
function budgetsOf(
  objective: Objective,
  { network, nominal: { truth, responses }, slo }: { network: Network; nominal: Nominal; slo: Slo },
): () => Budget {
  const nominalBadShare = badShare(network, responses, slo.latencyP95Ms / 1000);
  checkNominalBudget(objective, nominalBadShare);
  const nominalRequests = truth.arrivals[network.front]! * STEP_SECONDS;
  return () => createBudget(objective, { requestsPerStep: nominalRequests, badShare: nominalBadShare });
}
