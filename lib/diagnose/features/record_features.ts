import type { Signals } from "../../model/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { KEYWORD_CLASSES } from "../logs/log_keywords.ts";
import { featureEntries, learnSignalFeatures, type SignalFeatures } from "./signal_features.ts";
import { squashed, within } from "../metrics/squash.ts";

const ratio = (x: number) => within(x, -3, 3);
/** A share or a rate per request, on a scale that tells 1 % from 3 % as well as 10 % from 30 %. */
const rate = (x: number) => Math.sign(x) * Math.log1p(50 * Math.min(2, Math.abs(x))) / Math.log1p(50);
const seconds = (x: number) => rate(x / 2);
const flag = (x: number) => x > 0 ? 1 : 0;

/** How each number of a service's records is brought to a scale of about ±1 to ±3. */
const SCALES: Readonly<Partial<Record<keyof SignalFeatures, (x: number) => number>>> = {
  spansAfter: flag,
  logsAfter: flag,
  spanRateLogRatio: ratio,
  selfTimeLogRatio: ratio,
  selfTimeZ: squashed,
  incomingGapLogRatio: ratio,
  outgoingGapLogRatio: ratio,
  ownSecondsPerRequest: seconds,
  blamedSecondsPerRequest: seconds,
  blamedTimeShare: (x) => within(x, 0, 1),
  slowdown: (x) => Math.log1p(within(x, 0, 100)),
  ownErrorRate: rate,
  unreachedRate: rate,
  unheardRate: rate,
  resendRate: rate,
  poolWaitSeconds: seconds,
  cacheMissRate: rate,
  newVersion: flag,
  worstStatementLogRatio: ratio,
  medianStatementLogRatio: ratio,
  novelSevereLogRate: rate,
  severeLogRateRise: rate,
  logRateLogRatio: ratio,
  logBlame: squashed,
};

const PLAIN = Object.entries(SCALES);
const KEYWORDS = KEYWORD_CLASSES.map(({ name }) => `keyword ${name}`);

/** What is said of each service from logs and spans. Each is 0 where nothing is known. */
export const RECORD_FEATURES: readonly string[] = [...PLAIN.map(([name]) => name), ...KEYWORDS];

/** What was recorded about the services of an incident. */
export interface Records {
  /** Services x `RECORD_FEATURES`, row by row. */
  readonly values: Float64Array;
  /** The same in its own units; absent where neither logs nor spans are collected. */
  readonly features?: readonly SignalFeatures[];
}

/** Learns from the window before; the function returned describes the window after. */
export function learnRecordFeatures(
  { services }: DiagnoserContext,
  before: Signals,
): (after: Signals) => Records {
  // Who reads metrics alone pays nothing for what logs and spans could tell.
  if (before.logs === undefined && before.spans === undefined) {
    return () => ({ values: new Float64Array(services.length * RECORD_FEATURES.length) });
  }
  const learnt = learnSignalFeatures(services, before);
  return (after) => {
    const features = learnt(after);
    const rows = features.map((its) => {
      const values = new Map(featureEntries(its));
      return [
        ...PLAIN.map(([name, scale]) => scale(values.get(name) ?? 0)),
        ...KEYWORDS.map((name) => squashed(values.get(name) ?? 0)),
      ];
    });
    return { values: Float64Array.from(rows.flat()), features };
  };
}
