import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { number, wholeNumber } from "../../model/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { createMoments } from "../parts/moments.ts";

/** Largest deviation that is learnt from, in standard deviations. */
const GATE = 4;
/** Points before there is an answer. */
const MIN_POINTS = 20;
/** Smallest mean square of the residual that floating point resolves. */
const RESOLUTION = 1e-9;

/**
 * Principal components of exponentially weighted correlations. The score is sqrt(Q / q + T^2): Q is the squared residual that the leading
 * components leave of the point, q its usual value (Jackson and Mudholkar), and T^2 is Hotelling's distance along these components; their
 * sum is the combined index of Yue and Qin. A stream of one dimension is seen as `shingle` consecutive values.
 */
export const pca: DetectorEntry = detector({
  name: "pca",
  about: "residual of a point after the leading principal components, and its distance along them",
  source:
    'Jackson and Mudholkar, "Control procedures for residuals associated with principal component analysis", Technometrics 1979; Yue and Qin, "Reconstruction-based fault identification using a combined index", Industrial & Engineering Chemistry Research 2001',
  parameters: {
    explained: number({
      about: "share of the variance that the retained components explain at least",
      range: [0.1, 1],
      default: 0.9,
    }),
    share: number({
      about: "smallest weight of a new point in moments and correlations",
      range: [1e-4, 0.5],
      default: 0.005,
    }),
    refreshSteps: wholeNumber({
      about: "points between two decompositions",
      unit: "points",
      range: [1, 10_000],
      default: 50,
    }),
    shingle: wholeNumber({
      about: "consecutive values that are watched together where there is one dimension",
      unit: "points",
      range: [2, 64],
      default: 8,
    }),
  },
  stream: ({ dimensions }, { explained, share, refreshSteps, shingle }) => {
    const width = dimensions === 1 ? shingle : dimensions;
    const moments = createMoments(dimensions, { share, gate: GATE });
    const z = new Float64Array(dimensions);
    const row = new Float64Array(width);
    const correlation = new Float64Array(width * width);
    /** The retained components one after another, 0 for the others. */
    const basis = new Float64Array(width * width);
    /** The variance along each of them. */
    const variance = new Float64Array(width);
    // points seen, mean square of the residual
    const own = new Float64Array(2);

    function refresh(): void {
      const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(
        Matrix.from1DArray(width, width, correlation),
        { assumeSymmetric: true },
      );
      const variances = realEigenvalues.map((value) => Math.max(0, value));
      const all = variances.reduce((total, value) => total + value, 0);
      basis.fill(0);
      variance.fill(0);
      for (let k = width - 1, sum = 0; k >= 0 && sum < explained * all; k--) {
        sum += variances[k]!;
        variance[width - 1 - k] = variances[k]!;
        basis.set(eigenvectorMatrix.getColumn(k), (width - 1 - k) * width);
      }
    }

    /** The squared residual of the row, and Hotelling's T squared along the retained components. */
    function split(): { rest: number; along: number } {
      let [rest, along] = [0, 0];
      for (let i = 0; i < width; i++) rest += row[i]! * row[i]!;
      for (let k = 0; k < width && variance[k]! > 0; k++) {
        let projection = 0;
        for (let i = 0; i < width; i++) projection += basis[k * width + i]! * row[i]!;
        rest -= projection * projection;
        along += projection * projection / variance[k]!;
      }
      return { rest: Math.max(0, rest), along };
    }

    function learn(): void {
      const weight = Math.max(share, 1 / (own[0]! + 1));
      for (let i = 0; i < width; i++) {
        for (let j = 0; j < width; j++) {
          const at = i * width + j;
          correlation[at]! += weight * (gated(row[i]!) * gated(row[j]!) - correlation[at]!);
        }
      }
    }

    function update({ values }: { values: Float64Array }): number {
      moments.next(values, z);
      if (dimensions === 1) row.copyWithin(0, 1);
      row.set(z, width - dimensions);
      const { rest, along } = split();
      const score = own[0]! < MIN_POINTS ? 0 : Math.sqrt(rest / (own[1]! + RESOLUTION) + along);
      learn();
      const weight = Math.max(share, 1 / (own[0]! + 1));
      own[1]! += weight * (Math.min(rest, GATE * GATE * Math.max(own[1]!, 1)) - own[1]!);
      if (++own[0]! % refreshSteps === 0 || own[0] === MIN_POINTS) refresh();
      return score;
    }

    return {
      fit: (warmup) => warmup.forEach(update),
      update,
      arrays: { ...moments.arrays, row, correlation, basis, along: variance, own },
    };
  },
});

function gated(z: number): number {
  return Math.max(-GATE, Math.min(GATE, z));
}
