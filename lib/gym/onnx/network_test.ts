import { ok, strictEqual, throws } from "node:assert";
import originals from "./originals/networks.json" with { type: "json" };
import { model, node, port, tensor } from "../testing/onnx_bytes.ts";
import { readNetwork } from "./network.ts";

const bytesOf = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

for (const { name, model, inputs, outputs } of originals.networks) {
  Deno.test(`a network gives what ${originals.by} makes of it, to 1e-5: ${name}`, () => {
    const network = readNetwork(bytesOf(model));
    strictEqual(network.inputLength, inputs[0]!.length);
    strictEqual(network.outputLength, outputs[0]!.length);
    inputs.forEach((input, row) => {
      const found = network.run(Float32Array.from(input));
      outputs[row]!.forEach((expected, i) => {
        ok(
          Math.abs(found[i]! - expected) < 1e-5 * Math.max(1, Math.abs(expected)),
          `${found[i]} ${expected}`,
        );
      });
    });
  });
}

const x = [11, port("x", 3)] as const;
const y = [12, port("y", 2)] as const;

const WRONG: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ["no bytes", "model.onnx" as unknown as Uint8Array, /takes the bytes of a file, found "model\.onnx"/],
  ["a text", new TextEncoder().encode("hello, world"), /the bytes are no ONNX model/],
  ["nothing", new Uint8Array(0), /no ONNX model: it has no graph/],
  ["two inputs", model(x, [11, port("z", 3)], y), /one input and an output, found 2 and 1/],
  ["a free length", model([11, port("x")], y), /input "x" must be 1 x a known length, found 1 x \?/],
  ["an operation", model([1, node("Conv", ["x"], "y")], x, y), /operation Conv is not known\. Known: .*Gemm/],
  ["a prototype's name", model([1, node("toString", ["x"], "y")], x, y), /operation toString is not known/],
  ["a missing value", model([1, node("Relu", ["h"], "y")], x, y), /Relu "y" needs "h", which nothing gives/],
  ["no output", model([1, node("Relu", ["x"], "h")], x, y), /no operation gives the output "y"/],
  ["one input too few", model([1, node("Add", ["x"], "y")], x, y), /Add "y" needs two inputs, found 1/],
  [
    "a matrix that doesn't fit",
    model([1, node("MatMul", ["x", "a"], "y")], [5, tensor("a", [4, 2])], x, y),
    /MatMul "y" takes 4 numbers, found 3/,
  ],
  [
    "a matrix that isn't constant",
    model([1, node("MatMul", ["x", "x"], "y")], x, y),
    /MatMul "y" must multiply a vector by a constant matrix/,
  ],
  [
    "another type",
    model([1, node("MatMul", ["x", "a"], "y")], [5, tensor("a", [3, 2], { type: 11 })], x, y),
    /"a" must hold 32-bit numbers \(type 1\), found type 11/,
  ],
  [
    "too few values",
    model(
      [1, node("MatMul", ["x", "a"], "y")],
      [5, tensor("a", [3, 2], { values: new Float32Array(5) })],
      x,
      y,
    ),
    /"a" must have 3 x 2 values, found 5/,
  ],
];

for (const [name, bytes, told] of WRONG) {
  Deno.test(`what is no network is told in one line: ${name}`, () => {
    throws(() => readNetwork(bytes), (error: Error) => {
      strictEqual(error.name, "UsageError");
      ok(told.test(error.message) && !error.message.includes("\n"), error.message);
      return true;
    });
  });
}
