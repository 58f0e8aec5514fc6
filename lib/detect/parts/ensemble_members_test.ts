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
  const [level, slow] = [createLevel({ values: 2000 }), slowLevel(2000)];
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

/** The records of a member after 100 values, at a further one each. */
function recordsAt(
  create: () => Member,
  before: (row: number) => number,
  values: readonly number[],
): number[] {
  return values.map((value) => {
    const member = create();
    for (let row = 0; row < 100; row++) member.next(before(row), 60 * row);
    member.next(value, 6000);
    return member.record!();
  });
}

Deno.test("a jump is a record as far as it is larger than all before it, fully at 3 %", () => {
  // Six rows at 0, six at 10, and again: no jump was larger than 10.
  const found = recordsAt(createJump, (row) => (row + 2) % 12 < 6 ? 0 : 10, [10, 0.5, 10.15, 10.3, 20]);
  [0, 0, 0.5, 1, 1].forEach((expected, i) => ok(Math.abs(found[i]! - expected) < 0.05, `${found}`));
});

Deno.test("the first jump of a constant is a record", () => {
  strictEqual(recordsAt(createJump, () => 5, [5.001])[0], 1);
  strictEqual(recordsAt(createJump, () => 5, [5])[0], 0);
});

Deno.test("there is no record before fifty jumps were seen", () => {
  const recordAfter = (constants: number) => {
    const member = createJump();
    for (let row = 0; row < constants; row++) member.next(5, 60 * row);
    member.next(6, 60 * constants);
    return member.record();
  };
  strictEqual(recordAfter(55), 0);
  strictEqual(recordAfter(56), 1);
});

Deno.test("the largest jump fades by 1e-5 a step", () => {
  const found = [9.5, 9.65, 9.8].map((size) => {
    const member = createJump();
    for (let row = 0; row < 5100; row++) member.next(row < 100 ? 0 : 10, 60 * row);
    member.next(10 + size, 60 * 5100);
    return member.record();
  });
  // After 5,000 steps it counts as 9.512.
  strictEqual(found[0], 0);
  ok(Math.abs(found[1]! - 0.48) < 0.02, `${found}`);
  strictEqual(found[2], 1);
});

Deno.test("an extreme is a record as far as it is outside of the range, fully at a tenth of its width", () => {
  const found = recordsAt(createRange, (row) => row % 11, [5, 10, 10.5, 11, -0.5, -3]);
  [0, 0, 0.5, 1, 0.5, 1].forEach((expected, i) => ok(Math.abs(found[i]! - expected) < 0.02, `${found}`));
});

Deno.test("a record is that of the latest value alone", () => {
  for (const [create, usual] of [[createJump, 0], [createRange, 5]] as const) {
    const member = create();
    for (let row = 0; row < 100; row++) member.next(row % 11, 60 * row);
    member.next(40, 6000);
    strictEqual(member.record(), 1);
    member.next(usual, 6060);
    strictEqual(member.record(), 0);
  }
});

Deno.test("a level is spread at least as far as it is told", () => {
  const [own, told] = [createLevel({ values: 50 }), createLevel({ values: 50, leastSpread: () => 40 })];
  for (let row = 0; row < 60; row++) [own, told].forEach((level) => level.next(row % 3, 0));
  ok(own.spread() > 0.5 && own.spread() < 1.5, `${own.spread()}`);
  strictEqual(told.spread(), 40);
  strictEqual(told.next(81, 0), 2);
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

Deno.test("a value outside the range surprises as with an exponential tail at most, the more the more were within", () => {
  for (const rows of [100, 1000]) {
    const range = createRange();
    // Widths of 10, which have not begun to fade.
    for (let row = 0; row < rows; row++) range.next(row % 11, 60 * row);
    const beyond = range.next(15, 60 * rows);
    ok(Math.abs(beyond - 0.5) < 0.01, `${beyond}`);
    const expected = 1.25 * (1 + beyond) * Math.log10(rows + 1);
    ok(Math.abs(range.mostSurprise() - expected) < 1e-9, `${range.mostSurprise()}, not ${expected}`);
  }
});
