/** Mean character widths of DejaVu Sans, the widest of the fonts in use, relative to the font size. */
const WIDTH = { regular: 0.6, bold: 0.67 };

/** Upper limit of the width of a text, in pixels. */
export function textWidth(
  text: string,
  { size = 11, bold = false }: { size?: number; bold?: boolean } = {},
): number {
  return [...text].length * size * (bold ? WIDTH.bold : WIDTH.regular);
}

/** Wraps a text at spaces to a width in pixels; a longer word is kept whole, and so is "95 %". */
export function textLines(
  text: string,
  { width, size = 11, bold = false }: { width: number; size?: number; bold?: boolean },
): string[] {
  const lines: string[] = [];
  for (const word of text.split(/ (?!%)/)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, { size, bold }) > width) lines.push(word);
    else lines[Math.max(0, lines.length - 1)] = longer;
  }
  return lines;
}
