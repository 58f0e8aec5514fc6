import type { SavedNotebook } from "../saved_notebook.ts";

/** How many of the causes in a table of diagnosers a method names first, and of how many. */
export function foundOf(saved: SavedNotebook, cell: string, method: string): [number, number] {
  const cases = saved.value(cell, "cases", { method });
  return [cases * saved.value(cell, "AC@1", { method }), cases];
}
