import { z } from "zod";
import { canonicalJson, type JsonValue, UsageError } from "../../model/mod.ts";
import { showValue } from "../../model/show_value.ts";
import { hashOf } from "../../random/mod.ts";
import { readState, type Saved } from "./state.ts";

/** What a state belongs to. */
export interface StateOwner {
  readonly thing: "detector" | "threshold" | "alarm" | "policy" | "agent";
  readonly name: string;
  /** What has to be equal for a state to fit, besides the name. */
  readonly settings?: Readonly<Record<string, number | string>>;
}

/**
 * Adds the owner and a checksum to saved states. A state of another owner, or one that was changed after it was saved, is refused, and
 * the object that should have loaded it keeps its own state. The keys of an object may come back in another order, as some databases
 * return them.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert";
 * import { sealed } from "./sealed.ts";
 * let mean = 3;
 * const saved = { saveState: () => mean, loadState: (state: unknown) => void (mean = Number(state)) };
 * const { saveState, loadState } = sealed({ thing: "detector", name: "mine" }, saved);
 * const state = saveState() as { inner: number; checksum: string };
 * loadState(state);
 * throws(() => loadState({ ...state, inner: 4 }), /"mine": its checksum is not that of what was saved/);
 * ```
 */
export function sealed({ thing, name, settings = {} }: StateOwner, saved: Saved): Saved {
  const schema = z.strictObject({
    name: z.literal(name),
    ...Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, z.literal(value)])),
    inner: z.json(),
    checksum: z.string(),
  });
  return {
    saveState: () => {
      const inner = saved.saveState();
      return { name, ...settings, inner, checksum: checksumOf(inner) };
    },
    loadState: (state) => {
      const read = readState(name, schema, state, thing);
      const inner = read.inner as JsonValue;
      if (checksumOf(inner) !== read.checksum) {
        throw new UsageError(
          `Cannot take the state of the ${thing} "${name}": its checksum is not that of what was saved, found ${
            showValue(read.checksum)
          }`,
        );
      }
      const before = saved.saveState();
      try {
        saved.loadState(inner);
      } catch (error) {
        saved.loadState(before);
        throw error;
      }
    },
  };
}

function checksumOf(value: JsonValue): string {
  return hashOf(canonicalJson(value)).toString(16).padStart(8, "0");
}
