/**
 * Writes what the library's tables say of their headers, `lib/report/tables/meanings.json`, from `docs/glossary.md`:
 *
 * ```sh
 * deno run --allow-read --allow-write=lib/report/tables experiments/docs/meanings.ts
 * ```
 * @module
 */
import { readGlossary } from "./glossary.ts";

const GLOSSARY = "docs/glossary.md";
/** Where the library has the meanings of what its tables print. */
export const MEANINGS = "lib/report/tables/meanings.json";

/** The first sentence, or clause with a colon behind it, that is long enough to say something. */
const FIRST_SENTENCE = /^.{12,}?[.](?= [A-Z]|$)/;

/** The names of each term of the glossary with the first sentence of its definition, as JSON. */
export function meaningsJson(markdown: string): string {
  const meanings = readGlossary(markdown).terms.map(({ name, aliases, definition }) => ({
    names: [...new Set([name, ...aliases])],
    meaning: firstSentence(definition),
  }));
  return `${JSON.stringify(meanings, undefined, 2)}\n`;
}

/** A definition's first sentence, as text without Markdown. */
function firstSentence(definition: string): string {
  const text = definition.replace(/\[([^\]]+)\]\([^)]+\)/g, "$1").replace(/[`*]|\b_|_\b/g, "");
  return FIRST_SENTENCE.exec(text)?.[0] ?? text;
}

if (import.meta.main) Deno.writeTextFileSync(MEANINGS, meaningsJson(Deno.readTextFileSync(GLOSSARY)));
