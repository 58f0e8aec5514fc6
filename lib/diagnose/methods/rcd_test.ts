import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createDiagnoser } from "../catalogue.ts";
import { asLatencies, type LinearCauses, SEVEN, synthesizeCauses } from "../testing/synthetic_causes.ts";

const services = SEVEN.map((_, i) => `s${i}`);
const table = (options: { seed: number; rows: number; shift?: { variable: number; by: number } }) => ({
  metrics: asLatencies(synthesizeCauses(SEVEN, options)),
});

function diagnose(variable: number, seed: number) {
  const rcd = createDiagnoser("rcd", { services, seed });
  rcd.fit(table({ seed: 42 + seed, rows: 300 }));
  return rcd.diagnose(table({ seed: 1000 + seed, rows: 300, shift: { variable, by: 6 } }));
}

Deno.test("rcd names what was intervened on more often than any other, its effects notwithstanding", () => {
  const right = SEVEN.map((_, variable) =>
    [1, 2, 3, 4, 5].filter((seed) => diagnose(variable, seed).suspect === `s${variable}`).length
  );
  ok(right.every((count) => count >= 4), `${right}`);
});

Deno.test("rcd finds the intervention among thirty services in chunks of five", () => {
  const chain: LinearCauses = Array.from({ length: 30 }, (_, i) => i % 5 === 0 ? [] : [[i - 1, 0.8]]);
  const names = chain.map((_, i) => `s${i}`);
  const of = (seed: number, shift?: { variable: number; by: number }) => ({
    metrics: asLatencies(synthesizeCauses(chain, { seed, rows: 200, ...(shift && { shift }) })),
  });
  const rcd = createDiagnoser("rcd", { services: names });
  rcd.fit(of(42));
  for (const variable of [0, 11, 17, 29]) {
    const { ranking } = rcd.diagnose(of(100, { variable, by: 6 }));
    ok(
      ranking.findIndex(({ service }) => service === `s${variable}`) < 2,
      JSON.stringify(ranking.slice(0, 3)),
    );
  }
});

Deno.test("rcd gives the same answer for the same seed", () => {
  deepStrictEqual(diagnose(3, 5), diagnose(3, 5));
});

Deno.test("rcd answers with numbers whatever is missing", () => {
  const { metrics } = table({ seed: 42, rows: 30 });
  const map = (change: (x: number, i: number) => number) => ({
    metrics: { ...metrics, columns: metrics.columns.map((column, i) => column.map((x) => change(x, i))) },
  });
  const short = (rows: number) => ({
    metrics: {
      ...metrics,
      timesSeconds: metrics.timesSeconds.slice(0, rows),
      columns: metrics.columns.map((column) => column.slice(0, rows)),
    },
  });
  const windows = [short(0), short(1), short(30), map((x, i) => i < 3 ? NaN : x), map(() => 1)];
  for (const before of windows) {
    for (const after of windows) {
      const rcd = createDiagnoser("rcd", { services });
      rcd.fit(before);
      const { ranking, confidence } = rcd.diagnose(after);
      strictEqual(ranking.length, 7);
      ok(ranking.every(({ score }) => score >= 0 && score <= 1) && confidence >= 0 && confidence <= 1);
    }
  }
});

Deno.test("rcd holds no metric suspect where nothing changed", () => {
  const rcd = createDiagnoser("rcd", { services });
  const same = table({ seed: 42, rows: 50 });
  rcd.fit(same);
  const { indicators, confidence } = rcd.diagnose(same);
  deepStrictEqual({ indicators, confidence }, { indicators: [], confidence: 0 });
});

Deno.test("rcd holds no metric suspect that begins or ends with the incident", () => {
  const { metrics } = table({ seed: 42, rows: 60 });
  const without = (gone: number) => ({
    metrics: {
      ...metrics,
      columns: metrics.columns.map((column, i) => i === gone ? column.map(() => NaN) : column),
    },
  });
  for (const [before, after] of [[without(2), { metrics }], [{ metrics }, without(2)]] as const) {
    const rcd = createDiagnoser("rcd", { services });
    rcd.fit(before);
    deepStrictEqual(rcd.diagnose(after).indicators, []);
  }
});

Deno.test("rcd refuses to diagnose before it is fitted", () => {
  throws(() => createDiagnoser("rcd", { services }).diagnose(table({ seed: 1, rows: 3 })), /must be fitted/);
});
