import { type Signals, UsageError } from "../model/mod.ts";
import { showValue } from "../model/show_value.ts";

/** Largest absolute value that counts as a measurement: its square is still finite. */
const MAX_MEASUREMENT = 1e100;

/**
 * The signals of a window for diagnosers: values that are infinite or beyond 1e100 are missing, so that no diagnoser has to check for them.
 * The signals themselves where there are none.
 *
 * @param name of the diagnoser, for the message
 * @throws {UsageError} unless there is a column for each indicator, and a time for each row
 */
export function readableSignals(name: string, signals: Signals): Signals {
  const { indicators, timesSeconds, columns } = signals?.metrics ?? {};
  if (
    !Array.isArray(indicators) || !Array.isArray(columns) || !(timesSeconds instanceof Float64Array) ||
    indicators.length !== columns.length
  ) throw unreadable(name, signals);
  let changed = false;
  const readable = columns.map((column) => {
    if (!(column instanceof Float64Array) || column.length !== timesSeconds.length) {
      throw unreadable(name, signals);
    }
    if (column.every(isMeasuredOrMissing)) return column;
    changed = true;
    return column.map((value) => isMeasuredOrMissing(value) ? value : NaN);
  });
  return changed ? { ...signals, metrics: { ...signals.metrics, columns: readable } } : signals;
}

function isMeasuredOrMissing(value: number): boolean {
  return !(Math.abs(value) > MAX_MEASUREMENT);
}

function unreadable(name: string, signals: unknown): UsageError {
  return new UsageError(
    `The diagnoser "${name}" reads signals with metrics: indicators, timesSeconds, and for each indicator a column as long as timesSeconds, found ${
      showValue(signals)
    }`,
  );
}
