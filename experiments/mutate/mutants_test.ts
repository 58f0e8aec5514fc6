import { deepStrictEqual, strictEqual } from "node:assert";
import { codeOnly } from "./code_only.ts";
import { mutantsOf, mutantText, plant } from "./mutants.ts";

const planted = (source: string) => mutantsOf("a.ts", source).map((mutant) => plant(source, mutant));

Deno.test("mutantsOf() flips comparisons, signs and connectives, one at a time", () => {
  deepStrictEqual(planted("f(a < b && c);"), ["f(a <= b && c);", "f(a < b || c);"]);
  deepStrictEqual(planted("f(a + b - c);"), ["f(a - b - c);", "f(a + b + c);"]);
  deepStrictEqual(planted("f(Math.min(a, b));"), ["f(Math.max(a, b));"]);
  deepStrictEqual(planted("f(x ?? y, true);"), ["f(x && y, true);", "f(x ?? y, false);"]);
});

Deno.test("mutantsOf() changes numbers, negates conditions, empties returns, swaps arguments and removes statements", () => {
  deepStrictEqual(planted("f(0, 2.5, a);"), ["f(1, 2.5, a);", "f(0, 5, a);"]);
  deepStrictEqual(planted("f(7 , a);\n\n\n"), ["f(14 , a);\n\n\n"]);
  deepStrictEqual(planted("if (f(a)) b();"), ["if (!(f(a))) b();"]);
  deepStrictEqual(planted("{\n  return a;\n}"), ["{\n  return undefined;\n}"]);
  deepStrictEqual(planted("{\n  a = b;\n  c(d);\n}"), ["{\n  \n  c(d);\n}", "{\n  a = b;\n  \n}"]);
  deepStrictEqual(planted("{\n  if (a) return;\n}"), ["{\n  \n}", "{\n  if (!(a)) return;\n}"]);
  deepStrictEqual(planted("f(a, b.c)"), ["f(b.c, a)"]);
});

Deno.test("mutantsOf() leaves comments, texts, imports, types, errors and sizes alone", () => {
  const quiet =
    '// a < b\n/* 1 + 2 */\nimport { a } from "./1.ts";\nf("3 && 4", `5`, \'of "6" - 7\');\nexport interface A {\n  b: 1 | 2;\n}\n' +
    "f(a, b, c);\nthrow new Error(`a ${1 + 2}`);\nnew Float64Array(2 * n);\n";
  deepStrictEqual(planted(quiet), []);
  strictEqual(codeOnly(quiet).length, quiet.length);
});

Deno.test("mutantsOf() leaves alone which of two equal values a sort or a running minimum takes", () => {
  deepStrictEqual(planted("a.sort((x, y) => x < y ? -1 : 1);").filter((one) => /<=/.test(one)), []);
  deepStrictEqual(planted("if (x < low) low = x;"), ["if (!(x < low)) low = x;"]);
});

Deno.test("codeOnly() keeps the code inside of templates", () => {
  strictEqual(codeOnly("f(`1 + ${a + `2 ${b}`} 3`);"), "f(       a +      b      );");
});

Deno.test("mutantsOf() says where and what", () => {
  const source = "\n\nf(a > b);";
  const [mutant] = mutantsOf("a.ts", source);
  deepStrictEqual([mutant!.path, mutant!.line], ["a.ts", 3]);
  strictEqual(mutantText(mutant!, source), "a.ts:3  f(a > b); -> f(a >= b);");
});
