/** How often something happened before and after, among cases that are alike. */
export interface Stratum {
  readonly casesBefore: number;
  readonly casesAfter: number;
  readonly before: number;
  readonly after: number;
}

/** How much more often it happens after than before. */
export interface Association {
  /** Standard normal where nothing has changed, with the correction for continuity. */
  readonly z: number;
  /** Difference of the shares, -1 to 1. */
  readonly difference: number;
}

/**
 * Cochran's and Mantel and Haenszel's test of two rates in strata, with their pooled difference: what is compared is alike within each stratum,
 * so that a change of how many cases each has changes nothing (Mantel and Haenszel, Journal of the National Cancer Institute 1959; the
 * difference after Greenland and Robins, Biometrics 1985). Strata without cases on a side tell nothing.
 */
export function associationOf(strata: Iterable<Stratum>): Association {
  let [excess, variance, weighted, weight] = [0, 0, 0, 0];
  for (const { casesBefore, casesAfter, before, after } of strata) {
    if (casesBefore === 0 || casesAfter === 0) continue;
    const cases = casesBefore + casesAfter;
    const happened = before + after;
    excess += after - casesAfter * happened / cases;
    variance += cases > 1
      ? casesBefore * casesAfter * happened * (cases - happened) / (cases * cases * (cases - 1))
      : 0;
    const own = casesBefore * casesAfter / cases;
    weight += own;
    weighted += own * (after / casesAfter - before / casesBefore);
  }
  const corrected = Math.sign(excess) * Math.max(0, Math.abs(excess) - 0.5);
  return {
    z: variance > 0 ? corrected / Math.sqrt(variance) : 0,
    difference: weight > 0 ? weighted / weight : 0,
  };
}
