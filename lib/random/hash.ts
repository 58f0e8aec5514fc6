import { showValue } from "../model/show_value.ts";
import { UsageError } from "../model/usage_error.ts";

/**
 * 32-bit hash of a text by FNV-1a (Fowler, Noll and Vo) over its UTF-16 code units.
 *
 * @returns an integer from 0 to 2^32 - 1
 */
export function hashOf(text: string): number {
  if (typeof text !== "string") throw new UsageError(`hashOf takes a text, found ${showValue(text)}`);
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
