/** Differences below this are within what a header of whole seconds and a slow answer can tell. */
const MIN_SKEW_SECONDS = 2;
/** Answers that the estimate is made of. */
const KEPT = 16;

/** Measures how far the clock of a server is ahead. */
export interface ClockSkew {
  /** Takes an answer into account: its `Date` header, and the local Unix seconds when it was asked for and came. */
  add(
    answer: { readonly date: string | null; readonly sentSeconds: number; readonly receivedSeconds: number },
  ): void;
  /** Seconds that the server's clock is ahead, negative: behind; 0 where it agrees within two seconds. */
  readonly seconds: number;
  /** Whether any answer had a `Date`. */
  readonly measured: boolean;
}

/**
 * Measures a server's clock by the `Date` of its answers. The header has whole seconds, so each answer says only that the server's clock
 * is ahead by something between `date - received` and `date + 1 - sent`; what all of the latest answers allow is narrower.
 */
export function createClockSkew(): ClockSkew {
  let bounds: { readonly low: number; readonly high: number }[] = [];

  return {
    add: ({ date, sentSeconds, receivedSeconds }) => {
      const seconds = date === null ? NaN : Date.parse(date) / 1000;
      if (!Number.isFinite(seconds)) return;
      const latest = { low: seconds - receivedSeconds, high: seconds + 1 - sentSeconds };
      bounds = [...bounds.slice(1 - KEPT), latest];
      // One of the clocks was set: what was measured before counts no more.
      if (lowOf(bounds) > highOf(bounds)) bounds = [latest];
    },
    get measured() {
      return bounds.length > 0;
    },
    get seconds() {
      const skew = bounds.length === 0 ? 0 : (lowOf(bounds) + highOf(bounds)) / 2;
      return Math.abs(skew) < MIN_SKEW_SECONDS ? 0 : skew;
    },
  };
}

function lowOf(bounds: readonly { readonly low: number }[]): number {
  return bounds.reduce((most, { low }) => Math.max(most, low), -Infinity);
}

function highOf(bounds: readonly { readonly high: number }[]): number {
  return bounds.reduce((least, { high }) => Math.min(least, high), Infinity);
}
