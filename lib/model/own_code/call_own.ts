import { UsageError } from "../usage_error.ts";
import { type OwnHome, placeOf } from "./place.ts";

/** Errors whose message says already which part they come from. */
const told = new WeakSet<Error>();

/** The homes of functions that make parts, by the function. */
const homes = new WeakMap<object, OwnHome>();

/** Notes where a function comes from. @returns the function */
export function withHome<F extends object>(make: F, home: OwnHome | undefined): F {
  if (home !== undefined) homes.set(make, home);
  return make;
}

/** Where a function comes from, as `withHome` noted it. */
export function homeOf(make: object): OwnHome | undefined {
  return homes.get(make);
}

/** What is known of a part besides its name. */
export interface OwnPlace {
  /** Where it comes from. */
  readonly home?: OwnHome | undefined;
  /** What messages call the moment, as `step 3`; undefined: they call it nothing. */
  readonly when?: () => string | undefined;
}

/** Calls a member of a part of one's own. Whatever it throws becomes an error whose one line names the part, the file, the member and the moment. */
export type OwnCaller = <T>(member: string, work: () => T) => T;

/**
 * What calls a part of one's own.
 *
 * @param part what messages call it: `the detector "mine"`
 *
 * @example
 * ```ts
 * import { throws } from "node:assert";
 * import { ownCaller } from "./call_own.ts";
 * const call = ownCaller('the detector "mine"', { when: () => "step 3" });
 * throws(
 *   () => call("update", () => { throw new Error("no such row"); }),
 *   /^Error: the detector "mine" \(.*update, step 3\): no such row$/,
 * );
 * ```
 */
export function ownCaller(part: string, place: OwnPlace = {}): OwnCaller {
  return (member, work) => {
    try {
      return work();
    } catch (error) {
      throw ownError(error, part, { ...place, member });
    }
  };
}

/**
 * An error of code of one's own as one whose message says whose it is; one that says so already is given back. The first is its cause. A UsageError
 * stays one.
 */
export function ownError(
  error: unknown,
  part: string,
  { member, home, when }: OwnPlace & { readonly member: string },
): Error {
  if (error instanceof Error && told.has(error)) return error;
  const place = placeOf(error, { caller: import.meta.url, home }) ?? home?.path;
  const where = [place, member, when?.()].filter((text) => text !== undefined);
  const message = `${part} (${where.join(", ")}): ${error instanceof Error ? error.message : String(error)}`;
  const made = error instanceof UsageError ? new UsageError(message) : new Error(message);
  made.cause = error;
  told.add(made);
  return made;
}
