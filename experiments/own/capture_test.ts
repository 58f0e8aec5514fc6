import { match, ok, rejects, strictEqual } from "node:assert";
import { runInThisContext } from "node:vm";
import * as decide from "../../lib/decide/mod.ts";
import { captured } from "./capture.ts";
import { loadModule, moduleOfSource } from "./load_module.ts";

/** Declares names as a cell does: at the top level of a script that all scripts of the process share. */
function cell<T>(text: string): T {
  return runInThisContext(text);
}

/** A captured value, as a worker has it. */
async function taken<T>(value: unknown): Promise<T> {
  return (await loadModule(moduleOfSource("#x", await captured(value, 'The policy "x"')))).value as T;
}

Object.assign(globalThis, { testedDecide: decide });

Deno.test("a function takes along what it uses of other cells: data, functions, classes and what this project exports", async () => {
  const add = cell<(x: number) => number>(`
    const captureBase = { steps: [1, 2], limits: new Map([["db", 3]]), none: undefined, tiny: -0 };
    const capturePolicy = testedDecide.policyFrom;
    class CaptureParent { twice(x) { return 2 * x; } }
    class CaptureChild extends CaptureParent { thrice(x) { return x + this.twice(x); } }
    function captureEven(n) { return n === 0 || captureOdd(n - 1); }
    function captureOdd(n) { return n !== 0 && captureEven(n - 1); }
    (x) => {
      const local = Math.abs(x);
      return [
        captureEven(4), new CaptureChild().thrice(local), captureBase.steps[1], captureBase.limits.get("db"),
        Object.is(captureBase.tiny, -0), typeof capturePolicy("p", () => undefined).decide,
      ].join();
    }`);
  const again = await taken<typeof add>(add);
  strictEqual(again(-5), "true,15,2,3,true,function");
  strictEqual(again(-5), add(-5));
  match(await captured(add, "it"), /^import \{ policyFrom as capturePolicy \} from "aiops";$/m);
});

Deno.test("an object with functions, and methods however written, are taken along", async () => {
  const part = cell<Record<string, (x: number) => number>>(
    "({ arrow: (x) => x + 1, method(x) { return x + 2; }, async later() {}, data: [1] })",
  );
  const again = await taken<typeof part>(part);
  strictEqual(again.arrow!(1) + again.method!(1), 5);
});

Deno.test("the text of a captured value is the same for the same cells, and another one after a change of a character", async () => {
  const of = (text: string) => captured(cell(text), "it");
  strictEqual(await of("(x) => x + 1"), await of("(x) => x + 1"));
  ok(await of("(x) => x + 1") !== await of("(x) => x + 2"));
  cell("var captureLimit = 1");
  const before = await of("(x) => x > captureLimit");
  cell("captureLimit = 2");
  ok(await of("(x) => x > captureLimit") !== before, "what it uses belongs to it");
});

const own = 3;
for (
  const [name, value, expected] of [
    [
      "a name of a module",
      () => own,
      /^UsageError: The policy "x" uses "own", which no cell declares .* "\.\/mine\.ts#makePolicy"$/,
    ],
    ["a bound function", (() => 1).bind(null), /bind\(\) made/],
    [
      "an instance of a class",
      cell("(() => { const d = new Date(0); globalThis.captureDate = d; return () => captureDate; })()"),
      /"captureDate" is/,
    ],
    [
      "what holds itself",
      cell("globalThis.captureLoop = []; captureLoop.push(captureLoop); () => captureLoop"),
      /"captureLoop"\[0\] holds itself/,
    ],
  ] as const
) {
  Deno.test(`a function with ${name} is refused in one line that says what to do`, async () => {
    await rejects(captured(value, 'The policy "x"'), expected);
  });
}
