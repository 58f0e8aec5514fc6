import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { type JsonValue, UsageError } from "../../model/mod.ts";

const ARGUMENTS = z.object({ experiment: z.json(), settings: z.array(z.string()) });

/** Mutable JSON. */
type MutableJson = { [key: string]: MutableJson | JsonValue };

/**
 * Sets values of an experiment, each as `path=value`: `seeds.count=20`, `scenarios[0].fault=slow_query`. A value that is
 * not JSON is a string. Whether a path is known is checked by the schema.
 *
 * @throws {UsageError} for a setting without a path or a value, or a path through a value that is neither an object nor
 *   a list
 */
export function withSettings(experiment: JsonValue, settings: readonly string[]): JsonValue {
  checkOptions("withSettings", ARGUMENTS, { experiment, settings });
  const copy = structuredClone(experiment) as MutableJson;
  for (const setting of settings) apply(copy, setting);
  return copy as JsonValue;
}

function apply(root: MutableJson, setting: string): void {
  const cut = setting.indexOf("=");
  const path = setting.slice(0, cut).replaceAll(/\[(\d+)\]/g, ".$1").split(".");
  if (cut < 1 || path.includes("") || cut === setting.length - 1) {
    throw new UsageError(`A setting is path=value, as seeds.count=20, found "${setting}"`);
  }
  let at = root;
  for (const [i, key] of path.slice(0, -1).entries()) {
    if (Array.isArray(at)) requireIndex(at, key, setting);
    if (!Object.hasOwn(at, key)) assign(at, key, /^\d+$/.test(path[i + 1]!) ? [] : {});
    const next = at[key];
    if (next === null || typeof next !== "object") {
      throw new UsageError(`The setting "${setting}" goes through "${key}", which has no parts`);
    }
    at = next as MutableJson;
  }
  const last = path.at(-1)!;
  if (Array.isArray(at)) requireIndex(at, last, setting);
  assign(at, last, parsed(setting.slice(cut + 1)));
}

/** Sets an own property whatever its name, so that `__proto__` is only an unknown name. */
function assign(at: MutableJson, key: string, value: JsonValue): void {
  Object.defineProperty(at, key, { value, enumerable: true, writable: true, configurable: true });
}

function requireIndex(list: readonly unknown[], key: string, setting: string): void {
  if (!/^\d+$/.test(key) || Number(key) > list.length) {
    throw new UsageError(
      `The setting "${setting}" needs a place from 0 to ${list.length} in that list, found "${key}"`,
    );
  }
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
