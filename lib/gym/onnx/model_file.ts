import { UsageError } from "../../model/mod.ts";
import { showValue } from "../../model/show_value.ts";
import { Message } from "./wire.ts";

/** A constant of a graph. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/** An operation of a graph. */
export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Numbers by attribute; of a tensor, see `tensors`. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** An input or an output of a graph, with the length of each of its axes; undefined where it is free. */
export interface Port {
  readonly name: string;
  readonly dims: readonly (number | undefined)[];
}

/** The graph of an ONNX model. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Tensor>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

// Numbers of fields as in onnx/onnx.proto.
const MODEL = { graph: 7 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2, op: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, float: 2, integer: 3, tensor: 5 } as const;
const TENSOR = { dims: 1, type: 2, floats: 4, name: 8, raw: 9, location: 14 } as const;
const PORT = { name: 1, type: 2 } as const;
const TYPE = { tensor: 1 } as const;
const TENSOR_TYPE = { shape: 2 } as const;
const SHAPE = { dim: 1 } as const;
const DIM = { value: 1 } as const;
/** The number of 32-bit numbers among the types of tensors. */
const FLOAT = 1;
/** The number of tensors whose values are in a file of their own. */
const EXTERNAL = 1;

/** Reads the graph of an ONNX file. @throws {UsageError} for what is none, in one line */
export function readGraph(bytes: Uint8Array): Graph {
  if (!(bytes instanceof Uint8Array)) {
    throw new UsageError(`policyFromOnnx takes the bytes of a file, found ${showValue(bytes)}`);
  }
  try {
    const [graph] = new Message(bytes).messages(MODEL.graph);
    if (graph === undefined) throw new Error("it has no graph");
    const constants = new Map(graph.messages(GRAPH.initializer).map(namedTensor));
    const ports = (field: number) => graph.messages(field).map(readPort);
    return {
      nodes: graph.messages(GRAPH.node).map(readNode),
      constants,
      inputs: ports(GRAPH.input).filter(({ name }) => !constants.has(name)),
      outputs: ports(GRAPH.output),
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`policyFromOnnx: the bytes are no ONNX model: ${(error as Error).message}`);
  }
}

function readNode(node: Message): GraphNode {
  const attributes = node.messages(NODE.attribute);
  const numbers = attributes.flatMap((attribute): [string, number][] => {
    const value = attribute.integer(ATTRIBUTE.integer) ?? attribute.floats(ATTRIBUTE.float).at(-1);
    return value === undefined ? [] : [[attribute.text(ATTRIBUTE.name), value]];
  });
  const tensors = attributes.flatMap((attribute): [string, Tensor][] => {
    const [tensor] = attribute.messages(ATTRIBUTE.tensor);
    return tensor === undefined ? [] : [[attribute.text(ATTRIBUTE.name), namedTensor(tensor)[1]]];
  });
  return {
    op: node.text(NODE.op),
    inputs: node.texts(NODE.input),
    outputs: node.texts(NODE.output),
    numbers: new Map(numbers),
    tensors: new Map(tensors),
  };
}

function namedTensor(tensor: Message): [string, Tensor] {
  const name = tensor.text(TENSOR.name);
  if (tensor.integer(TENSOR.location) === EXTERNAL) {
    throw new UsageError(
      `policyFromOnnx: the values of "${name}" are in another file: export the model with its weights inside`,
    );
  }
  const type = tensor.integer(TENSOR.type);
  if (type !== FLOAT) {
    throw new UsageError(`policyFromOnnx: "${name}" must hold 32-bit numbers (type 1), found type ${type}`);
  }
  const dims = tensor.integers(TENSOR.dims);
  const values = valuesOf(tensor);
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (values.length === size) return [name, { dims, values }];
  throw new UsageError(
    `policyFromOnnx: "${name}" must have ${dims.join(" x ") || 1} values, found ${values.length}`,
  );
}

function valuesOf(tensor: Message): Float32Array {
  const raw = tensor.bytes(TENSOR.raw);
  if (raw === undefined) return Float32Array.from(tensor.floats(TENSOR.floats));
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Float32Array.from({ length: raw.byteLength >> 2 }, (_, i) => view.getFloat32(4 * i, true));
}

function readPort(port: Message): Port {
  const [type] = port.messages(PORT.type);
  const [tensor] = type?.messages(TYPE.tensor) ?? [];
  const [shape] = tensor?.messages(TENSOR_TYPE.shape) ?? [];
  const dims = shape?.messages(SHAPE.dim).map((dim) => dim.integer(DIM.value)) ?? [];
  return { name: port.text(PORT.name), dims };
}
