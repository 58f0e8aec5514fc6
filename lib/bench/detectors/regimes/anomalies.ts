import { shuffled, type Stream } from "../../../random/mod.ts";

/** The kinds of anomalies: their lengths (rows) and ranges of strength. */
export const ANOMALIES = {
  /** Latency is multiplied by the strength. */
  latency_spike: { rows: [5, 16], strength: [1.6, 3] },
  /** The strength is the share of requests that fail. */
  error_burst: { rows: [5, 25], strength: [0.02, 0.08] },
  /** The strength is the CPU utilisation, whatever the load; latency follows. */
  cpu_saturation: { rows: [8, 25], strength: [0.85, 0.97] },
  /** Memory utilisation rises by the strength, ever more slowly, until a restart frees it at the end. */
  memory_leak: { rows: [22, 40], strength: [0.2, 0.35] },
  /** No requests: everything that follows the load falls to 0. */
  drop_to_zero: { rows: [5, 25], strength: [0, 0] },
  /** Latency a little up and CPU a little down: each is common, the two together are rare. */
  joint_shift: { rows: [12, 30], strength: [2, 2.6] },
} as const;

/** One of `ANOMALIES`. */
export type AnomalyKind = keyof typeof ANOMALIES;

/** One anomaly in a series. */
export interface Anomaly {
  readonly kind: AnomalyKind;
  /** First and last row, both included. */
  readonly rows: readonly [number, number];
  /** As `ANOMALIES` defines for the kind. */
  readonly strength: number;
}

const KINDS = Object.keys(ANOMALIES) as readonly AnomalyKind[];
/** Minimum number of rows between anomalies. */
const MIN_GAP_ROWS = 40;

/**
 * Draws each kind of anomaly once and one kind twice, in random order, each at a random place in its own seventh of the rows.
 *
 * @param first row that may hold one
 * @param rows number of rows, at least 1,000
 */
export function drawAnomalies(stream: Stream, { first, rows }: { first: number; rows: number }): Anomaly[] {
  const kinds = shuffled([...KINDS, stream.pick(KINDS)], stream);
  const slot = Math.floor(rows / kinds.length);
  return kinds.map((kind, i) => {
    const { rows: [least, most], strength } = ANOMALIES[kind];
    const length = least + stream.integer(most - least + 1);
    const start = first + i * slot + MIN_GAP_ROWS + stream.integer(slot - length - MIN_GAP_ROWS);
    return { kind, rows: [start, start + length - 1], strength: stream.between(strength[0], strength[1]) };
  });
}
