import { z } from "zod";
import { everyAction, type Policy, type PolicyContext } from "../../decide/mod.ts";
import { UNLEARNED } from "../../decide/policy.ts";
import type { Guardrails } from "../../act/mod.ts";
import { checkOptions } from "../../model/check_options.ts";
import { describeAction, TIMINGS, UsageError } from "../../model/mod.ts";
import { episodeGuardrails } from "../training_options.ts";
import { createActionGuard } from "../view/action_guard.ts";
import { createObservationView } from "../view/observation_view.ts";
import { readNetwork } from "./network.ts";

/** Options of `policyFromOnnx`. */
export interface OnnxOptions {
  /** As in tables and pictures. Default "onnx". */
  readonly name?: string;
  /** Limits that differ from `DEFAULT_GUARDRAILS`, where they do in the episode: what they forbid is not chosen. */
  readonly guardrails?: Partial<Guardrails>;
}

const OPTIONS = z.strictObject({
  name: z.string().min(1).optional(),
  guardrails: z.unknown().optional(),
});

/**
 * A policy from the ONNX file of a network that was trained in an environment of this room: it takes the observation and gives a number per
 * action, logits or values; the largest one that no guardrail forbids is chosen, the first of equal ones. The same bytes choose the same on
 * every machine.
 *
 * The network is worked out here, step by step within `decide`, which is synchronous; runtimes of ONNX answer later, by a promise. It may be made of
 * dense layers and their activations: Gemm, MatMul, Add, Sub, Mul, Div, Relu, LeakyRelu, Elu, Tanh, Sigmoid, Softmax, Identity, Flatten and
 * constants, in 32-bit numbers.
 *
 * @returns what makes the policy for a system, as a part of an agent
 * @throws {UsageError} in one line, for what is no such network; for a system whose observations or actions are more or fewer than the network's,
 *   when the policy is made
 */
export function policyFromOnnx(
  bytes: Uint8Array,
  options: OnnxOptions = {},
): (context: PolicyContext) => Policy {
  const { name = "onnx" } = checkOptions("policyFromOnnx", OPTIONS, options);
  const network = readNetwork(bytes);
  return ({ topology, slo, timings = TIMINGS.realistic }) => {
    const actions = everyAction(topology);
    const view = createObservationView({ topology, slo, actions, count: 1 });
    const rules = episodeGuardrails(options.guardrails ?? {}, timings);
    const guard = createActionGuard({ topology, actions, rules, count: 1 });
    const [length] = view.space.shape;
    requireLength(`an observation of ${topology.name}`, length, "takes", network.inputLength);
    requireLength(`${topology.name}`, actions.length, "gives", network.outputLength, "actions");
    const indexOf = new Map(actions.map((action, i) => [describeAction(action), i]));
    const vector = new Float32Array(length);
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
      decide: ({ observation }) => {
        step = observation.step;
        view.write(0, observation, vector, 0);
        guard.writeMask(0, step, mask, 0);
        const numbers = network.run(vector);
        const index = largest(numbers, mask);
        const action = actions[index]!;
        return {
          action,
          propensity: 1,
          reason: `largest output: ${numbers[index]!.toFixed(2)} for ${describeAction(action)}`,
        };
      },
      learn: ({ executed }) => {
        const index = indexOf.get(describeAction(executed))!;
        view.note(0, index, step);
        guard.note(0, index, step);
      },
    };
  };
}

function requireLength(
  what: string,
  length: number,
  verb: "takes" | "gives",
  found: number,
  unit = "numbers",
): void {
  if (length === found) return;
  throw new UsageError(
    `policyFromOnnx: the network ${verb} ${found} numbers, but ${what} has ${length} ${unit}`,
  );
}

/** Index of the largest number whose mask is 1, the first of equal ones. @throws {UsageError} for a number that is NaN */
function largest(numbers: Float32Array, mask: Uint8Array): number {
  let best = -1;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    if (Number.isNaN(value)) throw new UsageError(`policyFromOnnx: output ${i} of the network is NaN`);
    if (mask[i] === 1 && (best < 0 || value > numbers[best]!)) best = i;
  }
  return best;
}
