import { ok } from "node:assert";
import { noncentralStudentCdf, normalCdf, probit, studentQuantile, studentTail } from "./distributions.ts";

// SciPy 1.17.1: stats.norm.ppf(p), stats.norm.cdf(z), stats.t.ppf(p, freedom), stats.t.sf(x, freedom), stats.nct.cdf(t, freedom,
// noncentrality).

function near(found: number, expected: number, within: number): void {
  ok(Math.abs(found - expected) < within, `found ${found}, expected ${expected}`);
}

Deno.test("probit() is SciPy's norm.ppf to 1e-9", () => {
  const expected: [number, number][] = [
    [1e-6, -4.753424308822899],
    [0.001, -3.090232306167813],
    [0.025, -1.9599639845400545],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.999999, 4.753424308817087],
  ];
  for (const [p, z] of expected) near(probit(p), z, 1e-9);
});

Deno.test("normalCdf() is SciPy's norm.cdf to 1e-9, its far tail relatively", () => {
  near(normalCdf(-5) / 2.866515718791933e-7, 1, 1e-9);
  const expected = [[-1.96, 0.024997895148220435], [0, 0.5], [1.3, 0.9031995154143897], [
    3,
    0.9986501019683699,
  ]];
  for (const [z, p] of expected) near(normalCdf(z!), p!, 1e-9);
});

Deno.test("studentQuantile() is SciPy's t.ppf to 1e-7", () => {
  near(studentQuantile(0.975, 1), 12.706204736174694, 1e-7);
  near(studentQuantile(0.975, 5), 2.5705818356363146, 1e-7);
  near(studentQuantile(0.025, 29), -2.045229642132704, 1e-7);
  near(studentQuantile(0.9995, 3), 12.923978636687961, 1e-7);
});

Deno.test("studentTail() is SciPy's t.sf to 1e-6 of itself, however far out", () => {
  near(studentTail(0, 7), 0.5, 1e-9);
  near(studentTail(2, 5) / 0.050969739414929174, 1, 1e-6);
  near(studentTail(12, 3) / 0.0006225079003946681, 1, 1e-6);
  near(studentTail(30, 20) / 2.0976126619998272e-18, 1, 1e-6);
});

Deno.test("noncentralStudentCdf() is SciPy's nct.cdf to 1e-8", () => {
  near(noncentralStudentCdf(2, { freedom: 29, noncentrality: 2.8 }), 0.21455271252420624, 1e-8);
  near(noncentralStudentCdf(-2, { freedom: 29, noncentrality: 2.8 }), 1.7873897757937282e-6, 1e-8);
  near(noncentralStudentCdf(1.96, { freedom: 9999, noncentrality: 2.8 }), 0.20046307117277992, 1e-8);
});
