import { z } from "zod";
import { numbers } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/usage_error.ts";

const ARGUMENTS = z.object({ pValues: numbers });
/**
 * Holm's step-down p-values (Holm, A simple sequentially rejective multiple test procedure, 1979): calling
 * those at or below alpha significant keeps the probability of any false positive at alpha or below, however the tests
 * depend on each other.
 *
 * @param pValues 0 to 1, one per comparison
 * @returns adjusted p-values in the same order, each at least the original p-value and at most 1
 * @throws {UsageError} if a p-value is not from 0 to 1
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { holm } from "./holm.ts";
 * ok(holm([0.5, 0.01]).join() === "0.5,0.02");
 * ```
 */
export function holm(pValues: ArrayLike<number>): number[] {
  checkOptions("holm", ARGUMENTS, { pValues });
  const ranked = Array.from(pValues, (p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const wrong = ranked.find(({ p }) => !(p >= 0 && p <= 1));
  if (wrong) throw new UsageError(`A p-value must be from 0 to 1, found ${wrong.p}`);
  const adjusted = new Array<number>(ranked.length);
  let highest = 0;
  ranked.forEach(({ p, index }, rank) => {
    highest = Math.max(highest, Math.min(1, (ranked.length - rank) * p));
    adjusted[index] = highest;
  });
  return adjusted;
}
