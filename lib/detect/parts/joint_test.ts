import { ok } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { chiSquareTail } from "../../stats/mod.ts";
import { createJoint, surpriseOf } from "./joint.ts";

/** Surprises of points of two values with correlation 0.95, the last points as given. */
function surprises(count: number, last: readonly (readonly [number, number])[]): number[] {
  const stream = createStream(3, "joint");
  const joint = createJoint(2);
  const normal = () => normalQuantile(stream.next());
  const usual = Array.from({ length: count }, () => {
    const [a, b] = [normal(), normal()];
    return joint.next(Float64Array.of(100 + 10 * a, 50 + 5 * (0.95 * a + Math.sqrt(1 - 0.95 ** 2) * b)));
  });
  return [...usual, ...last.map(([a, b]) => joint.next(Float64Array.of(a, b)))];
}

Deno.test("two usual values are surprising together if they contradict their correlation", () => {
  const [along, against] = [surprises(2000, [[115, 57.5]]).at(-1)!, surprises(2000, [[115, 42.5]]).at(-1)!];
  ok(along < 2, `both up by 1.5 standard deviations: ${along}`);
  ok(against > 8, `one up, one down: ${against}`);
});

Deno.test("a healthy stream has a surprise of 3 about once in a thousand points", () => {
  const high = surprises(20_000, []).filter((surprise) => surprise > 3).length;
  ok(high >= 2 && high <= 60, `${high} of 20,000`);
});

Deno.test("an outage of sixty points stays surprising to its end", () => {
  const outage = surprises(2000, Array.from({ length: 60 }, () => [300, 10] as const)).slice(-60);
  ok(Math.min(...outage) > 5, `the least: ${Math.min(...outage)}`);
});

Deno.test("the surprise of a constant that begins to change is limited until its variance is known", () => {
  const stream = createStream(4, "joint");
  const joint = createJoint(2);
  const next = (errors: number) => joint.next(Float64Array.of(normalQuantile(stream.next()), errors));
  for (let i = 0; i < 500; i++) next(0);
  ok(next(0.001) < 4);
  for (let i = 0; i < 500; i++) next(0.002 * stream.next());
  ok(next(0.05) > 10);
});

Deno.test("the surprise is -log10 of the chi-square tail within 0.1 and 2 %", () => {
  for (const dimensions of [20, 100, 500]) {
    for (let squared = dimensions; squared < 3 * dimensions; squared *= 1.02) {
      const exact = -Math.log10(chiSquareTail(squared, dimensions));
      if (!(exact >= 1 && exact <= 14)) continue;
      const found = surpriseOf(squared, dimensions);
      ok(Math.abs(found - exact) < 0.1 + 0.02 * exact, `${squared}, ${dimensions}: ${found}, not ${exact}`);
    }
  }
});

Deno.test("a value that is missing is left out: the surprise is that of the others, and nothing is learnt from it", () => {
  const stream = createStream(5, "gaps");
  const normal = () => normalQuantile(stream.next());
  const [both, alone] = [createJoint(2), createJoint(1)];
  for (let i = 0; i < 400; i++) {
    const value = 10 * normal();
    both.next(Float64Array.of(value, NaN));
    alone.next(Float64Array.of(value));
  }
  const found = [both.next(Float64Array.of(35, NaN)), alone.next(Float64Array.of(35))];
  ok(Math.abs(found[0]! - found[1]!) < 1e-9 && found[0]! > 1, String(found));
  ok(both.state.every(Number.isFinite));
});

Deno.test("a value that is first measured late has the mean of what was measured, not of the gap before", () => {
  const late = createJoint(2);
  const stream = createStream(6, "late");
  for (let i = 0; i < 300; i++) {
    late.next(Float64Array.of(stream.next(), i < 50 ? NaN : 1000 + stream.next()));
  }
  ok(Math.abs(late.state[3]! - 1000.5) < 0.2, `${late.state[3]}`);
});
