/**
 * Joins the code cells of each notebook to one TypeScript file under `.cells/`, for the type checker, the linter and the
 * formatter: the kernel itself checks no types and passes over a name that a module does not export.
 *
 * `deno fmt --check` is among them: of Deno 2.9.6 it calls every notebook that it has not met before unformatted, with an
 * empty difference; `deno fmt` itself formats notebooks well.
 *
 * The folder stands beside `notebooks/`, so that relative imports mean the same in both.
 * @module
 */

/** What is needed here of a notebook's JSON. */
interface Notebook {
  cells: { cell_type: string; source: string | string[] }[];
}

/** The code of a notebook in one piece; comments tell its cells apart, numbered as the runner numbers them. */
function joinCells({ cells }: Notebook): string {
  return cells.flatMap(({ cell_type, source }, index) =>
    cell_type === "code" ? `// cell ${index + 1}\n${[source].flat().join("")}\n` : []
  ).join("\n");
}

// A notebook that was renamed or deleted leaves no file behind.
await Deno.mkdir(".cells", { recursive: true });
await Deno.remove(".cells", { recursive: true });
await Deno.mkdir(".cells");

for await (const { name } of Deno.readDir("notebooks")) {
  if (!name.endsWith(".ipynb")) continue;
  const notebook: Notebook = JSON.parse(await Deno.readTextFile(`notebooks/${name}`));
  await Deno.writeTextFile(`.cells/${name.replace(/\.ipynb$/, ".ts")}`, joinCells(notebook));
}
