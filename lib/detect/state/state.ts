import { z } from "zod";
import { type JsonValue, UsageError } from "../../model/mod.ts";
import { showValue } from "../../model/show_value.ts";

/** A finite number. */
export const finite: z.ZodNumber = z.number();

/** A list of `length` finite numbers, parsed into a Float64Array. */
export function numbers(length: number): z.ZodType<Float64Array> {
  return z.array(z.number()).length(length).transform((list) => Float64Array.from(list));
}

/** The state of a random stream, as `Stream.save` returns it. */
export const streamState = z.object({ c: finite, s0: finite, s1: finite, s2: finite });

/**
 * Parses a saved state.
 *
 * @param name whose state it is, for the message
 * @param thing what that is: a detector, a threshold, an alarm
 * @throws {UsageError} that names the owner and the first place where the state violates the schema
 */
export function readState<T>(name: string, schema: z.ZodType<T>, state: JsonValue, thing = "detector"): T {
  const result = parse(schema, state, { name, thing });
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const { path, message } = issue;
  const place = path.length > 0 ? ` at ${path.join(".")}` : "";
  if (issue.code === "unrecognized_keys") {
    throw new UsageError(
      `Cannot take the state of the ${thing} "${name}"${place}: ${
        showValue(issue.keys[0])
      } is not known in it`,
    );
  }
  const found = showValue(path.reduce<unknown>(memberOf, state));
  throw new UsageError(`Cannot take the state of the ${thing} "${name}"${place}: ${message}, found ${found}`);
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  return (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
}

function parse<T>(schema: z.ZodType<T>, state: JsonValue, { name, thing }: { name: string; thing: string }) {
  try {
    return schema.safeParse(state);
  } catch {
    // Only a state that is nested deeper than the stack, or in itself, makes a schema throw.
    throw new UsageError(`Cannot take the state of the ${thing} "${name}": it is nested too deeply`);
  }
}

/** Something whose state can be saved as JSON and loaded again. */
export interface Saved {
  saveState(): JsonValue;
  /** May be left half loaded if it throws. @throws {UsageError} for the state of anything else */
  loadState(state: JsonValue): void;
}

/**
 * Saves and loads the state of something that consists of lists of numbers only, each under its name. Either all lists are loaded or none.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { savedArrays } from "./state.ts";
 * const mean = Float64Array.of(1, 2);
 * const { saveState, loadState } = savedArrays("mine", { mean });
 * loadState({ mean: [3, 4] });
 * deepStrictEqual(saveState(), { mean: [3, 4] });
 * ```
 */
export function savedArrays(
  name: string,
  arrays: Readonly<Record<string, Float64Array>>,
  thing = "detector",
): Saved {
  const entries = Object.entries(arrays);
  const schema = z.object(Object.fromEntries(entries.map(([key, { length }]) => [key, numbers(length)])));
  return {
    saveState: () => Object.fromEntries(entries.map(([key, list]) => [key, [...list]])),
    loadState: (state) => {
      const read = readState(name, schema, state, thing);
      for (const [key, list] of entries) list.set(read[key]!);
    },
  };
}
