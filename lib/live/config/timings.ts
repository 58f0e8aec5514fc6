import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { STEP_SECONDS, TIMINGS, type Timings } from "../../model/mod.ts";

/** Longest time that a remedy may take, in seconds. */
const MAX_SECONDS = 86_400;

const seconds = z.number().min(0).max(MAX_SECONDS).exactOptional();
const byKind = z.strictObject({ service: seconds, database: seconds, cache: seconds }).exactOptional();

/** How long remedies take on the system, in seconds; what is left out is `TIMINGS.realistic`. */
export interface TimingsConfig {
  /** From an order to a replica that serves, by kind of service. */
  readonly scaleSeconds?: Readonly<Partial<Record<"service" | "database" | "cache", number>>>;
  /** A restart of all replicas, by kind of service. */
  readonly restartSeconds?: Readonly<Partial<Record<"service" | "database" | "cache", number>>>;
  /** A rollback of all replicas to the version before. */
  readonly rollbackSeconds?: number;
  /** From an order to a standby that serves. */
  readonly failoverSeconds?: number;
  /** Until a database that has come back bears all traffic again. */
  readonly warmupSeconds?: number;
}

/** The schema of a `TimingsConfig`. */
export const timingsSchema: z.ZodType<TimingsConfig> = z.strictObject({
  scaleSeconds: byKind.describe("from an order to a replica that serves, by kind of service"),
  restartSeconds: byKind.describe("a restart of all replicas, by kind of service"),
  rollbackSeconds: seconds.describe("a rollback of all replicas"),
  failoverSeconds: seconds.describe("from an order to a standby that serves"),
  warmupSeconds: seconds.describe("until a database that has come back bears all traffic again"),
});

/**
 * The timings that an agent plans with, in steps.
 *
 * @param config seconds
 * @param stepSeconds length of a step
 * @throws {UsageError} for what is no such configuration or no length
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { timingsOf } from "./timings.ts";
 * const timings = timingsOf({ failoverSeconds: 3 }, 5);
 * strictEqual(timings.failover.downSteps, 1);
 * strictEqual(timings.rollback.downSteps, 18);
 * ```
 */
export function timingsOf(config: TimingsConfig, stepSeconds: number): Timings {
  checkOptions("timingsOf", timingsSchema, config, "the timings");
  checkOptions("timingsOf", z.number().gt(0), stepSeconds, "stepSeconds");
  const usual = TIMINGS.realistic;
  const stepsOf = (given: number | undefined, usualSteps: number) =>
    Math.max(1, Math.ceil((given ?? usualSteps * STEP_SECONDS) / stepSeconds));
  const restartOf = (kind: "service" | "database" | "cache") => {
    const steps = stepsOf(config.restartSeconds?.[kind], usual.restart[kind].downSteps);
    return { downShare: usual.restart[kind].downShare, downSteps: steps, mendedAfterSteps: steps };
  };
  const scaleOf = (kind: "service" | "database" | "cache") =>
    stepsOf(config.scaleSeconds?.[kind], usual.scaleDelaySteps[kind]);
  const rollback = stepsOf(config.rollbackSeconds, usual.rollback.downSteps);
  const { failover } = usual;
  return {
    scaleDelaySteps: { service: scaleOf("service"), database: scaleOf("database"), cache: scaleOf("cache") },
    restart: {
      service: restartOf("service"),
      database: restartOf("database"),
      cache: restartOf("cache"),
    },
    rollback: { downShare: usual.rollback.downShare, downSteps: rollback, mendedAfterSteps: rollback },
    failover: {
      ...failover,
      downSteps: stepsOf(config.failoverSeconds, failover.downSteps),
      // Whoever states how long a failover takes knows nothing of a standby that is behind.
      behindDownSteps: stepsOf(config.failoverSeconds, failover.behindDownSteps),
    },
    warmupSteps: stepsOf(config.warmupSeconds, usual.warmupSteps),
  };
}
