import { assessTopology } from "../../../lib/simulator/mod.ts";
import type { FaultType, Topology } from "../../../lib/model/mod.ts";
import { REPLICA_MB, WRITE_SHARE } from "../sizes.ts";

/** The range of severities from which the simulator draws, and its middle. */
const [LEAST, MIDDLE, MOST] = [0.4, 0.7, 1];

/** How much is done to the shop, in the quantity that the simulator's fault sets to `least + slope * severity`. */
interface FaultSize {
  readonly size: number;
  readonly least: number;
  readonly slope: number;
  /** Whether a severity below 0.4 is a share of the quantity at 0.4, so that small sizes can be had. */
  readonly scales?: true;
}

/** What a fault's size is reckoned from. */
interface Sizes {
  /** The limit of the SLO on the front's p95 that the simulator would set itself, s. */
  readonly sloP95Seconds: number;
  /** Largest utilisation of any service, 0 to 1. */
  readonly busiest: number;
  /** Utilisation of the front, 0 to 1. */
  readonly front: number;
  /** Requests a second of the front's users. */
  readonly rate: number;
  /** Replicas of the front. */
  readonly replicas: number;
  /** Requests to the database, as a share of the users'. */
  readonly missRatio: number;
  /** Connections to the database that a replica of the front has. */
  readonly poolSize: number;
}

const STEP_SECONDS = 5;

/** Sizes of the faults of `faults.ts`; what has no such quantity is not among them. */
const SIZES: Readonly<Partial<Record<FaultType, (sizes: Sizes) => FaultSize>>> = {
  // Utilisation: the loop's nine tenths and what is there anyway.
  cpu_saturation: ({ front }) => ({ size: 0.9 + front, least: 0.8, slope: 0.35 }),
  // Share of a replica's memory a step: 300 kB of each of its requests.
  memory_leak: ({ rate, replicas }) => ({
    size: 0.3 * rate / replicas * STEP_SECONDS / REPLICA_MB,
    least: 0.01,
    slope: 0.012,
  }),
  error_burst: () => ({ size: 0.33, least: 0.04, slope: 0.16 }),
  bad_deploy: () => ({ size: 0.25, least: 0.05, slope: 0.1 }),
  // Steps until all connections are gone: one of a replica's every 2 s.
  pool_exhaustion: ({ poolSize }) => ({ size: 2 * poolSize / STEP_SECONDS, least: 36, slope: -24 }),
  // Share of the database's requests that fail: the writes.
  disk_full: ({ missRatio }) => ({ size: WRITE_SHARE / missRatio, least: 0.3, slope: 0.7, scales: true }),
  latency_injection: ({ sloP95Seconds }) => ({
    size: 0.4,
    least: 0.7 * sloP95Seconds,
    slope: 0.8 * sloP95Seconds,
  }),
  packet_loss: () => ({ size: 0.35, least: 0.25, slope: 0.35, scales: true }),
  partition: () => ({ size: 1, least: 0.25, slope: 0.75 }),
  // Share of the hits that is left.
  cache_flush: () => ({ size: 0, least: 0.3, slope: -0.3 }),
  cache_poison: () => ({ size: 0.4, least: 0.15, slope: 0.45 }),
  // The busiest service's utilisation under six times the requests.
  traffic_surge: ({ busiest }) => ({ size: 6 * busiest, least: 0.8, slope: 0.4 }),
  retry_storm: ({ busiest }) => ({ size: 6 * busiest, least: 1.05, slope: 0.4 }),
};

/** Where a severity comes from. */
export interface ChosenSeverity {
  /** 0 to 1. */
  readonly severity: number;
  /** `size`: as much as is done to the shop; `most` and `least`: more, or less, is done than the catalogue has; `middle`: it has no such quantity. */
  readonly from: "size" | "most" | "least" | "middle";
}

/**
 * The severity of a simulated fault that is to be as large as the shop's: the one at which the catalogue sets its quantity (a share of errors, a
 * delay, a utilisation) to what is done to the shop; the end of the catalogue's range, 0.4 to 1, where the shop's fault lies beyond; and the middle,
 * 0.7, where the catalogue's fault has no quantity that is known of the shop's. It does not look at any recording.
 */
export function severityOf(fault: FaultType, topology: Topology): ChosenSeverity {
  const known = SIZES[fault]?.(sizesOf(topology));
  if (known === undefined) return { severity: MIDDLE, from: "middle" };
  const severity = (known.size - known.least) / known.slope;
  if (severity > MOST) return { severity: MOST, from: "most" };
  if (severity >= LEAST) return { severity: rounded(severity), from: "size" };
  if (!known.scales) return { severity: LEAST, from: "least" };
  return { severity: rounded(LEAST * known.size / (known.least + LEAST * known.slope)), from: "size" };
}

const rounded = (severity: number) => Number(severity.toFixed(2));

function sizesOf(topology: Topology): Sizes {
  const { services, slo } = assessTopology(topology, { maxFaults: 0 });
  const front = services.find(({ name }) => name === topology.front)!;
  const database = services.find(({ kind }) => kind === "database")!;
  const pool = topology.calls.find(({ callee }) => callee === database.name)!.poolSize ?? Infinity;
  return {
    sloP95Seconds: slo.latencyP95Ms / 1_000,
    busiest: Math.max(...services.map(({ load }) => load)),
    front: front.load,
    rate: front.requestRate,
    replicas: front.replicas,
    missRatio: database.requestRate / front.requestRate,
    poolSize: pool / front.replicas,
  };
}
