/**
 * A plain text table: the first column is left-aligned, the others are right-aligned.
 *
 * @param options.left which columns are left-aligned instead
 */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { left = [0] }: { readonly left?: readonly number[] } = {},
): string {
  const widths = header.map((name, i) =>
    rows.reduce((widest, row) => Math.max(widest, row[i]?.length ?? 0), name.length)
  );
  const line = (cells: readonly string[]) =>
    cells.map((text, i) => left.includes(i) ? text.padEnd(widths[i]!) : text.padStart(widths[i]!)).join("  ")
      .trimEnd();
  return [line(header), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}
