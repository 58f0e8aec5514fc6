import { strictEqual } from "node:assert";
import { compileNetwork } from "../topology/network.ts";
import { createTopology } from "../topology/topologies.ts";
import { allocateState } from "./state.ts";

Deno.test("every number of a state's memory belongs to one of its parts, so that a snapshot holds nothing else", () => {
  for (const name of ["three-tier", "boutique", "random-20-1"]) {
    const { buffer, ...parts } = allocateState(compileNetwork(createTopology(name)));
    let from = 0;
    for (const [part, { byteOffset, length }] of Object.entries(parts)) {
      strictEqual(byteOffset, from * Float64Array.BYTES_PER_ELEMENT, part);
      from += length;
    }
    strictEqual(from, buffer.length);
  }
});
