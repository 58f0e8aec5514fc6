import { z } from "zod";
import { type Guardrails, resolveGuardrails } from "../act/guardrails.ts";
import { checkOptions } from "../model/check_options.ts";
import { requireName, type Timings, UsageError } from "../model/mod.ts";
import { showValue } from "../model/show_value.ts";
import { ENVIRONMENT_OPTIONS, type EnvironmentOptions } from "../simulator/mod.ts";

/** Options of an environment to train in, besides those of the simulated system: logs, traces and the prototype's model are left out. */
export interface TrainingOptions
  extends Omit<EnvironmentOptions, "signals" | "tracesPerStep" | "wording" | "mode"> {
  /** Limits that differ from `DEFAULT_GUARDRAILS`: what they forbid is masked, and nothing happens in its stead. */
  readonly guardrails?: Partial<Guardrails>;
  /** Whether an episode begins after its warm-up, in which agents only look on. Default true. */
  readonly skipWarmup?: boolean;
}

const OWN = z.looseObject({
  guardrails: z.unknown().optional(),
  skipWarmup: z.boolean().optional(),
});

const LEFT_OUT: readonly string[] = ["signals", "tracesPerStep", "wording", "mode"];

/**
 * The options of the system among those of an environment to train in, which are checked as far as they are not the system's.
 *
 * @param more names of further options that the caller reads itself
 * @throws {UsageError} for an unknown option, with the nearest one, or a value of another type
 */
export function readTrainingOptions(
  thing: string,
  options: TrainingOptions,
  more: readonly string[] = [],
): {
  readonly system: EnvironmentOptions;
  readonly guardrails: Partial<Guardrails>;
  readonly skipWarmup: boolean;
} {
  checkOptions(thing, OWN, options);
  // It has no option of its own, and would pass for none.
  if (options instanceof Promise) {
    throw new UsageError(`${thing}: the options must be an object, found a promise`);
  }
  const known = [
    ...Object.keys(OWN.shape),
    ...more,
    ...ENVIRONMENT_OPTIONS.filter((name) => !LEFT_OUT.includes(name)),
  ];
  const system: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    requireName(`option of ${thing}`, name, known);
    if (name in OWN.shape || more.includes(name)) continue;
    system[name] = value;
  }
  return { system, guardrails: options.guardrails ?? {}, skipWarmup: options.skipWarmup ?? true };
}

/** The guardrails of an episode: a restart disrupts as long as a service takes to restart, unless something else was asked for. */
export function episodeGuardrails(given: Partial<Guardrails>, timings: Timings): Guardrails {
  return resolveGuardrails({ disruptionSteps: timings.restart.service.downSteps, ...given });
}

/** @throws {UsageError} for what is no index of an action */
export function requireActionIndex(thing: string, action: unknown, count: number): void {
  if (Number.isInteger(action) && (action as number) >= 0 && (action as number) < count) return;
  throw new UsageError(
    `${thing}: an action must be a whole number from 0 to ${count - 1}, found ${showValue(action)}`,
  );
}
