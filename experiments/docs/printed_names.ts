/** Calls that make a table, and constants that hold its header. */
const TABLES = /\b(?:textTable|table)\(\s*(?=\[)|\b(?:header|compared|columns|COLUMNS)\b(?: =|:) (?=\[)/g;

/**
 * The headers of tables in a source file: the texts of the lists that are handed to `textTable` or `table`, or held as their header. What
 * is filled in within a template is "…". A file that makes no table or `Sheet` has none.
 */
export function tableHeaders(source: string): string[] {
  if (!/\b(?:textTable|table)\(|: Sheet\b/.test(source)) return [];
  return [...source.matchAll(TABLES)].flatMap(({ index, 0: call }) => {
    const list = balanced(source, index + call.length);
    return [...list.matchAll(/"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)]
      .map(([, text, template]) => text ?? template!.replace(/\$\{[^}]*\}/g, "…"));
  }).filter((text) => /\p{Letter}/u.test(text.replaceAll("…", "")));
}

/** The text from an opening bracket to the one that closes it. */
function balanced(source: string, from: number): string {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    if (source[at] === "[") depth++;
    if (source[at] === "]" && --depth === 0) return source.slice(from, at + 1);
  }
  return source.slice(from);
}
