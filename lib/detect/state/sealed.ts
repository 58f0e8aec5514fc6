import { z } from "zod";
import { canonicalJson, type JsonValue, UsageError } from "../../model/mod.ts";
import { hashOf } from "../../random/mod.ts";
import { readState } from "./state.ts";

/** Something that can be put away and taken up again. */
export interface Kept {
  saveState(): JsonValue;
  /** May be left half loaded where it throws. @throws {UsageError} for a state of anything else */
  loadState(state: JsonValue): void;
}

/** What a state belongs to. */
export interface Owner {
  readonly thing: "detector" | "threshold" | "alarm";
  readonly name: string;
  /** Numbers that have to be the same for a state to fit. */
  readonly settings?: Readonly<Record<string, number>>;
}

/**
 * States that say whose they are and carry a checksum: one of another owner, or in which anything has changed since it was saved, is refused,
 * and what was to take it stays as it was. The order of an object's keys may change, as it does in some databases.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert";
 * import { sealed } from "./sealed.ts";
 * let mean = 3;
 * const kept = { saveState: () => mean, loadState: (state: unknown) => void (mean = Number(state)) };
 * const { saveState, loadState } = sealed({ thing: "detector", name: "mine" }, kept);
 * const state = saveState() as { inner: number; checksum: string };
 * loadState(state);
 * throws(() => loadState({ ...state, inner: 4 }), /"mine": its checksum is not that of what was saved/);
 * ```
 */
export function sealed({ thing, name, settings = {} }: Owner, kept: Kept): Kept {
  const schema = z.object({
    name: z.literal(name),
    ...Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, z.literal(value)])),
    inner: z.json(),
    checksum: z.string(),
  });
  return {
    saveState: () => {
      const inner = kept.saveState();
      return { name, ...settings, inner, checksum: checksumOf(inner) };
    },
    loadState: (state) => {
      const read = readState(name, schema, state, thing);
      const inner = read.inner as JsonValue;
      if (checksumOf(inner) !== read.checksum) {
        throw new UsageError(
          `Cannot take the state of the ${thing} "${name}": its checksum is not that of what was saved`,
        );
      }
      const before = kept.saveState();
      try {
        kept.loadState(inner);
      } catch (error) {
        kept.loadState(before);
        throw error;
      }
    },
  };
}

function checksumOf(value: JsonValue): string {
  return hashOf(canonicalJson(value)).toString(16).padStart(8, "0");
}
