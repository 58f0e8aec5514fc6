import { z } from "zod";
import { anyNumber } from "../model/argument_schemas.ts";
import { showValue } from "../model/show_value.ts";
import { UsageError } from "../model/mod.ts";

/** That the epoch is a whole number is checked where it is used. */
export const epochOptions = z.strictObject({ epochSeconds: anyNumber.optional() });

/** Options of times. */
export interface EpochOptions {
  /**
   * Unix seconds, a whole number, at which the seconds of the model are 0: 0 for Unix seconds, the start of the episode
   * for simulated ones. Default 0.
   */
  readonly epochSeconds?: number;
}

const NANOS = 1_000_000_000n;

/** 48 days: above it, neighbouring doubles are more than a nanosecond apart. */
const MAX_NANOSECOND_PRECISION_SECONDS = 2 ** 22;

/**
 * Converts seconds to Unix nanoseconds as text: to the nearest nanosecond if |seconds| is below 2^22 (48 days, as in a
 * simulation), else to the nearest microsecond, which is the precision of a double of Unix seconds. The epoch is added
 * as an integer and costs no precision.
 *
 * @throws {UsageError} for a time before 1970 or one that is not a number, and for an epoch that is not a whole number
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(toUnixNanos(1735689600.1), "1735689600100000000");
 * strictEqual(toUnixNanos(0.000000001, { epochSeconds: 1735689600 }), "1735689600000000001");
 * ```
 */
export function toUnixNanos(seconds: number, options: EpochOptions = {}): string {
  const { epochSeconds = 0 } = options ?? {};
  const nanos = Number.isFinite(seconds) ? epochOf(epochSeconds) * NANOS + nanosOf(seconds) : -1n;
  if (nanos < 0n) {
    throw new UsageError(`OTLP counts time from 1970, found ${showValue(seconds)} s after ${epochSeconds} s`);
  }
  return String(nanos);
}

function nanosOf(seconds: number): bigint {
  const whole = Math.floor(seconds);
  // The difference of a double and its whole part is exact, so that only the rounding loses precision.
  const rest = seconds - whole;
  const nanos = Math.abs(seconds) < MAX_NANOSECOND_PRECISION_SECONDS
    ? Math.round(rest * 1e9)
    : 1000 * Math.round(rest * 1e6);
  return BigInt(whole) * NANOS + BigInt(nanos);
}

function epochOf(epochSeconds: number): bigint {
  if (!Number.isSafeInteger(epochSeconds)) {
    throw new UsageError(`The epoch must be whole Unix seconds, found ${epochSeconds}`);
  }
  return BigInt(epochSeconds);
}

/**
 * Converts Unix nanoseconds to seconds after the epoch, rounded to the nearest double.
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
  if (typeof nanos !== "bigint") {
    throw new UsageError(`Unix nanoseconds are a BigInt, found ${showValue(nanos)}`);
  }
  const after = nanos - epochOf(epochSeconds) * NANOS;
  const size = after < 0n ? -after : after;
  // Parsing one decimal rounds once; whole part plus fraction would round twice.
  const seconds = Number(`${size / NANOS}.${String(size % NANOS).padStart(9, "0")}`);
  return after < 0n ? -seconds : seconds;
}
