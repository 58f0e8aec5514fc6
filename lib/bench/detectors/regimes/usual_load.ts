import { normalQuantile, type Stream } from "../../../random/mod.ts";

/** Ways in which what is normal may change; none of these changes is an anomaly. */
export const REGIMES = ["stationary", "diurnal", "level_shift", "drift", "zero_error_warmup"] as const;

/** One of `REGIMES`. */
export type Regime = typeof REGIMES[number];

/** Rows of a made-up day of the regime "diurnal": an hour, so that a series sees it four times. */
export const DAY_ROWS = 720;

/** What is normal at a row, without noise. */
export interface Usual {
  /** Requests, as a share of those at the beginning. */
  readonly load: number;
  /** Times the usual latency. */
  readonly slowness: number;
  /** Of a request to fail. */
  readonly errorProbability: number;
}

const ERRORS = 0.002;
const DAY_SWING = 0.65;
/** How far into the judged rows the level changes, or errors first occur: from and to, as shares. */
const TURN = [0.2, 0.5] as const;
const LOAD_NOISE = 0.07;
const LOAD_MEMORY = 0.9;

/**
 * What is normal, row by row: load and slowness of the regime, the load with noise that lasts for some rows.
 *
 * @param stream of the regime alone
 */
export function usualRows(
  regime: Regime,
  { rows, warmupRows, stream }: { rows: number; warmupRows: number; stream: Stream },
): Usual[] {
  const judged = rows - warmupRows;
  const turn = warmupRows + Math.round(judged * stream.between(...TURN));
  const phase = stream.next();
  let noise = 0;
  return Array.from({ length: rows }, (_, row) => {
    const step = normalQuantile(stream.next()) * LOAD_NOISE * Math.sqrt(1 - LOAD_MEMORY ** 2);
    noise = LOAD_MEMORY * noise + step;
    const usual = { load: 1, slowness: 1, errorProbability: ERRORS, ...changes(row) };
    return { ...usual, load: usual.load * Math.exp(noise) };
  });

  function changes(row: number): Partial<Usual> {
    switch (regime) {
      case "stationary":
        return {};
      case "diurnal":
        return { load: 1 + DAY_SWING * Math.sin(2 * Math.PI * (row / DAY_ROWS + phase)) };
      case "level_shift":
        return row < turn ? {} : { load: 1.45, slowness: 1.25 };
      case "drift": {
        const gone = Math.max(0, row - warmupRows) / judged;
        return { load: 1 + 0.6 * gone, slowness: 1 + 0.4 * gone };
      }
      case "zero_error_warmup":
        return row < turn ? { errorProbability: 0 } : {};
    }
  }
}
