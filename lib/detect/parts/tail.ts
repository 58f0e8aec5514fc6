/** Bins per octave of the score. */
const BINS_PER_OCTAVE = 8;
/** The lowest bin edge as a power of two; scores below it share one bin. */
const MIN_POWER = -24;
const MIN_SCORE = 2 ** MIN_POWER;
const OCTAVES = 48;
const BINS = OCTAVES * BINS_PER_OCTAVE;
/** Memory of the exponential weighting, scores. */
const MEMORY = 20_000;
/** Share of the scores that make up the tail, and their smallest number. */
const TAIL = { share: 0.02, minScores: 10 };
/** Prior of the tail index, and the number of scores that it weighs as much as. */
const PRIOR = { index: 0.1, weight: 20 };
/** Steps between two fits of the tail. */
const REFIT_STEPS = 20;
/** Scores before there is an answer. */
const MIN_SCORES = 10;
/** Runs of consecutive tail scores: scores seen before they are merged, and the longest run that is. */
const RUNS = { minSeen: 200, maxLength: 20 };
/** Weights are rescaled before they grow beyond this. */
const MAX_WEIGHT = 1e100;
const MAX_SURPRISE = 30;

/** Indices into the state; the counts follow, then those of whole octaves. */
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
 * How rare a score is among earlier ones: -log10 of the share of scores that were at least as high. Counts in logarithmic bins answer for
 * the bulk. Beyond the highest 2 % a Pareto tail does: P(X > x) falls with x^(-1 / index), with the index from Hill's estimator ("A simple
 * general approach to inference about the tail of a distribution", Annals of Statistics 1975), shrunk towards 0.1 while few scores have been
 * seen. Consecutive scores in the tail are one event and count once, at their maximum.
 */
export interface Tail {
  /** The whole state. */
  readonly state: Float64Array;
  /** Judges a score of 0 or more, then counts it. NaN is answered with 0 and not counted. @returns 0 to 30 */
  next(score: number): number;
}

/** The lower edge of a bin as a power of two. */
const edgeOf = (bin: number) => bin / BINS_PER_OCTAVE + MIN_POWER;

/** A tail that has seen no score yet. */
export function createTail(): Tail {
  const state = new Float64Array(HEAD + BINS + OCTAVES);
  const counts = state.subarray(HEAD, HEAD + BINS);
  // Sums over octaves spare most additions: with them 4,000,000 scores take 1 s less.
  const octaves = state.subarray(HEAD + BINS);
  state[WEIGHT] = 1;

  /** Finds where the tail begins, and its index. */
  function refit(): void {
    const [weight, total] = [state[WEIGHT]!, state[TOTAL]!];
    const wanted = Math.max(TAIL.share * total, Math.min(TAIL.minScores, state[SEEN]! - 1) * weight);
    let bin = state[HIGHEST]! + 1;
    let above = 0;
    let logs = 0;
    while (bin > 1 && above < wanted) {
      bin--;
      above += counts[bin]!;
      logs += counts[bin]! * (edgeOf(bin) + 0.5 / BINS_PER_OCTAVE);
    }
    // Where fewer scores than wanted are above 0, the tail begins at the lowest of them.
    while (counts[bin] === 0 && bin < state[HIGHEST]!) bin++;
    const excess = (logs - above * edgeOf(bin)) * Math.LN2 / weight;
    state[TAIL_BIN] = bin;
    state[TAIL_SHARE] = (above + weight) / (total + weight);
    state[INDEX] = (excess + PRIOR.weight * PRIOR.index) / (above / weight + PRIOR.weight);
  }

  /** log10 of the share of scores above a fractional bin number. */
  function logShareBeyond(place: number): number {
    if (place <= 0) return 0;
    // Zeros alone have no tail to extrapolate: what follows them is as rare as they are many.
    if (place > state[TAIL_BIN]! && state[HIGHEST]! > 0) {
      const octaves = (place - state[TAIL_BIN]!) / BINS_PER_OCTAVE;
      return Math.log10(state[TAIL_SHARE]!) - octaves * Math.LN2 / Math.LN10 / state[INDEX]!;
    }
    const bin = Math.floor(place);
    let above = counts[bin]! * (bin + 1 - place);
    const octave = Math.floor(bin / BINS_PER_OCTAVE);
    for (let i = bin + 1; i < (octave + 1) * BINS_PER_OCTAVE; i++) above += counts[i]!;
    const highest = state[HIGHEST]! / BINS_PER_OCTAVE;
    for (let i = octave + 1; i <= highest; i++) above += octaves[i]!;
    return Math.log10((above + state[WEIGHT]!) / (state[TOTAL]! + state[WEIGHT]!));
  }

  function add(bin: number, weight: number): void {
    counts[bin]! += weight;
    octaves[Math.floor(bin / BINS_PER_OCTAVE)]! += weight;
  }

  function count(bin: number): void {
    const [seen, weight, top, lasted] = [state[SEEN]!, state[WEIGHT]!, state[RUN_BIN]!, state[RUN_LENGTH]!];
    const inTail = seen >= RUNS.minSeen && bin > state[TAIL_BIN]!;
    state[SEEN] = seen + 1;
    state[HIGHEST] = Math.max(state[HIGHEST]!, bin);
    state[RUN_LENGTH] = inTail ? lasted + 1 : 0;
    state[RUN_BIN] = inTail ? Math.max(top, bin) : 0;
    if (inTail && lasted > 0 && lasted < RUNS.maxLength) {
      add(top, -weight);
      add(state[RUN_BIN]!, weight);
      return;
    }
    add(bin, weight);
    state[TOTAL]! += weight;
    // Newer scores weigh more instead of older ones weighing less, so that only one bin is touched.
    if (seen >= MEMORY / 2) state[WEIGHT] = weight * (1 + 1 / MEMORY);
    if (state[TOTAL]! > MAX_WEIGHT) rescale();
  }

  function rescale(): void {
    for (const slot of [WEIGHT, TOTAL]) state[slot]! /= MAX_WEIGHT;
    for (let i = HEAD; i < state.length; i++) state[i]! /= MAX_WEIGHT;
  }

  return {
    state,
    next: (score) => {
      if (Number.isNaN(score)) return 0;
      const power = score > MIN_SCORE ? Math.log2(score) : MIN_POWER;
      const place = Math.min(BINS - 1, (power - MIN_POWER) * BINS_PER_OCTAVE);
      const seen = state[SEEN]!;
      if (seen >= MIN_SCORES && (seen % REFIT_STEPS === 0 || seen < 10 * REFIT_STEPS)) refit();
      const surprise = seen < MIN_SCORES ? 0 : Math.min(MAX_SURPRISE, Math.max(0, -logShareBeyond(place)));
      count(Math.floor(place));
      return surprise;
    },
  };
}
