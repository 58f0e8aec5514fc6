import type { Service, Topology } from "../../lib/model/mod.ts";
import { scalability } from "../../lib/simulator/queueing/scalability.ts";
import type {
  DiscreteEventOptions,
  DiscreteEventResult,
} from "../../lib/simulator/reference/discrete_event.ts";
import { createTopology } from "../../lib/simulator/topology/topologies.ts";
import { frontMeasures, type Measures } from "./measures.ts";
import type { StepModel } from "./step_model.ts";

/** A figure of an independent simulation, with its standard error where it is known. */
export type Figure = readonly [value: number, error?: number];

/** One situation of the table: the same for the step model and for single requests. */
export interface Row {
  /** What is tried; rows of one mechanism are chosen together. */
  readonly mechanism: string;
  readonly label: string;
  readonly topology: Topology;
  readonly usersRate: number;
  /** What differs from a healthy system, for single requests. */
  readonly requests: Omit<DiscreteEventOptions, "next" | "seconds">;
  /** Simulated seconds of a run, warm-up included. */
  readonly seconds: number;
  readonly read: (result: DiscreteEventResult) => Measures;
  /**
   * What the step model does beyond the settings of `requests`: changes it before its steady state is read, or runs it by itself and
   * returns what is read. Absent: nothing.
   */
  readonly step?: ((model: StepModel) => Measures | void) | undefined;
  /** Runs of the step model with chance in its queues, over which is averaged. Absent: one run without. */
  readonly stepRuns?: number;
  /** What the independent simulation measured; undefined where its figure is not known. */
  readonly independent: Readonly<Record<string, Figure | undefined>>;
}

const THREE_TIER = createTopology("three-tier");

/** The call of three-tier that things happen to. */
export const CALL = "api -> db";
/** Capacity of three-tier's api, requests/s. */
export const API_CAPACITY = 66 * scalability(3, 0.03, 0.002);
/** Utilisation of its database at 100 requests/s. */
export const DB_UTILISATION = 20 / (34 * scalability(3, 0.08, 0.02));

/** Runs of the step model with chance where rare long queues decide. */
export const STEP_RUNS = 20;

type Parts = Pick<Row, "mechanism" | "label" | "independent"> & Partial<Row>;

/** A row, by default of three-tier at 100 requests/s. */
export function row(parts: Parts): Row {
  return {
    topology: THREE_TIER,
    usersRate: 100,
    requests: {},
    seconds: 460,
    read: frontMeasures,
    ...parts,
  };
}

/** Three-tier with another hit ratio, and a database that differs. */
export function threeTier(hitRatio: number, changes: Partial<Service> = {}): Topology {
  const services = THREE_TIER.services.map((one) => {
    if (one.cache) return { ...one, cache: { ...one.cache, hitRatio } };
    return one.kind === "database" ? { ...one, ...changes } : one;
  });
  return { ...THREE_TIER, services };
}

/** A database with so many replicas that nothing queues. */
export function roomyDatabase(meanMs: number): Partial<Service> {
  return { replicas: 100, ratePerReplica: 1000 / meanMs, contention: 0, coherency: 0 };
}

/** The 95th percentile alone. */
export function p95(value: number, error?: number): Row["independent"] {
  return { p95: error === undefined ? [value] : [value, error] };
}
