import { strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { createLevel } from "./ensemble_members.ts";

/** The same score, with a sort in each step. */
function slowLevel(reach: number) {
  const values: number[] = [];
  return (value: number) => {
    const sorted = values.slice(-reach).toSorted((a, b) => a - b);
    values.push(value);
    if (sorted.length <= 20) return NaN;
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
    const spread = (at(0.95) - at(0.05)) / 3.29 + 1e-9 * (1 + Math.abs(at(0.5)));
    return Math.abs(value - at(0.5)) / spread;
  };
}

Deno.test("the level without a sort scores as the level with one, beyond its reach and with ties", () => {
  const stream = createStream(1, "level");
  const [level, slow] = [createLevel(), slowLevel(2000)];
  for (let i = 0; i < 4500; i++) {
    const value = i % 3 === 0 ? Math.round(10 * stream.next()) : 10 * stream.next();
    strictEqual(level.next(value, 0), slow(value), `value ${i}`);
  }
});
