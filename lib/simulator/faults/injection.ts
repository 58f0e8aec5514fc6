import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { FAULT_TYPES, type FaultName, requireName, UsageError } from "../../model/mod.ts";
import type { Nominal } from "../physics/nominal.ts";
import { MAX_FAULTS } from "../physics/state.ts";
import type { Network } from "../topology/network.ts";
import { faultCatalogue, type FaultKinds, type Target } from "./catalogue.ts";
import { endOf } from "./course.ts";
import { checkRequest, type PlacedFault } from "./sampling.ts";
import { faultTargets, possibleTargets } from "./targets.ts";

/** A fault to inject into an episode that runs. */
export interface FaultInjection {
  /** What kind of fault it is. */
  readonly type: FaultName;
  /** The service at fault. */
  readonly service: string;
  /** For a fault on a call: the service that calls. Default: the first whose users would notice. */
  readonly caller?: string;
  /** Steps from now until it begins, 1 or more. Default 1: the next step feels it. */
  readonly afterSteps?: number;
  /** Steps until it passes by itself, if nothing mends it before. Default 120. */
  readonly durationSteps?: number;
  /** How hard it strikes, 0 to 1. Default 0.8. */
  readonly severity?: number;
}

const DEFAULTS = { afterSteps: 1, durationSteps: 120, severity: 0.8 };

const INJECTION = z.strictObject({
  type: z.enum(FAULT_TYPES),
  service: z.string(),
  caller: z.string().optional(),
  afterSteps: z.int().min(1).max(1e6).default(DEFAULTS.afterSteps),
  durationSteps: z.int().min(1).max(1e6).default(DEFAULTS.durationSteps),
  severity: z.number().min(0).max(1).default(DEFAULTS.severity),
});

/**
 * Finds the target of a fault that is injected.
 *
 * @param step the present one
 * @throws {UsageError} for an unknown type, service or option, with the nearest one, a service that this fault can't strike, or a number out of range
 */
export function placeFault(
  given: FaultInjection,
  { network, nominal, step, kinds = faultCatalogue }: {
    network: Network;
    nominal: Nominal;
    step: number;
    /** Kinds of fault by name; by default the catalogue's. */
    kinds?: FaultKinds;
  },
): PlacedFault {
  const { type, service, caller, afterSteps, ...rest } = checkOptions(
    "inject",
    kinds === faultCatalogue ? INJECTION : INJECTION.extend({ type: z.enum(Object.keys(kinds)) }),
    given,
    "the fault",
  );
  checkRequest({ type, service }, network, kinds);
  const { services } = network.topology;
  const callerOf = (call: number) => services[network.caller[call]!]!.name;
  const here = (targets: readonly Target[]) => targets.filter(({ node }) => services[node]!.name === service);
  const possible = here(possibleTargets(kinds[type]!, network));
  const called = possible.flatMap(({ call }) => call === undefined ? [] : [call]);
  if (caller !== undefined) requireName("caller", caller, called.map(callerOf));
  const target = [...here(faultTargets(kinds[type]!, network, nominal)), ...possible]
    .find(({ call }) => caller === undefined || call !== undefined && callerOf(call) === caller)!;
  return {
    type,
    service,
    ...(target.call !== undefined && { caller: callerOf(target.call) }),
    startStep: step + afterSteps,
    ...rest,
    target,
  };
}

/**
 * Faults with one more, in the place of one that is over where there is any: an episode of any length holds a few.
 *
 * @param mended per fault, 1 once it has been mended
 * @returns the faults, and the place of the new one
 * @throws {UsageError} if all places are taken by faults that are not over
 */
export function withFault(
  faults: readonly PlacedFault[],
  fault: PlacedFault,
  { mended, step }: { mended: Float64Array; step: number },
): { readonly faults: PlacedFault[]; readonly at: number } {
  const over = faults.findIndex((old, i) => mended[i] === 1 || endOf(old) <= step);
  const at = over < 0 ? faults.length : over;
  if (at >= MAX_FAULTS) throw new UsageError(`inject: an episode has at most ${MAX_FAULTS} faults at a time`);
  const next = [...faults];
  next[at] = fault;
  return { faults: next, at };
}
