import { deepStrictEqual } from "node:assert";
import { parquetReadObjects } from "hyparquet";
import { runTrial, seedRange } from "../../lib/run/mod.ts";
import { toParquet } from "./parquet.ts";

Deno.test("toParquet() keeps every cell and its type, empty ones too", async () => {
  const records = [
    ...runTrial({ agent: "full", seeds: seedRange(2001, 8), faultFreeShare: 0.5 }),
    ...runTrial({ agent: "noop", seeds: seedRange(2001, 8) }),
  ];
  const { buffer } = toParquet(records);
  deepStrictEqual(await parquetReadObjects({ file: buffer as ArrayBuffer }), records);
});
