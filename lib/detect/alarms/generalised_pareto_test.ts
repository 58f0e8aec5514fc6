import { deepStrictEqual, ok } from "node:assert";
import { excessAt, fitGeneralisedPareto } from "./generalised_pareto.ts";

/** Quantiles of a distribution at places that are a little out of step, which can be written down without random numbers. */
function excesses(shape: number, scale: number, many: number): Float64Array {
  return Float64Array.from({ length: many }, (_, i) => {
    const share = (i + 0.5 + 0.4 * Math.sin(1.7 * i)) / many;
    return excessAt(1 - Math.min(1 - 1e-6, Math.max(1e-6, share)), { shape, scale });
  });
}

// The maximum of the likelihood of scipy.stats.genpareto, SciPy 1.17.1, by Nelder-Mead to 1e-10, on the same excesses.
const SCIPY: readonly { of: [number, number, number]; shape: number; scale: number }[] = [
  { of: [0.3, 2, 40], shape: 0.2582926570612101, scale: 2.063402511159384 },
  { of: [-0.2, 1, 60], shape: -0.24981945387937515, scale: 1.040989781349936 },
  { of: [0, 5, 30], shape: -0.13187758644494163, scale: 5.518231924623981 },
  { of: [0.6, 0.5, 200], shape: 0.582724129244555, scale: 0.505336702338627 },
];

for (const { of, shape, scale } of SCIPY) {
  Deno.test(`fitGeneralisedPareto() finds what SciPy finds for shape, scale and number ${of}`, () => {
    const fit = fitGeneralisedPareto(excesses(...of));
    ok(Math.abs(fit.shape - shape) < 1e-6, `${fit.shape}`);
    ok(Math.abs(fit.scale / scale - 1) < 1e-6, `${fit.scale}`);
  });
}

Deno.test("excessAt() gives SciPy's quantiles", () => {
  const at = (shape: number, scale: number) => excessAt(1e-3, { shape, scale });
  for (
    const [found, scipy] of [
      [at(0.3, 2), 46.28854898161876],
      [at(-0.2, 1), 3.7440567842452097],
      [at(0, 5), 34.53877639491068],
      [at(1e-9, 5), 34.53877639491068],
    ] as const
  ) ok(Math.abs(found / scipy - 1) < 1e-7, `${found}`);
});

Deno.test("a prior draws the shape towards its own, the more the fewer excesses there are", () => {
  const prior = { shape: 0, weight: 20 };
  const few = fitGeneralisedPareto(excesses(0.6, 1, 20), { prior }).shape;
  const many = fitGeneralisedPareto(excesses(0.6, 1, 2000), { prior }).shape;
  ok(few > 0 && few < 0.35, `${few}`);
  ok(Math.abs(many - 0.6) < 0.05, `${many}`);
});

Deno.test("with the highest excesses censored, the fit is near the whole one, and strangers among them hardly move it", () => {
  const clean = excesses(0.2, 1, 400);
  const censoredBeyond = excessAt(0.4, { shape: 0.2, scale: 1 });
  const { shape, scale } = fitGeneralisedPareto(clean, { censoredBeyond });
  ok(Math.abs(shape - 0.2) < 0.1 && Math.abs(scale - 1) < 0.05, `${shape} ${scale}`);
  const mixed = [...clean, ...Array(20).fill(50)];
  const level = (options: Parameters<typeof fitGeneralisedPareto>[1]) =>
    excessAt(1e-3, fitGeneralisedPareto(mixed, { ...options, prior: { shape: 0.2, weight: 100 } }));
  const without = excessAt(1e-3, { shape: 0.2, scale: 1 });
  ok(level({ censoredBeyond }) < 1.5 * without, `${level({ censoredBeyond })} ${without}`);
  ok(level({}) > 2 * without, `${level({})}`);
});

Deno.test("fitGeneralisedPareto() stays finite for one excess, equal ones, and sizes far apart", () => {
  for (const odd of [[1], [2, 2, 2], [1e-300, 1e-300], [1e100, 1], [1e-9, 1, 1e9]]) {
    const { shape, scale } = fitGeneralisedPareto(odd);
    deepStrictEqual([Number.isFinite(shape), scale > 0 && Number.isFinite(scale)], [true, true], String(odd));
  }
});
