import { normalQuantile, type Stream } from "../../../random/mod.ts";

/** Ways in which the normal level may change; none of these changes is an anomaly. */
export const REGIMES = ["stationary", "diurnal", "level_shift", "drift", "zero_error_warmup"] as const;

/** One of `REGIMES`. */
export type Regime = typeof REGIMES[number];

/** Rows per day in the regime "diurnal": an hour, so that a series covers four days. */
export const DAY_ROWS = 720;

/** The normal level at a row, without measurement noise. */
export interface NormalLevel {
  /** Load relative to that at the start. */
  readonly load: number;
  /** Factor on the latency. */
  readonly slowness: number;
  /** Probability that a request fails. */
  readonly errorProbability: number;
}

const ERROR_PROBABILITY = 0.002;
const DAY_AMPLITUDE = 0.65;
/** Range of the time at which the level changes or errors first occur, as shares of the rows after the warm-up. */
const CHANGE_SHARES = [0.2, 0.5] as const;
const LOAD_NOISE = 0.07;
const LOAD_AUTOCORRELATION = 0.9;

/**
 * The normal level row by row: load and slowness of the regime, with autocorrelated noise on the load.
 *
 * @param stream for these draws only
 */
export function normalLevels(
  regime: Regime,
  { rows, warmupRows, stream }: { rows: number; warmupRows: number; stream: Stream },
): NormalLevel[] {
  const judged = rows - warmupRows;
  const changeRow = warmupRows + Math.round(judged * stream.between(...CHANGE_SHARES));
  const phase = stream.next();
  let noise = 0;
  return Array.from({ length: rows }, (_, row) => {
    const step = normalQuantile(stream.next()) * LOAD_NOISE * Math.sqrt(1 - LOAD_AUTOCORRELATION ** 2);
    noise = LOAD_AUTOCORRELATION * noise + step;
    const normal = { load: 1, slowness: 1, errorProbability: ERROR_PROBABILITY, ...changes(row) };
    return { ...normal, load: normal.load * Math.exp(noise) };
  });

  function changes(row: number): Partial<NormalLevel> {
    switch (regime) {
      case "stationary":
        return {};
      case "diurnal":
        return { load: 1 + DAY_AMPLITUDE * Math.sin(2 * Math.PI * (row / DAY_ROWS + phase)) };
      case "level_shift":
        return row < changeRow ? {} : { load: 1.45, slowness: 1.25 };
      case "drift": {
        const gone = Math.max(0, row - warmupRows) / judged;
        return { load: 1 + 0.6 * gone, slowness: 1 + 0.4 * gone };
      }
      case "zero_error_warmup":
        return row < changeRow ? { errorProbability: 0 } : {};
    }
  }
}
