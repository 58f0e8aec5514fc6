import { ok, strictEqual, throws } from "node:assert";
import { createFloor } from "./floor.ts";

Deno.test("a floor allows a deviation once what may be lost is enough for its lower bound", () => {
  const floor = createFloor(0.1);
  floor.expect(-2);
  ok(!floor.allows(-4, -2));
  ok(floor.allows(-2.1, -2));
  for (let i = 0; i < 9; i++) floor.expect(-2);
  ok(floor.allows(-4, -2));
});

Deno.test("what a deviation has lost is no longer there to be lost, and what it has gained is", () => {
  const floor = createFloor(0.1);
  for (let i = 0; i < 10; i++) floor.expect(-2);
  floor.settle(-4, -2);
  ok(!floor.allows(-3, -2));
  floor.settle(-1, -4);
  ok(floor.allows(-3, -2));
});

Deno.test("a floor of Infinity is none, and a state that is none is refused", () => {
  strictEqual(createFloor(Infinity).isThere, false);
  throws(
    () => createFloor(1).loadState({ baseline: 0 }),
    /Cannot take the state of the policy "floor" at gain/,
  );
});
