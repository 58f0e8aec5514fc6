import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { DISPLAY, displayable, type MimeBundle, registerDisplay } from "./displayable.ts";

/** What the kernel asks a value for. */
function shown(value: object): MimeBundle | Promise<MimeBundle> {
  return (value as unknown as Record<symbol, () => MimeBundle>)[DISPLAY]!();
}

Deno.test("displayable() changes neither JSON nor copies, keys or equality", () => {
  const plain = { seed: 7, steps: [1, 2] };
  const value = displayable({ seed: 7, steps: [1, 2] }, "episode");
  strictEqual(JSON.stringify(value), JSON.stringify(plain));
  deepStrictEqual(value, plain);
  deepStrictEqual(Object.keys(value), ["seed", "steps"]);
  deepStrictEqual(Object.getOwnPropertySymbols({ ...value }), []);
  deepStrictEqual(Object.getOwnPropertySymbols(structuredClone(value)), []);
  deepStrictEqual(displayable([{ a: 1 }], "records"), [{ a: 1 }]);
  ok(DISPLAY in value);
});

Deno.test("what is frozen later shows itself, what is frozen already is given back as it is, and the last display holds", () => {
  const [one, other] = ["one", "other"].map((text) => () => ({ "text/plain": text }));
  deepStrictEqual(shown(Object.freeze(displayable({ a: 1 }, one!))), { "text/plain": "one" });
  const frozen = Object.freeze({ a: 1 });
  strictEqual(displayable(frozen, one!), frozen);
  deepStrictEqual(shown(displayable(displayable({ a: 1 }, one!), other!)), { "text/plain": "other" });
});

Deno.test("a kind that nobody shows is an outline, not all of its text", () => {
  const steps = Array.from({ length: 1000 }, (_, step) => ({ step, values: [1, 2, 3] }));
  const text = String(Object.values(shown(displayable({ seed: 7, steps }, "environment")))[0]);
  match(text, /seed: 7/);
  ok(text.length < 200, text);
});

Deno.test("registerDisplay() is asked with the value, for values made before it too", () => {
  const value = displayable({ seed: 7 }, "topology");
  registerDisplay("topology", ({ seed }: { seed: number }) => ({ "text/plain": `seed ${seed}` }));
  deepStrictEqual(shown(value), { "text/plain": "seed 7" });
});
