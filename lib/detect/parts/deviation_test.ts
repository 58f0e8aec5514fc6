import { ok, strictEqual } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createDeviation, supportAt } from "./deviation.ts";

Deno.test("the deviation is about 1 for noise in any unit, and grows with the logarithm of the distance", () => {
  for (const unit of [1e-3, 1, 1e6]) {
    const { next } = createStream(3, "deviation");
    const deviation = createDeviation();
    const noise = Array.from(
      { length: 2000 },
      () => deviation.next(unit * (5 + normalQuantile(next())), 0.4),
    );
    const mean = noise.slice(500).reduce((sum, one) => sum + one, 0) / 1500;
    ok(mean > 0.4 && mean < 1.2, `${unit}: ${mean}`);
    const saved = Object.values(deviation.arrays).map((list) => list.slice());
    const at = (distance: number) => {
      Object.values(deviation.arrays).forEach((list, i) => list.set(saved[i]!));
      return deviation.next(unit * (5 + distance), 0.4);
    };
    ok(at(6) > 1.8 && at(60) > at(6) + 0.5 && at(600) - at(60) < 2, `${unit}: ${at(6)} ${at(60)} ${at(600)}`);
  }
});

Deno.test("a change that leaves the value where it usually is has little support", () => {
  strictEqual(supportAt(1), 0.25);
  strictEqual(supportAt(7), 1);
});
