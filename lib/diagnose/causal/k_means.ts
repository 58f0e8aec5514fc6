/** After so many steps the search ends, as in scikit-learn. */
const MAX_STEPS = 300;

/** The search ends when the centres move by less than this share of the variance, as in scikit-learn. */
const TOLERANCE = 1e-4;

/**
 * Where to cut values into bins: in the middle between the centres that k-means finds (Lloyd's algorithm) from the middles of bins of equal
 * width, as scikit-learn's `KBinsDiscretizer(strategy="kmeans")` does, with which RCD is published. The centres need not be the best ones.
 *
 * @param values none missing, with more than `bins` different ones
 * @returns ascending, one fewer than `bins` or, where centres coincide, less; a value that equals a cut belongs above it
 */
export function kMeansCuts(values: Float64Array, bins: number): readonly number[] {
  const lowest = values.reduce((least, x) => Math.min(least, x), Infinity);
  const highest = values.reduce((most, x) => Math.max(most, x), -Infinity);
  const width = (highest - lowest) / bins;
  let centres: Centres = Float64Array.from({ length: bins }, (_, i) => lowest + (i + 0.5) * width);
  const tolerance = TOLERANCE * varianceOf(values);
  for (let step = 0, labels = new Uint8Array(0); step < MAX_STEPS; step++) {
    const next = Uint8Array.from(values, (x) => nearest(centres, x));
    const moved = means(values, next, centres);
    const shift = moved.reduce((sum, centre, i) => sum + (centre - centres[i]!) ** 2, 0);
    const settled = next.every((label, i) => label === labels[i]);
    [centres, labels] = [moved, next];
    if (settled || shift <= tolerance) break;
  }
  const sorted = [...new Set(centres)].sort((a, b) => a - b);
  return sorted.slice(1).map((centre, i) => (centre + sorted[i]!) / 2);
}

type Centres = Float64Array;

function nearest(centres: Centres, x: number): number {
  let best = 0;
  for (let i = 1; i < centres.length; i++) {
    if (Math.abs(x - centres[i]!) < Math.abs(x - centres[best]!)) best = i;
  }
  return best;
}

/**
 * The mean of each cluster. Clusters that are empty take the values that lie farthest from their own centre, one each; those that are
 * emptied by that get the centre of the largest.
 */
function means(values: Float64Array, labels: Uint8Array, centres: Centres): Centres {
  const sums = new Float64Array(centres.length);
  const counts = new Float64Array(centres.length);
  values.forEach((x, i) => {
    sums[labels[i]!]! += x;
    counts[labels[i]!]! += 1;
  });
  const empty = [...counts.keys()].filter((cluster) => counts[cluster] === 0);
  for (const [place, far] of farthest(values, labels, centres, empty.length).entries()) {
    sums[labels[far]!]! -= values[far]!;
    counts[labels[far]!]! -= 1;
    sums[empty[place]!] = values[far]!;
    counts[empty[place]!] = 1;
  }
  const most = counts.indexOf(Math.max(...counts));
  return sums.map((sum, i) => counts[i]! > 0 ? sum / counts[i]! : sums[most]! / counts[most]!);
}

function farthest(
  values: Float64Array,
  labels: Uint8Array,
  centres: Centres,
  count: number,
): readonly number[] {
  if (count === 0) return [];
  const distance = (i: number) => Math.abs(values[i]! - centres[labels[i]!]!);
  return [...values.keys()].sort((a, b) => distance(b) - distance(a)).slice(0, count);
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
}
