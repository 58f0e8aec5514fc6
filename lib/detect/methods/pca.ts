import { detector, type DetectorEntry } from "../detector_entry.ts";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { keptArrays } from "../state/kept_arrays.ts";
import { createMoments } from "../parts/moments.ts";
import type { StreamContext, StreamDetector } from "../stream_detector.ts";

/** Share of the variance that the components which are kept explain at least. */
const EXPLAINED = 0.9;
/** Points between two looks for the components. */
const REFRESH = 50;
/** How means, variances and correlations are learnt. */
const LEARNING = { share: 0.005, gate: 4 };
/** What a value counts at most, in standard deviations, when the correlations are learnt. */
const GATE = 4;
/** A single value is watched together with so many before it. */
const SHINGLE = 8;
/** Points before there is an answer. */
const FEWEST = 20;
/** Least of what is usually left: what floating point can tell apart. */
const TINY = 1e-9;

/**
 * Principal components of exponentially weighted correlations: a point is odd by what the leading ones, which explain nine tenths of the
 * variance, leave of it, in units of what they usually leave (Jackson and Mudholkar, "Control procedures for residuals associated with
 * principal component analysis", Technometrics 1979), and by how far out it lies along them, as Hotelling's T squared; the score is the root
 * of the sum of both (Yue and Qin, "Reconstruction-based fault identification using a combined index", Industrial & Engineering Chemistry
 * Research 2001). A stream of a single value is seen as eight values in a row.
 */
export function createPca({ dimensions }: StreamContext): StreamDetector {
  const width = dimensions === 1 ? SHINGLE : dimensions;
  const moments = createMoments(dimensions, LEARNING);
  const z = new Float64Array(dimensions);
  const row = new Float64Array(width);
  const correlation = new Float64Array(width * width);
  /** The components that are kept, one after another, 0 for those that are not. */
  const basis = new Float64Array(width * width);
  /** Variance along each of them. */
  const variance = new Float64Array(width);
  // Points seen, the mean square of what is left.
  const own = new Float64Array(2);

  function refresh(): void {
    const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(
      Matrix.from1DArray(width, width, correlation),
      { assumeSymmetric: true },
    );
    const variances = realEigenvalues.map((value) => Math.max(0, value));
    const all = variances.reduce((sum, value) => sum + value, 0);
    basis.fill(0);
    variance.fill(0);
    for (let k = width - 1, explained = 0; k >= 0 && explained < EXPLAINED * all; k--) {
      explained += variances[k]!;
      variance[width - 1 - k] = variances[k]!;
      basis.set(eigenvectorMatrix.getColumn(k), (width - 1 - k) * width);
    }
  }

  /** Square of what the components leave of the row, and Hotelling's T squared along them. */
  function split(): { rest: number; along: number } {
    let [rest, along] = [0, 0];
    for (let i = 0; i < width; i++) rest += row[i]! * row[i]!;
    for (let k = 0; k < width && variance[k]! > 0; k++) {
      let place = 0;
      for (let i = 0; i < width; i++) place += basis[k * width + i]! * row[i]!;
      rest -= place * place;
      along += place * place / variance[k]!;
    }
    return { rest: Math.max(0, rest), along };
  }

  function learn(): void {
    const share = Math.max(LEARNING.share, 1 / (own[0]! + 1));
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++) {
        const at = i * width + j;
        correlation[at]! += share * (gated(row[i]!) * gated(row[j]!) - correlation[at]!);
      }
    }
  }

  function update({ values }: { values: Float64Array }): number {
    moments.next(values, z);
    if (dimensions === 1) row.copyWithin(0, 1);
    row.set(z, width - dimensions);
    const { rest, along } = split();
    const score = own[0]! < FEWEST ? 0 : Math.sqrt(rest / (own[1]! + TINY) + along);
    learn();
    const share = Math.max(LEARNING.share, 1 / (own[0]! + 1));
    own[1]! += share * (Math.min(rest, GATE * GATE * Math.max(own[1]!, 1)) - own[1]!);
    if (++own[0]! % REFRESH === 0 || own[0] === FEWEST) refresh();
    return score;
  }

  return {
    name: "pca",
    fit: (warmup) => warmup.forEach(update),
    update,
    ...keptArrays("pca", { ...moments.arrays, row, correlation, basis, along: variance, own }),
  };
}

function gated(z: number): number {
  return Math.max(-GATE, Math.min(GATE, z));
}

/** The entry of the catalogue. */
export const pca: DetectorEntry = detector({
  name: "pca",
  about: "what the leading principal components leave of a point, and how far out it lies along them",
  source: "Jackson and Mudholkar, Technometrics 1979; Yue and Qin, 2001",
  stream: createPca,
});
