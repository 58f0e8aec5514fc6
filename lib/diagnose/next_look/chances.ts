import type { Look } from "../../model/mod.ts";

/** Where a service stands that is looked at, seen from those at fault; "elsewhere" where nobody knows who calls whom, "quiet" where nobody is. */
export type Standing = "at fault" | "caller" | "other" | "elsewhere" | "quiet";

/**
 * The probability that what was recorded of a service shows something unusual, by where the service stands: a metric by four times its usual
 * spread, or one of the findings that `fused` quotes from logs and traces. The mean of 240 simulated incidents
 * of six systems and of 60 windows without a fault, seeds from 1; `lib/bench/diagnosers/next_look_test.ts` holds them against other seeds.
 */
export const SHOWN: Readonly<Record<Exclude<Look["signal"], "changes">, Readonly<Record<Standing, number>>>> =
  {
    metrics: { "at fault": 0.85, caller: 0.98, other: 0.43, elsewhere: 0.54, quiet: 0.01 },
    logs: { "at fault": 0.64, caller: 0.53, other: 0.12, elsewhere: 0.18, quiet: 0.03 },
    traces: { "at fault": 0.85, caller: 0.26, other: 0.05, elsewhere: 0.08, quiet: 0.02 },
  };

/**
 * The share of outages that a change has caused, where the diagnoser doesn't tell kinds of fault apart (Beyer et al., Site Reliability Engineering,
 * 2016, chapter 1: "roughly 70 % of outages are due to changes in a live system").
 */
export const CHANGED_AT_FAULT = 0.7;
/** The share of windows in which a service that isn't at fault has changed all the same; assumed. */
export const CHANGED_ELSEWHERE = 0.05;
