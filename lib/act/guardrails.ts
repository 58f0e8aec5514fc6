import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { PLATFORM, TIMINGS, UsageError } from "../model/mod.ts";

/** The limits within which an agent may act. Actions beyond them are refused. */
export interface Guardrails {
  /** Minimum number of steps between two restarts, rollbacks or failovers of the same service, and between two drains of it. */
  readonly restartCooldownSteps: number;
  /** Minimum number of steps between two clearings of the caches. */
  readonly clearCooldownSteps: number;
  /** Minimum number of replicas of a service: a drain, too, must leave so many. */
  readonly leastReplicas: number;
  /** Maximum number of replicas of a service. */
  readonly mostReplicas: number;
  /** Minimum share of the users' traffic that a limit must let through, 0 to 1. */
  readonly leastTraffic: number;
  /** Maximum number of actions, other than `restore`, in any `rateWindowSteps` consecutive steps. */
  readonly mostActions: number;
  /** Length of the window in which `mostActions` holds, in steps. */
  readonly rateWindowSteps: number;
  /** Number of steps after the restart of one service in which no other may be restarted. In episodes: as long as a service restarts. */
  readonly disruptionSteps: number;
  /** Number of steps of an uninterrupted breach after which an added replica is removed again, since it did not help; Infinity: never. */
  readonly undoAfterSteps: number;
}

/** The default guardrails. */
export const DEFAULT_GUARDRAILS: Guardrails = Object.freeze({
  restartCooldownSteps: 20,
  clearCooldownSteps: 20,
  leastReplicas: PLATFORM.minReplicas,
  mostReplicas: PLATFORM.maxReplicas,
  leastTraffic: 0.3,
  mostActions: 12,
  rateWindowSteps: 20,
  disruptionSteps: TIMINGS.realistic.restart.service.downSteps,
  undoAfterSteps: 30,
});

const wholeNumber = (least: number) => z.int().min(least);
const replicas = wholeNumber(PLATFORM.minReplicas).max(PLATFORM.maxReplicas);

/** What each guardrail can be in JSON; those left out keep their defaults. */
export const GUARDRAILS_SCHEMA = z.strictObject({
  restartCooldownSteps: wholeNumber(0).exactOptional(),
  clearCooldownSteps: wholeNumber(0).exactOptional(),
  leastReplicas: replicas.exactOptional(),
  mostReplicas: replicas.exactOptional(),
  leastTraffic: z.number().min(0).max(1).exactOptional(),
  mostActions: wholeNumber(0).exactOptional(),
  rateWindowSteps: wholeNumber(1).exactOptional(),
  disruptionSteps: wholeNumber(0).exactOptional(),
  undoAfterSteps: wholeNumber(1).exactOptional(),
});

/** JSON has no Infinity. */
const WITH_NEVER = GUARDRAILS_SCHEMA.extend({
  undoAfterSteps: z.union([
    wholeNumber(1),
    z.custom<number>((value) => value === Infinity, "must be Infinity"),
  ]).exactOptional(),
});

/**
 * The guardrails that hold: those given, else the defaults.
 *
 * @throws {UsageError} for an unknown guardrail, with the nearest one, a value out of range, or a minimum above its maximum
 *
 * @example
 * ```ts
 * import { strictEqual, throws } from "node:assert";
 * import { resolveGuardrails } from "./guardrails.ts";
 * strictEqual(resolveGuardrails({ mostReplicas: 4 }).leastReplicas, 1);
 * throws(() => resolveGuardrails({ mostReplicas: NaN }), /guardrails: mostReplicas must be a number, found NaN/);
 * ```
 */
export function resolveGuardrails(given: Partial<Guardrails>): Guardrails {
  const rules: Guardrails = { ...DEFAULT_GUARDRAILS, ...checkOptions("guardrails", WITH_NEVER, given) };
  if (rules.leastReplicas > rules.mostReplicas) {
    throw new UsageError(
      `guardrails: leastReplicas is ${rules.leastReplicas}, which is more than mostReplicas, ${rules.mostReplicas}`,
    );
  }
  return rules;
}
