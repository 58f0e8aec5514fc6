import type { LabelledSeries } from "../../../model/mod.ts";
import { requireName, STEP_SECONDS, UsageError } from "../../../model/mod.ts";
import { createStream } from "../../../random/mod.ts";
import { type Anomaly, type AnomalyKind, drawAnomalies } from "./anomalies.ts";
import { createMeter, FEATURES } from "./meter.ts";
import { type Regime, REGIMES, usualRows } from "./usual_load.ts";

/** A made-up series of a service's metrics. */
export interface RegimeSeries extends LabelledSeries {
  /** What is wrong, window by window. */
  readonly kinds: readonly AnomalyKind[];
}

/** How a made-up series may differ from the usual. */
export interface RegimeOptions {
  /** Rows after the warm-up, 1,000 or more. Default 3,000. */
  readonly judgedRows?: number;
  /** Nothing goes wrong: for counting false alarms. Default false. */
  readonly calm?: boolean;
}

const WARMUP_ROWS = 256;
const FEWEST_ROWS = 1000;

/**
 * A service's metrics every 5 s: latency p95 (ms), error rate, CPU and memory utilisation (0 to 1), with seven stretches of 5 to 40 rows
 * in which something is wrong, about 4 % of the rows. What is normal changes as the regime says: not at all, with the hour of a
 * made-up day, at once, slowly, or from no errors at all to a few; that is no anomaly.
 *
 * @returns 256 rows of warm-up, then those to judge; the same for the same seed
 * @throws {UsageError} for an unknown regime, with the nearest one, and for fewer than 1,000 rows to judge
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
  if (!(Number.isInteger(judgedRows) && judgedRows >= FEWEST_ROWS)) {
    throw new UsageError(`A made-up series needs ${FEWEST_ROWS} rows or more to judge, found ${judgedRows}`);
  }
  const rows = WARMUP_ROWS + judgedRows;
  const streamOf = (concern: string) => createStream(seed, "regime", regime, concern);
  const drawn = { first: WARMUP_ROWS, rows: judgedRows };
  const anomalies = calm ? [] : drawAnomalies(streamOf("anomalies"), drawn);
  const measure = createMeter(streamOf);
  const values = new Float64Array(rows * FEATURES.length);
  usualRows(regime, { rows, warmupRows: WARMUP_ROWS, stream: streamOf("load") }).forEach((usual, row) => {
    values.set(measure(usual, stateAt(row, anomalies)), row * FEATURES.length);
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

/** What is wrong at a row, and which share of its stretch is over, in (0, 1]. */
function stateAt(row: number, anomalies: readonly Anomaly[]) {
  const anomaly = anomalies.find(({ rows: [first, last] }) => row >= first && row <= last);
  if (anomaly === undefined) return undefined;
  const [first, last] = anomaly.rows;
  return { ...anomaly, share: (row - first + 1) / (last - first + 1) };
}
