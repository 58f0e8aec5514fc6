/** Rows in the order of their times, and what was done for it. */
export interface OrderedRows {
  readonly rows: Uint32Array;
  /** Never falling. */
  readonly timesSeconds: Float64Array;
  readonly done: "nothing" | "reversed" | "sorted" | "held";
  /** Rows with the time of the row before. */
  readonly repeated: number;
  /** The usual distance of two rows, seconds; NaN for fewer than two rows. */
  readonly stepSeconds: number;
  /** Distances of more than 1.5 steps. */
  readonly holes: number;
  /** The longest distance of two rows, seconds; 0 for fewer than two rows. */
  readonly longestStepSeconds: number;
}

/** The longest time that clocks are put back by. */
const MAX_CLOCK_CHANGE_SECONDS = 7200;

/**
 * Puts rows in the order of their times. Rows from the newest to the oldest are turned round and others sorted; but where times fall by up
 * to two hours once or twice a year, repeat and otherwise rise, clocks were put back: the rows keep their order, and times stand still
 * for that hour.
 */
export function orderRows(rows: Uint32Array, times: Float64Array): OrderedRows {
  const own = Float64Array.from(rows, (row) => times[row]!);
  let falls = 0;
  let rises = 0;
  let largestFall = 0;
  for (let i = 1; i < own.length; i++) {
    const step = own[i]! - own[i - 1]!;
    if (step > 0) rises++;
    if (step >= 0) continue;
    falls++;
    largestFall = Math.max(largestFall, -step);
  }
  if (falls === 0) return withSteps(rows, own, "nothing");
  if (rises === 0) return withSteps(rows.toReversed(), own.toReversed(), "reversed");
  const days = (Math.max(...extremes(own)) - Math.min(...extremes(own))) / 86_400;
  const twice = own.length - new Set(own).size;
  if (
    falls <= 1 + days / 180 && largestFall <= MAX_CLOCK_CHANGE_SECONDS && largestFall >= 1800 && twice > 0 &&
    // A table that was appended to itself falls by all that it spans.
    2 * largestFall <= 86_400 * days
  ) {
    let latest = -Infinity;
    return withSteps(rows, own.map((time) => latest = Math.max(latest, time)), "held");
  }
  const order = Uint32Array.from(rows.keys()).sort((a, b) => own[a]! - own[b]! || a - b);
  return withSteps(order.map((i) => rows[i]!), Float64Array.from(order, (i) => own[i]!), "sorted");
}

function extremes(values: Float64Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function withSteps(rows: Uint32Array, timesSeconds: Float64Array, done: OrderedRows["done"]): OrderedRows {
  const steps = timesSeconds.subarray(1).map((time, i) => time - timesSeconds[i]!);
  const above = steps.filter((step) => step > 0).sort();
  const stepSeconds = above[Math.floor(above.length / 2)] ?? NaN;
  let repeated = 0;
  let holes = 0;
  for (const step of steps) {
    repeated += Number(step === 0);
    holes += Number(step > 1.5 * stepSeconds);
  }
  return { rows, timesSeconds, done, repeated, stepSeconds, holes, longestStepSeconds: above.at(-1) ?? 0 };
}
