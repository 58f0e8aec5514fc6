/** The shortest period, values. */
const MIN_PERIOD = 6;
/** Periods that the values must hold at least. */
const MIN_CYCLES = 2.5;
/** Autocorrelation at a period at least, and its rise above the lowest at any shorter lag. */
const CLEAR = { correlation: 0.3, rise: 0.3 };
/** A shorter period is taken whose autocorrelation is this share of the highest: twice a period is one as well. */
const AS_GOOD = 0.9;
/** Values beyond these quantiles are moved to them, so that a spike does not count more than the wave. */
const CLIPPED = 0.02;

/**
 * The period of a series by its autocorrelation: the first lag at which it peaks nearly as high as anywhere, refined by a parabola through
 * the peak.
 *
 * @returns values to a period, not whole in general; 0 where there is none
 */
export function findPeriod(values: Float64Array): number {
  const centred = withoutSpikes(values);
  const count = centred.length;
  const longest = Math.floor(count / MIN_CYCLES);
  const correlations = new Float64Array(longest + 1);
  for (let lag = 0; lag <= longest; lag++) {
    let sum = 0;
    for (let i = lag; i < count; i++) sum += centred[i]! * centred[i - lag]!;
    correlations[lag] = sum / (count - lag);
  }
  const variance = correlations[0]!;
  if (!(variance > 0)) return 0;
  const peaks: number[] = [];
  let lowest = Infinity;
  for (let lag = 1; lag < longest; lag++) {
    const here = correlations[lag]!;
    lowest = Math.min(lowest, here);
    const isPeak = lag >= MIN_PERIOD && here >= correlations[lag - 1]! && here > correlations[lag + 1]!;
    if (isPeak && here > CLEAR.correlation * variance && here - lowest > CLEAR.rise * variance) {
      peaks.push(lag);
    }
  }
  const highest = Math.max(...peaks.map((lag) => correlations[lag]!));
  const period = peaks.find((lag) => correlations[lag]! > AS_GOOD * highest);
  if (period === undefined) return 0;
  const [before, at, after] = [correlations[period - 1]!, correlations[period]!, correlations[period + 1]!];
  return period + (before - after) / (2 * (before - 2 * at + after));
}

/** The deviations from the mean, of values moved into the range of most of them. */
function withoutSpikes(values: Float64Array): Float64Array {
  const sorted = values.toSorted();
  const low = sorted[Math.floor(CLIPPED * values.length)]!;
  const high = sorted[Math.floor((1 - CLIPPED) * values.length)]!;
  const clipped = values.map((value) => Math.max(low, Math.min(high, value)));
  const mean = clipped.reduce((sum, value) => sum + value, 0) / values.length;
  return clipped.map((value) => value - mean);
}
