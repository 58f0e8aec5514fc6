/** Deviation of a sum of floating-point numbers from 0 or 1 that is not told from them. */
const EXACT = 1e-12;

/**
 * A share in percent. Rounding never makes all or nothing of what is not: where the digits asked for would show 100 % or 0 %, there is one
 * more, and where that isn't enough either, the text says on which side of it the share lies.
 *
 * @param share usually 0 to 1; may be negative or more, as a headroom; "-" unless it is finite
 * @param digits decimals of the percentage where they tell it from 0 % and 100 %, default 0
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { shareText } from "./share_text.ts";
 * deepStrictEqual([0.25, 0.995, 0.9999, 1, 0.002].map((share) => shareText(share)), [
 *   "25 %",
 *   "99.5 %",
 *   "over 99.9 %",
 *   "100 %",
 *   "0.2 %",
 * ]);
 * ```
 */
export function shareText(share: number, digits = 0): string {
  if (!Number.isFinite(share)) return "-";
  for (const exactly of [0, 1]) {
    if (Math.abs(share - exactly) < EXACT) return `${(100 * exactly).toFixed(digits)} %`;
  }
  const [asked, finer] = [digits, digits + 1].map((count) => (100 * share).toFixed(count));
  if (!isExtreme(asked!)) return `${asked} %`;
  return isExtreme(finer!) ? besideExtreme(share, digits + 1) : `${finer} %`;
}

function isExtreme(percent: string): boolean {
  return Number(percent) === 0 || Number(percent) === 100;
}

/** Says that a share is a little more or less than 0 % or 100 %, by less than the digits can show. */
function besideExtreme(share: number, digits: number): string {
  const least = 10 ** -digits;
  if (share > 1) return "over 100 %";
  if (share > 0.5) return `over ${(100 - least).toFixed(digits)} %`;
  return share > 0 ? `under ${least.toFixed(digits)} %` : "under 0 %";
}

/**
 * A share as a number from 0 to 1. Where rounding would make all or nothing of what is not, it says on which side the share lies: `> 0.99`.
 *
 * @param share 0 to 1; "-" for NaN
 */
export function fractionText(share: number, digits = 2): string {
  if (Number.isNaN(share)) return "-";
  const [text, least] = [share.toFixed(digits), 10 ** -digits];
  if (Number(text) === 0 && share > EXACT) return `< ${least.toFixed(digits)}`;
  return Number(text) === 1 && share < 1 - EXACT ? `> ${(1 - least).toFixed(digits)}` : text;
}
