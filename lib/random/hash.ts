/**
 * A number that depends on a text only, 32 bits: FNV-1a (Fowler, Noll, Vo). One changed character always changes it.
 *
 * @returns a whole number, 0 to 2^32 - 1
 */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
