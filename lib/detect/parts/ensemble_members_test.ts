import { ok, strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { createJump, createLevel, createMeanShift, createRange, type Member } from "./ensemble_members.ts";

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

/** A criterion and the same one in plain words over all values so far, on 5,000 values, ten to a quarter of an hour. */
function agree(member: Member, plain: (past: readonly number[], value: number, row: number) => number): void {
  const stream = createStream(2, "members");
  const past: number[] = [];
  for (let row = 0; row < 5000; row++) {
    // A wave of the day, whose last quarter of an hour is far from the one before it.
    const value = Math.floor(row / 10) % 96 === 95 ? 30 : 5 * Math.sin(row / 150) + stream.next();
    const [found, expected] = [member.next(value, 90 * row), plain(past, value, row)];
    if (Number.isNaN(expected)) strictEqual(found, NaN, `row ${row}`);
    else ok(Math.abs(found - expected) <= 1e-6 * (1 + expected), `row ${row}: ${found}, not ${expected}`);
    past.push(value);
  }
}

Deno.test("the jump is the distance from the value six before", () => {
  agree(createJump(), (past, value) => past.length < 6 ? NaN : Math.abs(value - past.at(-6)!));
});

Deno.test("the range is that of all values but for a decay of 1e-5, from the 51st value on", () => {
  let [low, high] = [Infinity, -Infinity];
  agree(createRange(), (past, value) => {
    const width = high - low;
    const score = past.length < 50
      ? NaN
      : Math.max(0, value - high, low - value) / (width + 1e-9 * (1 + Math.abs(high)));
    low = Math.min(past.length === 0 ? value : low + 1e-5 * width, value);
    high = Math.max(high, value);
    return score;
  });
});

Deno.test("the mean shift compares the mean of 30 values with the usual one, from the tenth such mean on", () => {
  let [count, usual, variance] = [0, 0, 0];
  agree(createMeanShift(), (past, value) => {
    if (past.length < 29) return NaN;
    const mean = [...past.slice(-29), value].reduce((sum, x) => sum + x, 0) / 30;
    const weight = Math.max(1 / ++count, 1e-3);
    const off = mean - usual;
    const score = Math.abs(off) / (Math.sqrt(variance) + 1e-9 * (1 + Math.abs(usual)));
    usual += weight * off;
    variance = (1 - weight) * (variance + weight * off ** 2);
    return count < 10 ? NaN : score;
  });
});
