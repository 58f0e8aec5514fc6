import meanings from "./meanings.json" with { type: "json" };
import { finder } from "./named.ts";

const find = finder(meanings);

/**
 * What the header of a column means, in a sentence of the glossary; undefined for a word that it doesn't explain. `meanings.json` is made of
 * `docs/glossary.md` by `experiments/docs/meanings.ts`.
 */
export function headerTitle(header: string): string | undefined {
  return find(header)?.meaning;
}
