import { z } from "zod";
import type { Guardrails } from "../act/mod.ts";
import { everyAction, type Policy, type PolicyContext } from "../decide/mod.ts";
import { UNLEARNED } from "../decide/policy.ts";
import { checkOptions } from "../model/check_options.ts";
import { type Action, describeAction, TIMINGS, UsageError } from "../model/mod.ts";
import { showValue } from "../model/show_value.ts";
import { episodeGuardrails } from "./training_options.ts";
import { createActionGuard } from "./view/action_guard.ts";
import { createObservationView } from "./view/observation_view.ts";

/** Options of a policy that was trained in this room. */
export interface TrainedPolicyOptions {
  /** As in tables and pictures. */
  readonly name?: string;
  /** Limits that differ from `DEFAULT_GUARDRAILS`, where they do in the episode: what they forbid is not chosen. */
  readonly guardrails?: Partial<Guardrails>;
}

const OPTIONS = z.strictObject({
  name: z.string().min(1).optional(),
  guardrails: z.unknown().optional(),
});

/** Checks the options of a trained policy. @throws {UsageError} for an unknown one, or a value of another type */
export function checkPolicyOptions(thing: string, options: TrainedPolicyOptions): TrainedPolicyOptions {
  return checkOptions(thing, OPTIONS, options) as TrainedPolicyOptions;
}

/** A number per action for an observation: logits, or values. */
export type Logits = (observation: Float32Array) => ArrayLike<number>;

/**
 * A policy from a function that was trained in an environment of this room: of its numbers the largest one that no guardrail forbids is chosen, the
 * first of equal ones. It is shown what the environment shows, step by step.
 *
 * @param logits takes an observation, which is overwritten in the next step, and gives a number per action, in the order of `actions`
 * @param options its name, "logits" by default, and the guardrails of the episode
 * @returns what makes the policy for a system, as a part of an agent
 * @throws {UsageError} without a function, and for an unknown option; its policy throws one for another count of numbers, and for NaN
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createAgent, runTrial } from "aiops";
 * import { createTrainingEnvironment, policyFromLogits } from "aiops/gym";
 * const { actions } = createTrainingEnvironment().describe();
 * const failsOver = actions.map((action) => action === "failover(db)" ? 1 : 0);
 * const policy = policyFromLogits(() => failsOver, { name: "fails-over" });
 * const [record] = runTrial({ agent: createAgent("blind", { policy }), seeds: [1] });
 * strictEqual(record!.refused_actions, 0);
 * strictEqual(record!.actions_failover, 9); // as often as the cooldown lets it
 * ```
 */
export function policyFromLogits(
  logits: Logits,
  options: TrainedPolicyOptions = {},
): (context: PolicyContext) => Policy {
  if (typeof logits !== "function") {
    throw new UsageError(`policyFromLogits takes a function, found ${showValue(logits)}`);
  }
  const { name = "logits", guardrails = {} } = checkPolicyOptions("policyFromLogits", options);
  return ({ topology, slo, timings = TIMINGS.realistic }) => {
    const actions = everyAction(topology);
    const view = createObservationView({ topology, slo, actions, count: 1 });
    const rules = episodeGuardrails(guardrails, timings);
    const guard = createActionGuard({ topology, actions, rules, count: 1 });
    const indexOf = new Map(actions.map((action, i) => [describeAction(action), i]));
    const observation = new Float32Array(view.space.shape[0]);
    const mask = new Uint8Array(actions.length);
    let step = 0;
    return {
      ...UNLEARNED,
      name,
      begin: () => {
        view.reset(0);
        guard.reset(0);
      },
      fit: () => {},
      decide: ({ observation: seen }) => {
        step = seen.step;
        view.write(0, seen, observation, 0);
        guard.writeMask(0, step, mask, 0);
        const numbers = logits(observation);
        if (numbers.length !== actions.length) {
          throw new UsageError(
            `The policy "${name}" gives ${numbers.length} numbers, but ${topology.name} has ${actions.length} actions`,
          );
        }
        const index = largest(numbers, mask, name);
        const action = actions[index]!;
        return { action, propensity: 1, reason: reasonOf(numbers[index]!, action) };
      },
      learn: ({ executed }) => {
        const index = indexOf.get(describeAction(executed)) ?? 0;
        view.note(0, index, step);
        guard.note(0, index, step);
      },
    };
  };
}

function reasonOf(number: number, action: Action): string {
  return `largest output: ${number.toFixed(2)} for ${describeAction(action)}`;
}

/** Index of the largest number whose mask is 1, the first of equal ones. @throws {UsageError} for a number that is NaN */
function largest(numbers: ArrayLike<number>, mask: Uint8Array, name: string): number {
  let best = -1;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    if (Number.isNaN(value)) throw new UsageError(`The policy "${name}" gives NaN for action ${i}`);
    if (mask[i] === 1 && (best < 0 || value > numbers[best]!)) best = i;
  }
  return best;
}
