/** The samples of a text of metrics: name and labels as they stand there, with their values. */
export function samplesOf(text: string): Map<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => {
    const cut = line.lastIndexOf(" ");
    return [withBoundLast(line.slice(0, cut)), Number(line.slice(cut + 1))];
  }));
}

/** A sample's name with the label `le` after all others. */
function withBoundLast(name: string): string {
  return name.replace(/\{le="([^"]*)",(.*)\}/, '{$2,le="$1"}');
}

/** Prometheus' `histogram_quantile`: linear within the bucket that the rank falls into. */
export function quantileOf(q: number, bounds: readonly number[], countAt: (le: string) => number): number {
  const all = countAt("+Inf");
  const rank = q * all;
  const at = bounds.findIndex((bound) => countAt(String(bound)) >= rank);
  if (at < 0) return bounds.at(-1)!;
  const [low, below] = at === 0 ? [0, 0] : [bounds[at - 1]!, countAt(String(bounds[at - 1]))];
  const within = countAt(String(bounds[at])) - below;
  return low + (bounds[at]! - low) * (rank - below) / within;
}
