/** Maximum width of texts, in characters. */
export const TEXT_WIDTH = 100;

/** Wraps a text at spaces; lines after the first are indented. A word longer than a line is kept whole. */
export function wrap(text: string, { indent }: { indent: number }): string {
  const [first = "", ...words] = text.split(" ");
  const lines = [first];
  for (const word of words) {
    const line = lines.at(-1)!;
    const fits = line.length + 1 + word.length <= TEXT_WIDTH;
    if (fits || line.trim() === "") lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(" ".repeat(indent) + word);
  }
  return lines.join("\n");
}
