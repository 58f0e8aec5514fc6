import { closest, distance } from "fastest-levenshtein";
import { showValue } from "./show_value.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Looks a name up in a list and says what was meant where it is not there.
 *
 * @returns the name, typed as one of the list's.
 * @throws {UsageError} that names the thing, the value found and the nearest known names.
 *
 * @example
 * ```ts
 * import { strictEqual, throws } from "node:assert";
 * import { requireName } from "./suggest.ts";
 * strictEqual(requireName("agent", "full", ["noop", "full"]), "full");
 * throws(() => requireName("agent", "ful", ["noop", "full"]), /did you mean "full"\?/);
 * ```
 */
export function requireName<T extends string>(thing: string, name: string, known: readonly T[]): T {
  requireList(known);
  const found = known.find((candidate) => candidate === name);
  if (found !== undefined) return found;
  const nearest = typeof name === "string" ? meantName(name, known) : undefined;
  const hint = nearest === undefined ? "" : `did you mean "${nearest}"? `;
  throw new UsageError(
    `Cannot find the ${thing} ${showValue(name)}: ${hint}${
      known.length === 0 ? "there is none" : `Known: ${known.map(listed).join(", ")}`
    }`,
  );
}

/** A name as it stands in a list: one that looks like two is quoted. */
function listed(name: string): string {
  return name.includes(", ") ? showValue(name) : name;
}

/** The known name that a mistyped one was most likely to be; undefined where none is near. */
export function nearestName<T extends string>(name: string, known: readonly T[]): T | undefined {
  requireList(known);
  if (typeof name !== "string") throw new UsageError(`A name is a text, found ${showValue(name)}`);
  if (known.length === 0) return undefined;
  const nearest = closest(name, known) as T;
  return distance(name, nearest) <= Math.max(2, Math.ceil(nearest.length / 3)) ? nearest : undefined;
}

/** Shortest part of a name that tells which one was meant. */
const MIN_PART = 3;

/** The known name that was most likely meant: the nearest one, else the only one that the given name is a part of, as `latency` of `latencyP95Ms`. */
export function meantName<T extends string>(name: string, known: readonly T[]): T | undefined {
  const nearest = nearestName(name, known);
  if (nearest !== undefined || name.length < MIN_PART) return nearest;
  const part = name.toLowerCase().replace(/s$/, "");
  const longer = known.filter((one) => one.toLowerCase().includes(part));
  return longer.length === 1 ? longer[0] : undefined;
}

function requireList(known: readonly string[]): void {
  if (!Array.isArray(known)) throw new UsageError(`Names are looked up in a list, found ${showValue(known)}`);
}
