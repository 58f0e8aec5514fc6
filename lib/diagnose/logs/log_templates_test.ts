import { deepStrictEqual, strictEqual } from "node:assert";
import { createTemplateMiner } from "./log_templates.ts";

const LINES: readonly [line: string, group: number][] = [
  ["Received block blk_904791815409399662 of size 67108864 from /10.251.42.84", 0],
  ["Received block blk_3587508140051953248 of size 91178 from /10.251.30.6", 0],
  ["PacketResponder 1 for block blk_38865049064139660 terminating", 1],
  ["PacketResponder 0 for block blk_6952295868487656571 terminating", 1],
  ["Connection to db failed: timed out", 2],
  ["Connection to cache failed: timed out", 2],
  ["GC pause of 412 ms, heap 91 % full", 3],
  ["GC pause of 9 ms, heap 60 % full", 3],
  ["GC pause of 412 ms", 4],
  ["[getSoldTickets][Seat] from OrderService#68", 5],
  ["[getSoldTickets][Left] from OrderService#72", 6],
  ["User 0c9a3b1e-7a44-4c1e-9d5e-3c1f2a4b5c6d logged in", 7],
  ["User 11112222-7a44-4c1e-9d5e-3c1f2a4b5c6d logged in", 7],
];

Deno.test("Drain groups a dozen lines as a person would", () => {
  const miner = createTemplateMiner();
  deepStrictEqual(LINES.map(([line]) => miner.add(line)), LINES.map(([, group]) => group));
  strictEqual(miner.template(0), "Received block <*> of size <*> from /<*>");
  strictEqual(miner.template(2), "Connection to <*> failed: timed out");
  strictEqual(miner.template(3), "GC pause of <*> ms, heap <*> % full");
  strictEqual(miner.size, 8);
});

Deno.test("a line keeps its group when the template becomes more general", () => {
  const miner = createTemplateMiner();
  const first = miner.add("order accepted for alice in Paris today");
  strictEqual(miner.add("order accepted for bob in Rome today"), first);
  strictEqual(miner.add("order accepted for alice in Paris today"), first);
});

Deno.test("a higher threshold of similarity tells more templates apart", () => {
  const lines = ["cache get of alice done", "cache get of bob done"];
  const groups = (similarity: number) => {
    const miner = createTemplateMiner({ similarity });
    return lines.map(miner.add);
  };
  deepStrictEqual([groups(0.5), groups(0.9)], [[0, 0], [0, 1]]);
});

Deno.test("beyond the greatest number of branches, lines share one", () => {
  const miner = createTemplateMiner({ maxChildren: 2, similarity: 0.4 });
  const ids = ["alpha", "beta", "gamma", "delta"].map((word) => miner.add(`${word} has started`));
  deepStrictEqual(ids, [0, 1, 2, 2]);
});

Deno.test("an empty line has a template too", () => {
  const miner = createTemplateMiner();
  strictEqual(miner.template(miner.add("")), "");
});
