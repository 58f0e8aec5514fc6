/** Bins to a doubling of the score. */
const PER_OCTAVE = 8;
/** Scores at or below this are all alike. */
const LOWEST_POWER = -24;
const LOWEST = 2 ** LOWEST_POWER;
const BINS = 48 * PER_OCTAVE;
/** Scores that are remembered, with weights that fall off exponentially. */
const REACH = 20_000;
/** Share of the scores that make up the tail, and their least number. */
const TAIL = { share: 0.02, fewest: 10 };
/** What is believed of the tail before any is seen, and how many scores that belief is worth. */
const PRIOR = { index: 0.1, worth: 20 };
/** Steps between two looks at the tail. */
const REFRESH = 20;
/** Scores before there is an answer. */
const FEWEST = 10;
/** Scores before those that follow one another in the tail are taken together, and the most that are. */
const RUNS = { from: 200, most: 20 };
/** Weights are scaled down before they can grow beyond all bounds. */
const HEAVIEST = 1e100;
const MOST = 30;

/** What stands where in the state; the counts follow. */
const SEEN = 0,
  WEIGHT = 1,
  TOTAL = 2,
  TAIL_BIN = 3,
  TAIL_SHARE = 4,
  INDEX = 5,
  RUN_BIN = 6,
  RUN_LENGTH = 7,
  HIGHEST = 8;
const HEAD = 9;

/**
 * How rare a score is among its own past: -log10 of the share of scores that were as high. Counts in logarithmic bins answer for the bulk;
 * beyond the highest 2 % a Pareto tail does, its index by Hill's estimator ("A simple general approach to inference about the tail of a
 * distribution", Annals of Statistics 1975), drawn towards .1 while few scores have been seen. Scores of the tail that follow one another
 * are one event, which counts once, where it was highest.
 */
export interface Tail {
  readonly state: Float64Array;
  /** Judges a score of 0 or more, then counts it; NaN is no score: 0, not counted. @returns 0 to 30 */
  next(score: number): number;
}

/** Edge of a bin, as a power of 2. */
const edgeOf = (bin: number) => bin / PER_OCTAVE + LOWEST_POWER;

/** A tail of which nothing is known. */
export function createTail(): Tail {
  const state = new Float64Array(HEAD + BINS);
  const counts = state.subarray(HEAD);
  state[WEIGHT] = 1;

  /** Finds where the tail begins, and how it falls off. */
  function refresh(): void {
    const [weight, total] = [state[WEIGHT]!, state[TOTAL]!];
    const wanted = Math.max(TAIL.share * total, Math.min(TAIL.fewest, state[SEEN]! - 1) * weight);
    let bin = state[HIGHEST]! + 1;
    let above = 0;
    let logs = 0;
    while (bin > 1 && above < wanted) {
      bin--;
      above += counts[bin]!;
      logs += counts[bin]! * (edgeOf(bin) + 0.5 / PER_OCTAVE);
    }
    const excess = (logs - above * edgeOf(bin)) * Math.LN2 / weight;
    state[TAIL_BIN] = bin;
    state[TAIL_SHARE] = (above + weight) / (total + weight);
    state[INDEX] = (excess + PRIOR.worth * PRIOR.index) / (above / weight + PRIOR.worth);
  }

  /** log10 of the share of scores beyond a place in the bins. */
  function logShareBeyond(place: number): number {
    if (place <= 0) return 0;
    if (place > state[TAIL_BIN]!) {
      const octaves = (place - state[TAIL_BIN]!) / PER_OCTAVE;
      return Math.log10(state[TAIL_SHARE]!) - octaves * Math.LN2 / Math.LN10 / state[INDEX]!;
    }
    const bin = Math.floor(place);
    let above = counts[bin]! * (bin + 1 - place);
    for (let i = bin + 1; i <= state[HIGHEST]!; i++) above += counts[i]!;
    return Math.log10((above + state[WEIGHT]!) / (state[TOTAL]! + state[WEIGHT]!));
  }

  function count(bin: number): void {
    const [seen, weight, top, lasted] = [state[SEEN]!, state[WEIGHT]!, state[RUN_BIN]!, state[RUN_LENGTH]!];
    const inTail = seen >= RUNS.from && bin > state[TAIL_BIN]!;
    state[SEEN] = seen + 1;
    state[HIGHEST] = Math.max(state[HIGHEST]!, bin);
    state[RUN_LENGTH] = inTail ? lasted + 1 : 0;
    state[RUN_BIN] = inTail ? Math.max(top, bin) : 0;
    if (inTail && lasted > 0 && lasted < RUNS.most) {
      counts[top]! -= weight;
      counts[state[RUN_BIN]!]! += weight;
      return;
    }
    counts[bin]! += weight;
    state[TOTAL]! += weight;
    // An older score weighs less by the newer ones weighing more: no bin but one is touched.
    if (seen >= REACH / 2) state[WEIGHT] = weight * (1 + 1 / REACH);
    if (state[TOTAL]! > HEAVIEST) lighten();
  }

  function lighten(): void {
    for (const slot of [WEIGHT, TOTAL]) state[slot]! /= HEAVIEST;
    for (let bin = 0; bin < BINS; bin++) counts[bin]! /= HEAVIEST;
  }

  return {
    state,
    next: (score) => {
      if (Number.isNaN(score)) return 0;
      const power = score > LOWEST ? Math.log2(score) : LOWEST_POWER;
      const place = Math.min(BINS - 1, (power - LOWEST_POWER) * PER_OCTAVE);
      const seen = state[SEEN]!;
      if (seen >= FEWEST && (seen % REFRESH === 0 || seen < 10 * REFRESH)) refresh();
      const surprise = seen < FEWEST ? 0 : Math.min(MOST, Math.max(0, -logShareBeyond(place)));
      count(Math.floor(place));
      return surprise;
    },
  };
}
