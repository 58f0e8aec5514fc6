import { createProgress, type Progress } from "../cli/progress.ts";

/** The progress of a comparison. */
export interface ComparisonProgress {
  readonly onSeries: (done: number) => void;
  readonly onRows: (done: number, total: number) => void;
  readonly finish: () => void;
}

/** Shows series as they are done, or the rows of a single one; only on terminals. */
export function comparisonProgress(count: number): ComparisonProgress {
  const series = count > 1 ? createProgress({ total: count, label: "series" }) : undefined;
  let rows: Progress | undefined;
  return {
    // A file may hold several series, so that there are more of them than files.
    onSeries: (done) => series?.update(Math.min(done, count)),
    onRows: (done, total) => {
      if (series !== undefined) return;
      rows ??= createProgress({ total, label: "rows" });
      rows.update(Math.min(done, total));
    },
    finish: () => (series ?? rows)?.finish(),
  };
}
