import { strictEqual, throws } from "node:assert";
import { type JsonValue, UsageError } from "../../model/mod.ts";
import { sealed } from "./sealed.ts";

const OWNER = { thing: "detector", name: "mine", settings: { dimensions: 2 } } as const;

/** Two numbers, of which the second can't be negative: a load that finds it so has already taken the first. */
function pair() {
  const held = { mean: 1, variance: 2 };
  const { saveState, loadState } = sealed(OWNER, {
    saveState: () => ({ ...held }),
    loadState: (state) => {
      const { mean, variance } = state as typeof held;
      held.mean = mean;
      if (variance < 0) throw new UsageError("negative");
      held.variance = variance;
    },
  });
  return { held, saveState, loadState };
}

Deno.test("sealed() takes back what it saved, its keys in any order", () => {
  const state = pair().saveState() as Record<string, JsonValue>;
  const { held, loadState } = pair();
  held.mean = 9;
  loadState(Object.fromEntries(Object.entries({ ...state, inner: { variance: 2, mean: 1 } }).reverse()));
  strictEqual(held.mean, 1);
});

Deno.test("sealed() refuses a state in which one digit has changed", () => {
  const state = pair().saveState() as Record<string, JsonValue>;
  const { held, loadState } = pair();
  throws(
    () => loadState({ ...state, inner: { mean: 1.5, variance: 2 } }),
    /^UsageError: Cannot take the state of the detector "mine": its checksum is not that of what was saved, found "[0-9a-f]{8}"$/,
  );
  throws(
    () => loadState({ ...state, dimensions: 3 }),
    /state of the detector "mine" at dimensions: .*, found 3$/,
  );
  strictEqual(held.mean, 1);
});

Deno.test("sealed() leaves what was half loaded as it was", () => {
  const other = pair();
  other.held.mean = 7;
  other.held.variance = -1;
  const { held, loadState } = pair();
  throws(() => loadState(other.saveState()), /negative/);
  strictEqual(held.mean, 1);
});
