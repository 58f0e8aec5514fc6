/** An axis of values: where a value stands, in pixels, and the values of its ticks. */
export interface ValueAxis {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** An axis for values, linear from 0 (or the least value, where it is below) or logarithmic from 1 on; `top` and `bottom` are its ends in pixels. */
export function valueAxis(
  values: readonly number[],
  { log, top, bottom }: { log: boolean; top: number; bottom: number },
): ValueAxis {
  const least = values.reduce((a, b) => Math.min(a, b), log ? Infinity : 0);
  const most = values.reduce((a, b) => Math.max(a, b), log ? 1 : 0);
  if (log) {
    const low = Math.log10(Math.max(1, Number.isFinite(least) ? least : 1)) - 0.08;
    const high = Math.max(low + 0.3, Math.log10(most) + 0.08);
    return {
      place: (value) => bottom - (bottom - top) * (Math.log10(Math.max(1, value)) - low) / (high - low),
      ticks: logTicks(low, high),
    };
  }
  const high = Math.max(most + 0.06 * (most - least), least + 1e-9);
  return {
    place: (value) => bottom - (bottom - top) * (value - least) / (high - least),
    ticks: linearTicks(least, high),
  };
}

/** Powers of ten, or where there are too few of them their multiples by 2 and 5. */
export function logTicks(low: number, high: number): number[] {
  const ticks = [];
  for (let exponent = Math.floor(low); exponent <= high; exponent++) {
    for (const factor of high - low > 1.6 ? [1] : high - low > 0.8 ? [1, 3] : [1, 2, 5]) {
      const value = factor * 10 ** exponent;
      if (Math.log10(value) >= low && Math.log10(value) <= high) ticks.push(Number(value.toPrecision(1)));
    }
  }
  return ticks;
}

/** Two to four round values, the last of them not far from the upper end. */
export function linearTicks(low: number, high: number): number[] {
  const rough = (high - low) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const gap = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const ticks = multiplesOf(gap, low, high);
  return ticks.length === 2 && ticks[1]! - low < 0.7 * (high - low) ? multiplesOf(gap / 2, low, high) : ticks;
}

/** The multiples of a number in a range. */
export function multiplesOf(gap: number, low: number, high: number): number[] {
  const ticks = [];
  for (let count = Math.ceil(low / gap); count * gap <= high; count++) {
    ticks.push(Number((count * gap).toPrecision(6)));
  }
  return ticks;
}

/** A number with thousands separated and so many digits behind the point; a dash where there is none. */
export function numberText(value: number, digits: number): string {
  if (Number.isNaN(value)) return "–";
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The label of a tick: as many digits as it needs. */
export function tickText(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 4 });
}
