import { shuffled, type Stream } from "../../../random/mod.ts";

/** What goes wrong in a stretch of rows. */
export const ANOMALIES = {
  /** Answers take up to three times as long. */
  latency_spike: { rows: [5, 16], strength: [1.6, 3] },
  /** This share of the requests fails. */
  error_burst: { rows: [5, 25], strength: [0.02, 0.08] },
  /** The CPU is busy at this share, whatever the load; latency follows. */
  cpu_saturation: { rows: [8, 25], strength: [0.85, 0.97] },
  /** Memory in use rises by this much, a little slower towards the end of the stretch, where a restart frees it. */
  memory_leak: { rows: [22, 40], strength: [0.2, 0.35] },
  /** No requests: all that follows the load falls to nothing. */
  drop_to_zero: { rows: [5, 25], strength: [0, 0] },
  /** Latency a little up and CPU a little down: neither is rare, the two together are. */
  joint_shift: { rows: [12, 30], strength: [2, 2.6] },
} as const;

/** One of `ANOMALIES`. */
export type AnomalyKind = keyof typeof ANOMALIES;

/** A stretch in which something is wrong. */
export interface Anomaly {
  readonly kind: AnomalyKind;
  /** First and last row, both included. */
  readonly rows: readonly [number, number];
  /** As `ANOMALIES` says of its kind. */
  readonly strength: number;
}

const KINDS = Object.keys(ANOMALIES) as readonly AnomalyKind[];
/** Rows between an anomaly and the next, at least. */
const APART = 40;

/**
 * Each kind of anomaly once, and one kind again, in any order, each somewhere in its own seventh of the rows.
 *
 * @param first row that may hold one
 * @param rows so many, 1,000 or more
 */
export function drawAnomalies(stream: Stream, { first, rows }: { first: number; rows: number }): Anomaly[] {
  const kinds = shuffled([...KINDS, stream.pick(KINDS)], stream);
  const slot = Math.floor(rows / kinds.length);
  return kinds.map((kind, i) => {
    const { rows: [least, most], strength } = ANOMALIES[kind];
    const length = least + stream.integer(most - least + 1);
    const start = first + i * slot + APART + stream.integer(slot - length - APART);
    return { kind, rows: [start, start + length - 1], strength: stream.between(strength[0], strength[1]) };
  });
}
