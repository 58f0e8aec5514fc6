/**
 * Joins the code cells of each notebook to a TypeScript file under `.cells/`, for the type checker, the linter and the
 * formatter: the kernel checks no types and ignores missing exports.
 *
 * `deno fmt --check` needs it too: Deno 2.9.6 reports every notebook that it has not seen before as unformatted, with an
 * empty difference; `deno fmt` itself formats notebooks well.
 *
 * The folder is next to `notebooks/`, so that relative imports are the same in both.
 * @module
 */

/** The used part of the JSON of a notebook. */
interface Notebook {
  cells: { cell_type: string; source: string | string[] }[];
}

/** The code of a notebook in one text, with comments between its cells, numbered as in the runner. */
function joinCells({ cells }: Notebook): string {
  return cells.flatMap(({ cell_type, source }, index) =>
    cell_type === "code" ? `// cell ${index + 1}\n${[source].flat().join("")}\n` : []
  ).join("\n");
}

// Renamed or deleted notebooks leave no file behind.
await Deno.mkdir(".cells", { recursive: true });
await Deno.remove(".cells", { recursive: true });
await Deno.mkdir(".cells");

for await (const { name } of Deno.readDir("notebooks")) {
  if (!name.endsWith(".ipynb")) continue;
  const notebook: Notebook = JSON.parse(await Deno.readTextFile(`notebooks/${name}`));
  await Deno.writeTextFile(`.cells/${name.replace(/\.ipynb$/, ".ts")}`, joinCells(notebook));
}
