import type { LabelledSeries } from "../../../model/mod.ts";
import { requireName, STEP_SECONDS, UsageError } from "../../../model/mod.ts";
import { createStream } from "../../../random/mod.ts";
import { type Anomaly, type AnomalyKind, drawAnomalies } from "./anomalies.ts";
import { createMeter, FEATURES } from "./meter.ts";
import { normalLevels, type Regime, REGIMES } from "./normal_level.ts";

/** A synthetic series of the metrics of a service. */
export interface RegimeSeries extends LabelledSeries {
  /** Kind of anomaly of each window. */
  readonly kinds: readonly AnomalyKind[];
}

/** Options of `regimeSeries`. */
export interface RegimeOptions {
  /** Rows after the warm-up, at least 1,000. Default 3,000. */
  readonly judgedRows?: number;
  /** Whether to leave out anomalies, to count false alarms. Default false. */
  readonly calm?: boolean;
}

const WARMUP_ROWS = 256;
const MIN_JUDGED_ROWS = 1000;

/**
 * Synthetic metrics of a service every 5 s: latency p95 (ms), error rate, CPU and memory utilisation (0 to 1), with seven anomalies of 5 to 40
 * rows, about 4 % of the rows. The normal level depends on the regime: constant, with the time of day, with a step, with a drift, or without
 * any errors at first; none of this is an anomaly.
 *
 * @returns 256 rows of warm-up, then those to judge; the same for the same seed
 * @throws {UsageError} for an unknown regime, with the nearest name, and for fewer than 1,000 rows to judge
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { regimeSeries } from "./regimes.ts";
 * const { timesSeconds, windows, warmupRows } = regimeSeries("drift", 1);
 * strictEqual(timesSeconds.length, 3256);
 * strictEqual(windows.length, 7);
 * strictEqual(warmupRows, 256);
 * ```
 */
export function regimeSeries(
  regime: Regime,
  seed: number,
  { judgedRows = 3000, calm = false }: RegimeOptions = {},
): RegimeSeries {
  requireName("regime", regime, REGIMES);
  if (!(Number.isInteger(judgedRows) && judgedRows >= MIN_JUDGED_ROWS)) {
    throw new UsageError(
      `A made-up series needs ${MIN_JUDGED_ROWS} rows or more to judge, found ${judgedRows}`,
    );
  }
  const rows = WARMUP_ROWS + judgedRows;
  const streamOf = (concern: string) => createStream(seed, "regime", regime, concern);
  const drawn = { first: WARMUP_ROWS, rows: judgedRows };
  const anomalies = calm ? [] : drawAnomalies(streamOf("anomalies"), drawn);
  const measure = createMeter(streamOf);
  const values = new Float64Array(rows * FEATURES.length);
  normalLevels(regime, { rows, warmupRows: WARMUP_ROWS, stream: streamOf("load") }).forEach((level, row) => {
    values.set(measure(level, stateAt(row, anomalies)), row * FEATURES.length);
  });
  return {
    name: `${regime}/${seed}`,
    columns: FEATURES,
    timesSeconds: Float64Array.from({ length: rows }, (_, row) => STEP_SECONDS * row),
    values,
    windows: anomalies.map(({ rows }) => rows),
    warmupRows: WARMUP_ROWS,
    kinds: anomalies.map(({ kind }) => kind),
  };
}

/** The anomaly at a row, if there is one. */
function stateAt(row: number, anomalies: readonly Anomaly[]) {
  const anomaly = anomalies.find(({ rows: [first, last] }) => row >= first && row <= last);
  if (anomaly === undefined) return undefined;
  const [first, last] = anomaly.rows;
  return { ...anomaly, share: (row - first + 1) / (last - first + 1) };
}
