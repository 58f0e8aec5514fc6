import { ok, strictEqual, throws } from "node:assert";
import { pairedPower, pairsNeeded } from "./power.ts";

// statsmodels 0.15.0: TTestPower().solve_power(effect_size=delta / sd, alpha=alpha, power=power), here
// rounded up.
Deno.test("pairsNeeded() is statsmodels' number of pairs rounded up", () => {
  const expected = [
    { delta: 0.5, alpha: 0.05, power: 0.8, pairs: 33.36713 },
    { delta: 0.2, alpha: 0.05, power: 0.9, pairs: 264.61369 },
    { delta: 1, alpha: 0.01, power: 0.8, pairs: 15.0807 },
    { delta: 0.05, alpha: 0.05, power: 0.8, pairs: 3141.46547 },
    { delta: 2, alpha: 0.05, power: 0.8, pairs: 4.22072 },
    { delta: 3, alpha: 0.05, power: 0.8, pairs: 3.14402 },
  ];
  for (const { pairs, ...effect } of expected) {
    strictEqual(pairsNeeded({ ...effect, standardDeviation: 1 }), Math.ceil(pairs));
    strictEqual(pairsNeeded({ ...effect, delta: -7 * effect.delta, standardDeviation: 7 }), Math.ceil(pairs));
  }
});

// statsmodels 0.15.0: TTestPower().power(delta / sd, pairs, .05).
Deno.test("pairedPower() is statsmodels' power", () => {
  const expected = [
    [0.5, 20, 0.5645044184390203],
    [0.5, 34, 0.8077775012792737],
    [1, 5, 0.4013899173717948],
    [
      0.1,
      60,
      0.11871922137644432,
    ],
    [0.8, 2, 0.07882061454243196],
  ];
  for (const [delta, pairs, power] of expected) {
    const found = pairedPower({ delta: delta!, standardDeviation: 1 }, pairs!);
    ok(Math.abs(found - power!) < 1e-6, `${found} for ${power}`);
  }
});

Deno.test("pairedPower() is alpha without an effect and 1 for a huge one", () => {
  ok(Math.abs(pairedPower({ delta: 0, standardDeviation: 3, alpha: 0.01 }, 12) - 0.01) < 1e-8);
  strictEqual(pairedPower({ delta: 500, standardDeviation: 1 }, 40), 1);
  ok(pairedPower({ delta: 0.36, standardDeviation: 1 }, 10_000) > 1 - 1e-9);
});

Deno.test("pairsNeeded() and pairedPower() reject what cannot be detected", () => {
  throws(() => pairsNeeded({ delta: 0, standardDeviation: 1 }), /delta of 0/);
  throws(() => pairsNeeded({ delta: 1, standardDeviation: 1, power: 1 }), /and 1, found 1/);
  throws(() => pairsNeeded({ delta: 1, standardDeviation: 0 }), /above 0 and finite, found 0/);
  throws(() => pairedPower({ delta: 1, standardDeviation: 1 }, 1), /2 pairs or more, found 1/);
});
