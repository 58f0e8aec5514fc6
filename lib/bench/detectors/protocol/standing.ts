import { type DomainScore, MEASURES, type Measures } from "./measure_domains.ts";

/** How a detector stands on one domain by one measure. */
export interface Standing {
  readonly domain: string;
  readonly measure: keyof Measures;
  readonly value: number;
  /** The best of the others, and its value. */
  readonly best: string;
  readonly bestValue: number;
  /** 1 where no other has a higher value. */
  readonly rank: number;
  /** What it lacks of the best of the others; 0 where none is better. */
  readonly regret: number;
}

/** A regret up to this counts as none. */
export const CLOSE = 0.01;

/**
 * How a detector stands against every other, domain by domain and measure by measure.
 *
 * @param scores every detector on every domain
 * @param subject the name of the detector
 * @param measures by which it is judged
 */
export function standingsOf(
  scores: readonly DomainScore[],
  subject: string,
  measures: readonly (keyof Measures)[] = MEASURES,
): Standing[] {
  return [...Map.groupBy(scores, ({ domain }) => domain)].flatMap(([domain, all]) => {
    const own = all.find(({ detector }) => detector === subject);
    const others = all.filter(({ detector }) => detector !== subject);
    if (own === undefined || others.length === 0) return [];
    return measures.map((measure) => {
      const best = others.reduce((a, b) => b[measure] > a[measure] ? b : a);
      return {
        domain,
        measure,
        value: own[measure],
        best: best.detector,
        bestValue: best[measure],
        rank: 1 + others.filter((one) => one[measure] > own[measure]).length,
        regret: Math.max(0, best[measure] - own[measure]),
      };
    });
  });
}

/** Many standings in three numbers. */
export interface StandingSummary {
  /** Share of them with a regret of at most `CLOSE`. */
  readonly closeShare: number;
  readonly worstRegret: number;
  readonly meanRegret: number;
}

/** The summary of standings; NaN where there are none. */
export function summariseStandings(standings: readonly Standing[]): StandingSummary {
  const regrets = standings.map(({ regret }) => regret);
  const many = regrets.length;
  return {
    // Differences of measures carry rounding errors.
    closeShare: regrets.filter((regret) => regret <= CLOSE + 1e-12).length / many,
    worstRegret: many > 0 ? Math.max(...regrets) : NaN,
    meanRegret: regrets.reduce((sum, regret) => sum + regret, 0) / many,
  };
}
