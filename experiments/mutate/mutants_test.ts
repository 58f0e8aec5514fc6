import { deepStrictEqual, strictEqual } from "node:assert";
import { codeOnly, mutantsOf, plant, sample } from "./mutants.ts";

const planted = (source: string) => mutantsOf("a.ts", source).map((mutant) => plant(source, mutant));

Deno.test("mutantsOf() flips comparisons, signs and connectives, one at a time", () => {
  deepStrictEqual(planted("f(a < b && c);"), ["f(a <= b && c);", "f(a < b || c);"]);
  deepStrictEqual(planted("f(a + b - c);"), ["f(a - b - c);", "f(a + b + c);"]);
  deepStrictEqual(planted("f(Math.min(a, b));"), ["f(Math.max(a, b));"]);
  deepStrictEqual(planted("f(x ?? y, true);"), ["f(x && y, true);", "f(x ?? y, false);"]);
});

Deno.test("mutantsOf() changes numbers, negates conditions, empties returns and removes statements", () => {
  deepStrictEqual(planted("f(0, 2.5);"), ["f(1, 2.5);", "f(0, 6);"]);
  deepStrictEqual(planted("if (a) b();"), ["if (!(a)) b();"]);
  deepStrictEqual(planted("{\n  return a;\n}"), ["{\n  return undefined;\n}"]);
  deepStrictEqual(planted("{\n  a = b;\n  c(d);\n}"), ["{\n  \n  c(d);\n}", "{\n  a = b;\n  \n}"]);
});

Deno.test("mutantsOf() leaves comments, texts, imports and types alone", () => {
  const quiet =
    '// a < b\n/* 1 + 2 */\nimport { a } from "./1.ts";\nf("3 && 4", `5`);\nexport interface A {\n  b: 1 | 2;\n}\n';
  deepStrictEqual(planted(quiet), []);
  strictEqual(codeOnly(quiet).length, quiet.length);
});

Deno.test("mutantsOf() says where and what, and a sample is the same for the same seed", () => {
  const [mutant] = mutantsOf("a.ts", "\n\nf(a > b);");
  deepStrictEqual([mutant!.path, mutant!.line, mutant!.about], ["a.ts", 3, ">= for >"]);
  const all = mutantsOf("a.ts", "f(1, 2, 3, 4, 5, 6, 7, 8);");
  const some = sample(all, { count: 4, seed: 1 });
  strictEqual(new Set(some).size, 4);
  deepStrictEqual(sample(all, { count: 4, seed: 1 }), some);
  strictEqual(sample(all, { count: 99, seed: 1 }).length, 8);
});
