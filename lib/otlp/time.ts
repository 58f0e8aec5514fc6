import { UsageError } from "../model/mod.ts";

/** Which moment the seconds of a span, a log record or a metric are counted from. */
export interface EpochOptions {
  /**
   * Unix seconds of the moment at which the model's seconds are 0, a whole number: 0 for Unix seconds, the start of an episode for
   * simulated ones. Default 0.
   */
  readonly epochSeconds?: number;
}

const NANOS = 1_000_000_000n;

/** 48 days: above it, neighbouring doubles lie more than a nanosecond apart. */
const NANOS_HOLD_BELOW = 2 ** 22;

/**
 * Seconds as OTLP/JSON's text of Unix nanoseconds: to the nearest nanosecond where |seconds| is below 2^22 (48 days, as in a
 * simulation), else to the nearest microsecond, which is what a double of Unix seconds holds. The epoch is added in whole numbers
 * and costs no digit.
 *
 * @throws {UsageError} for what lies before 1970 or is no number, and for an epoch that is not a whole number
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(toUnixNanos(1735689600.1), "1735689600100000000");
 * strictEqual(toUnixNanos(0.000000001, { epochSeconds: 1735689600 }), "1735689600000000001");
 * ```
 */
export function toUnixNanos(seconds: number, { epochSeconds = 0 }: EpochOptions = {}): string {
  const nanos = Number.isFinite(seconds) ? epochOf(epochSeconds) * NANOS + nanosOf(seconds) : -1n;
  if (nanos < 0n) {
    throw new UsageError(`OTLP counts time from 1970, found ${seconds} s after ${epochSeconds} s`);
  }
  return String(nanos);
}

function nanosOf(seconds: number): bigint {
  const whole = Math.floor(seconds);
  // The difference of a double and its whole part is exact, so nothing is lost before the rounding.
  const rest = seconds - whole;
  const nanos = Math.abs(seconds) < NANOS_HOLD_BELOW ? Math.round(rest * 1e9) : 1000 * Math.round(rest * 1e6);
  return BigInt(whole) * NANOS + BigInt(nanos);
}

function epochOf(epochSeconds: number): bigint {
  if (!Number.isSafeInteger(epochSeconds)) {
    throw new UsageError(`The epoch must be whole Unix seconds, found ${epochSeconds}`);
  }
  return BigInt(epochSeconds);
}

/**
 * Unix nanoseconds as seconds after the epoch: the double that lies nearest.
 *
 * @throws {UsageError} for an epoch that is not a whole number
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(fromUnixNanos(1735689600100000000n), 1735689600.1);
 * ```
 */
export function fromUnixNanos(nanos: bigint, { epochSeconds = 0 }: EpochOptions = {}): number {
  const after = nanos - epochOf(epochSeconds) * NANOS;
  const size = after < 0n ? -after : after;
  // Read as one decimal numeral it is rounded once; whole part plus fraction would be rounded twice.
  const seconds = Number(`${size / NANOS}.${String(size % NANOS).padStart(9, "0")}`);
  return after < 0n ? -seconds : seconds;
}
