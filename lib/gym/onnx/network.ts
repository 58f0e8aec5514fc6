import { UsageError } from "../../model/mod.ts";
import { tanh } from "../../stats/mod.ts";
import { type GraphNode, readGraph, type Tensor } from "./model_file.ts";

/** A network that turns one vector into another. */
export interface Network {
  /** Length of the vectors that it takes. */
  readonly inputLength: number;
  /** Length of the vectors that it gives. */
  readonly outputLength: number;
  /** Works a vector out; the array that is returned is overwritten by the next call. */
  run(input: Float32Array): Float32Array;
}

/** A value on its way: a vector, worked out in each run, or a constant. */
interface Value {
  readonly vector: Float32Array;
  /** Of a constant: lengths of its axes. */
  readonly constant?: Tensor;
}

/** Works a node's output out from its input. */
type Step = () => void;

/** What makes the step of an operation. */
type Operation = (node: GraphNode, inputs: readonly Value[], name: string) => {
  readonly length: number;
  step(output: Float32Array): Step;
};

const elementwise = (f: (x: number, node: GraphNode) => number): Operation => (node, [input]) => ({
  length: input!.vector.length,
  step: (output) => () => {
    const { vector } = input!;
    for (let i = 0; i < vector.length; i++) output[i] = f(vector[i]!, node);
  },
});

const pairwise = (f: (a: number, b: number) => number): Operation => (node, [a, b], name) => {
  const length = Math.max(a!.vector.length, b!.vector.length);
  for (const { vector } of [a!, b!]) {
    if (vector.length === length || vector.length === 1) continue;
    throw new UsageError(
      `policyFromOnnx: ${node.op} "${name}" must have inputs of one length, found ${a!.vector.length} and ${
        b!.vector.length
      }`,
    );
  }
  return {
    length,
    step: (output) => () => {
      const [x, y] = [a!.vector, b!.vector];
      for (let i = 0; i < length; i++) output[i] = f(x[x.length === 1 ? 0 : i]!, y[y.length === 1 ? 0 : i]!);
    },
  };
};

/** The product of a vector and a constant matrix, and a constant vector that is added. */
const linear: Operation = (node, [input, matrix, added], name) => {
  const [rows, columns] = matrix?.constant?.dims ?? [];
  if (rows === undefined || columns === undefined || input === undefined || input.constant !== undefined) {
    throw new UsageError(`policyFromOnnx: ${node.op} "${name}" must multiply a vector by a constant matrix`);
  }
  const transposed = node.numbers.get("transB") === 1;
  if (node.numbers.get("transA") === 1) {
    throw new UsageError(`policyFromOnnx: ${node.op} "${name}" must not transpose its input`);
  }
  const [taken, length] = transposed ? [columns, rows] : [rows, columns];
  if (input.vector.length !== taken) {
    throw new UsageError(
      `policyFromOnnx: ${node.op} "${name}" takes ${taken} numbers, found ${input.vector.length}`,
    );
  }
  if (added !== undefined && added.vector.length !== length && added.vector.length !== 1) {
    throw new UsageError(
      `policyFromOnnx: ${node.op} "${name}" must add ${length} numbers, found ${added.vector.length}`,
    );
  }
  const alpha = node.numbers.get("alpha") ?? 1;
  const beta = node.numbers.get("beta") ?? 1;
  // Row by row, as the sums need them.
  const weights = new Float32Array(length * taken);
  const from = matrix!.vector;
  for (let i = 0; i < length; i++) {
    for (let j = 0; j < taken; j++) {
      weights[i * taken + j] = from[transposed ? i * taken + j : j * length + i]!;
    }
  }
  return {
    length,
    step: (output) => () => {
      const { vector } = input;
      for (let i = 0; i < length; i++) {
        let sum = 0;
        for (let j = 0, at = i * taken; j < taken; j++) sum += weights[at + j]! * vector[j]!;
        const more = added === undefined ? 0 : added.vector[added.vector.length === 1 ? 0 : i]!;
        output[i] = alpha * sum + beta * more;
      }
    },
  };
};

const softmax: Operation = (_, [input]) => ({
  length: input!.vector.length,
  step: (output) => () => {
    const { vector } = input!;
    let most = -Infinity;
    for (let i = 0; i < vector.length; i++) most = Math.max(most, vector[i]!);
    let sum = 0;
    for (let i = 0; i < vector.length; i++) sum += Math.exp(vector[i]! - most);
    for (let i = 0; i < vector.length; i++) output[i] = Math.exp(vector[i]! - most) / sum;
  },
});

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** What can be worked out, by ONNX's name: what networks of dense layers are made of. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  Gemm: linear,
  MatMul: linear,
  Add: pairwise((a, b) => a + b),
  Sub: pairwise((a, b) => a - b),
  Mul: pairwise((a, b) => a * b),
  Div: pairwise((a, b) => a / b),
  Relu: elementwise((x) => Math.max(0, x)),
  LeakyRelu: elementwise((x, { numbers }) => x < 0 ? (numbers.get("alpha") ?? 0.01) * x : x),
  Elu: elementwise((x, { numbers }) => x < 0 ? (numbers.get("alpha") ?? 1) * Math.expm1(x) : x),
  Tanh: elementwise(tanh),
  Sigmoid: elementwise(sigmoid),
  Softmax: softmax,
  Identity: elementwise((x) => x),
  Flatten: elementwise((x) => x),
};

/**
 * Reads a network of dense layers from an ONNX file: one vector in, one out, in 32-bit numbers; sums are formed in 64 bits.
 *
 * @throws {UsageError} in one line: for what is no ONNX model, an operation that is not known, and lengths that don't fit
 */
export function readNetwork(bytes: Uint8Array): Network {
  const graph = readGraph(bytes);
  const [input] = graph.inputs;
  const [output] = graph.outputs;
  if (graph.inputs.length !== 1 || input === undefined || output === undefined) {
    throw new UsageError(
      `policyFromOnnx: a model must have one input and an output, found ${graph.inputs.length} and ${graph.outputs.length}`,
    );
  }
  const inputLength = input.dims.at(-1);
  if (inputLength === undefined || input.dims.slice(0, -1).some((dim) => dim !== undefined && dim !== 1)) {
    const found = input.dims.map((dim) => dim ?? "?").join(" x ") || "no shape";
    throw new UsageError(
      `policyFromOnnx: the input "${input.name}" must be 1 x a known length, found ${found}`,
    );
  }
  const values = new Map<string, Value>();
  const first = new Float32Array(inputLength);
  for (const [name, constant] of graph.constants) values.set(name, { vector: constant.values, constant });
  values.set(input.name, { vector: first });
  const steps = graph.nodes.flatMap((node) => compile(node, values));
  const result = values.get(output.name)?.vector;
  if (result === undefined) {
    throw new UsageError(`policyFromOnnx: no operation gives the output "${output.name}"`);
  }
  return {
    inputLength,
    outputLength: result.length,
    run(vector) {
      first.set(vector);
      for (let i = 0; i < steps.length; i++) steps[i]!();
      return result;
    },
  };
}

/** The steps of a node, whose output is added to the values. */
function compile(node: GraphNode, values: Map<string, Value>): Step[] {
  const name = node.outputs[0] ?? "";
  const inputs = node.inputs.filter((input) => input !== "").map((input) => {
    const value = values.get(input);
    if (value !== undefined) return value;
    throw new UsageError(`policyFromOnnx: ${node.op} "${name}" needs "${input}", which nothing gives`);
  });
  if (node.op === "Constant") {
    const constant = node.tensors.get("value");
    if (constant === undefined) throw new UsageError(`policyFromOnnx: the constant "${name}" has no tensor`);
    values.set(name, { vector: constant.values, constant });
    return [];
  }
  const operation = Object.hasOwn(OPERATIONS, node.op) ? OPERATIONS[node.op] : undefined;
  if (operation === undefined) {
    throw new UsageError(
      `policyFromOnnx: the operation ${node.op} is not known. Known: Constant, ${
        Object.keys(OPERATIONS).join(", ")
      }`,
    );
  }
  if (inputs.length === 0) throw new UsageError(`policyFromOnnx: ${node.op} "${name}" has no input`);
  if (inputs.length < arityOf(node.op)) {
    throw new UsageError(`policyFromOnnx: ${node.op} "${name}" needs two inputs, found ${inputs.length}`);
  }
  const { length, step } = operation(node, inputs, name);
  const vector = new Float32Array(length);
  values.set(name, { vector });
  return [step(vector)];
}

const WITH_TWO_INPUTS: readonly string[] = ["Gemm", "MatMul", "Add", "Sub", "Mul", "Div"];

function arityOf(op: string): number {
  return WITH_TWO_INPUTS.includes(op) ? 2 : 1;
}
