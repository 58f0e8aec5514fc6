import { everyAction, type Policy, type PolicyContext } from "../../decide/mod.ts";
import { UsageError } from "../../model/mod.ts";
import { checkPolicyOptions, policyFromLogits, type TrainedPolicyOptions } from "../logits_policy.ts";
import { createObservationView } from "../view/observation_view.ts";
import { readNetwork } from "./network.ts";

/**
 * A policy from the ONNX file of a network that was trained in an environment of this room: it takes the observation and gives a number per
 * action, logits or values, of which the largest one that no guardrail forbids is chosen. The same bytes choose the same on every machine.
 *
 * The network is worked out here, within `decide`, which is synchronous; runtimes of ONNX answer later, by a promise. It may be made of dense
 * layers and their activations: Gemm, MatMul, Add, Sub, Mul, Div, Relu, LeakyRelu, Elu, Tanh, Sigmoid, Softmax, Identity, Flatten and
 * constants, in 32-bit numbers.
 *
 * @param options its name, "onnx" by default, and the guardrails of the episode
 * @returns what makes the policy for a system, as a part of an agent
 * @throws {UsageError} in one line, for what is no such network; for a system whose observations or actions are more or fewer than the network's,
 *   when the policy is made
 */
export function policyFromOnnx(
  bytes: Uint8Array,
  options: TrainedPolicyOptions = {},
): (context: PolicyContext) => Policy {
  const { name = "onnx", ...others } = checkPolicyOptions("policyFromOnnx", options);
  const network = readNetwork(bytes);
  const create = policyFromLogits(network.run, { name, ...others });
  return (context) => {
    const { topology, slo } = context;
    const actions = everyAction(topology);
    const [length] = createObservationView({ topology, slo, actions, count: 1 }).space.shape;
    if (length !== network.inputLength) {
      throw new UsageError(
        `policyFromOnnx: the network takes ${network.inputLength} numbers, but an observation of ${topology.name} has ${length}`,
      );
    }
    if (actions.length !== network.outputLength) {
      throw new UsageError(
        `policyFromOnnx: the network gives ${network.outputLength} numbers, but ${topology.name} has ${actions.length} actions`,
      );
    }
    return create(context);
  };
}
