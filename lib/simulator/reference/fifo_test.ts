import { deepStrictEqual, strictEqual } from "node:assert";
import { Fifo } from "./fifo.ts";

Deno.test("Fifo gives values back in order with their stamps, while it grows and goes round", () => {
  const fifo = new Fifo();
  const expected: [number, number][] = [];
  const found: [number, number][] = [];
  for (let i = 0; i < 1000; i++) {
    fifo.push(i, i * 2 ** 31);
    expected.push([i, i * 2 ** 31]);
    if (i % 3 === 0) found.push([fifo.shift(), fifo.stamp]);
  }
  while (fifo.size > 0) found.push([fifo.shift(), fifo.stamp]);
  deepStrictEqual(found, expected);
  strictEqual(fifo.shift(), -1);
});
