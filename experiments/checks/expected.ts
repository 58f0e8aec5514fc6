/** The used part of the JSON of a notebook. */
interface Notebook {
  cells: { outputs?: { name?: string; data?: Record<string, unknown> }[] }[];
}

/** What must be on the page, from the outputs saved in the notebook. */
export interface Expected {
  readonly cells: number;
  readonly figures: number;
  /** Number of outputs on the error stream. */
  readonly warnings: number;
}

/** Counts what is saved in a notebook. */
export function expectedOf({ cells }: Notebook): Expected {
  const outputs = cells.flatMap(({ outputs = [] }) => outputs);
  const isFigure = (data: Record<string, unknown> = {}) =>
    "image/svg+xml" in data || "image/png" in data ||
    [data["text/html"] ?? ""].flat().join("").includes("<svg");
  return {
    cells: cells.length,
    figures: outputs.filter(({ data }) => isFigure(data)).length,
    warnings: outputs.filter(({ name }) => name === "stderr").length,
  };
}
