import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { createStream } from "../../random/mod.ts";

// ONNX files made by hand, for tests.

/** A part of a message, by the number of its field. */
export type Part = readonly [field: number, value: string | number | Uint8Array];

function message(...parts: readonly Part[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [field, value] of parts) {
    if (typeof value === "number") writer.tag(field, WireType.Varint).int64(value);
    else if (typeof value === "string") writer.tag(field, WireType.LengthDelimited).string(value);
    else writer.tag(field, WireType.LengthDelimited).bytes(value);
  }
  return writer.finish();
}

/** A port of the shape 1 x length; without a length, of an unknown one. */
export function port(name: string, length?: number): Uint8Array {
  const dims = [1, length].map((dim) => message(...(dim === undefined ? [] : [[1, dim] as const])));
  const shape = message(...dims.map((dim) => [1, dim] as const));
  return message([1, name], [2, message([1, message([1, 1], [2, shape])])]);
}

/** An operation of a graph. */
export const node = (op: string, inputs: readonly string[], output: string) =>
  message(...inputs.map((input) => [1, input] as const), [2, output], [4, op]);

/** A constant, of ones unless values are given, of so many of them and so many dims. */
export function tensor(
  name: string,
  dims: readonly number[],
  { type = 1, values = new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(1) }: {
    readonly type?: number;
    readonly values?: Float32Array;
  } = {},
): Uint8Array {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message(...dims.map((dim) => [1, dim] as const), [2, type], [8, name], [9, raw]);
}

/** A model of parts of its graph: nodes 1, constants 5, inputs 11, outputs 12. */
export const model = (...parts: readonly Part[]) => message([7, message(...parts)]);

/** A network of dense layers with random weights. */
export function randomNetwork(
  inputs: number,
  outputs: number,
  seed: number,
  { hidden = 8, layers = 1 }: { readonly hidden?: number; readonly layers?: number } = {},
): Uint8Array {
  const stream = createStream(seed, "network");
  const random = (name: string, ...dims: number[]): Part => {
    const values = Float32Array.from(
      { length: dims.reduce((a, b) => a * b, 1) },
      () => stream.between(-1, 1),
    );
    return [5, tensor(name, dims, { values })];
  };
  const dense = (at: number, from: string, [taken, given]: readonly [number, number], to: string): Part[] => [
    [1, node("Gemm", [from, `a${at}`, `b${at}`], to)],
    random(`a${at}`, taken, given),
    random(`b${at}`, given),
  ];
  const bodies = Array.from({ length: layers }, (_, i): Part[] => [
    ...dense(i, i === 0 ? "x" : `t${i - 1}`, [i === 0 ? inputs : hidden, hidden], `h${i}`),
    [1, node("Tanh", [`h${i}`], `t${i}`)],
  ]);
  const head = dense(layers, `t${layers - 1}`, [hidden, outputs], "y");
  return model(...bodies.flat(), ...head, [11, port("x", inputs)], [12, port("y", outputs)]);
}
