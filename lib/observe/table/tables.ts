/** The tables of a text, one after another. */
export interface TextTable {
  readonly text: string;
  /** Lines of the file above it. */
  readonly linesBefore: number;
}

/**
 * Parts a text with several tables: each with InfluxDB's annotations above it, or each with a header that begins as the first one
 * does, as monitoring exports a table a series.
 */
export function tablesIn(text: string): TextTable[] {
  const starts = /^\uFEFF?#(?:group|datatype|default)\b/.test(text)
    ? annotatedStarts(text)
    : headerStarts(text);
  let lines = 0;
  return [0, ...starts].map((start, i) => {
    const table = text.slice(start, starts[i]);
    const linesBefore = lines;
    for (let at = table.indexOf("\n"); at >= 0; at = table.indexOf("\n", at + 1)) lines++;
    return { text: table, linesBefore };
  });
}

function annotatedStarts(text: string): number[] {
  const starts: number[] = [];
  let annotated = true;
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    const next = end < 0 ? text.length : end + 1;
    const annotation = /^#(?:group|datatype|default)\b/.test(text.slice(at, at + 10));
    if (annotation && !annotated) starts.push(at);
    if (text.slice(at, next).trim() !== "") annotated = annotation;
    at = next;
  }
  return starts;
}

/** Places at which a line begins with the first cell of the text, which is a word, and goes on in other words. */
function headerStarts(text: string): number[] {
  const [, first] = /^\uFEFF?("?[A-Za-z_@][\w .-]*"?[,;\t])[^\n]/.exec(text) ?? [];
  if (first === undefined) return [];
  const header = lineAt(text, text.indexOf(first));
  const starts: number[] = [];
  for (let at = text.indexOf(first, 1); at >= 0; at = text.indexOf(first, at + 1)) {
    const line = lineAt(text, at);
    if (text[at - 1] !== "\n" || line === header) continue;
    if (line.slice(first.length).split(/[,;\t]/).some((cell) => /^"?\s*(?:-?[\d.]|"?$)/.test(cell))) continue;
    starts.push(at);
  }
  return starts;
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf("\n", at);
  return text.slice(at, end < 0 ? text.length : end).trim();
}

/**
 * The header of a table that stands in a comment, as `# hostname;interval;timestamp;…` of `sadf -d`, without the sign: the last comment above
 * the rows if it has as many cells as they, none of them a number. Any other text as it is.
 */
export function uncommented(text: string): string {
  const [above] = /^(?:[^\S\n]*(?:#[^\n]*)?\r?\n)+/.exec(text) ?? [];
  if (above === undefined || /^#(?:group|datatype|default)\b/m.test(above)) return text;
  const at = above.lastIndexOf("#", above.trimEnd().length);
  const start = above.lastIndexOf("\n", at) + 1;
  const comment = lineAt(above, start);
  const row = lineAt(text, above.length);
  const [, names = ""] = /^#\s*(.*)$/.exec(comment) ?? [];
  const fits = [",", ";", "\t", "|"].some((delimiter) => {
    const cells = names.split(delimiter);
    return cells.length > 1 && cells.length === row.split(delimiter).length &&
      cells.every((cell) => /[A-Za-z%]/.test(cell) && !/^\s*-?\d/.test(cell));
  });
  // As many characters and lines as before, so that places in the file stay right.
  return fits
    ? `${"\n".repeat(above.slice(0, start).split("\n").length - 1)}${text.slice(start).replace("#", " ")}`
    : text;
}
