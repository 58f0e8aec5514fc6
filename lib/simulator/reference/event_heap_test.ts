import { deepStrictEqual, strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { EventHeap } from "./event_heap.ts";

Deno.test("EventHeap gives the events back in the order of a sort, with what they carry", () => {
  const { next } = createStream("heap");
  const heap = new EventHeap();
  const planned = Array.from({ length: 3000 }, (_, i) => [next(), i % 16, i, i * 2 ** 31]);
  for (const [time, kind, subject, stamp] of planned) heap.push(time!, kind!, subject!, stamp!);
  planned.sort((a, b) => a[0]! - b[0]!);
  strictEqual(heap.nextTime, planned[0]![0]);
  const taken = planned.map(() => {
    heap.pop();
    return [heap.time, heap.kind, heap.subject, heap.stamp];
  });
  deepStrictEqual(taken, planned);
  strictEqual(heap.size, 0);
  strictEqual(heap.nextTime, Infinity);
});
