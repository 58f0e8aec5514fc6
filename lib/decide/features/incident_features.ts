import {
  CPU_UTILISATION,
  type Diagnosis,
  ERROR_RATE,
  FAULT_TYPES,
  LATENCY_P95_MS,
  METRIC_COUNT,
  REQUEST_RATE,
  serviceIndex,
} from "../../model/mod.ts";
import type { Window } from "../../observe/mod.ts";
import type { PolicyContext, Situation } from "../policy.ts";
import { isOfLoad } from "../pacing/passing_load.ts";
import type { Offer } from "../remedies/chooser.ts";
import { shares } from "../remedies/plans.ts";

/** What an operator would look at, whatever the size of the system; each from -1 to 1. */
const SIGNS = [
  "confidence",
  "entropy of the services",
  "margin of the suspect",
  "latency over the SLO",
  "errors over the SLO",
  "trend of the latency",
  "load over the healthy one",
  "change of the load",
  "highest CPU utilisation",
  "CPU utilisation of the suspect",
  "steps in breach",
  "remedies tried",
  "may be load",
  "within the SLO",
] as const;

/** The names of the features of an incident: what an operator would look at, and the probability of each kind of fault. */
export const INCIDENT_FEATURES: readonly string[] = [
  ...SIGNS,
  ...FAULT_TYPES.map((fault) => `may be ${fault}`),
];

/** The place of the first probability of a kind of fault. */
export const KINDS_AT: number = SIGNS.length;

/** Logarithm of the latency over its limit that counts as 1: a factor of 20. */
const LATENCY_SCALE = 3;
/** Steps back to which trends look. */
const TREND_STEPS = 3;
/** Steps in breach, and remedies, that count as 1. */
const [BREACH_SCALE, ATTEMPT_SCALE] = [24, 4];
/** Latest observations over which utilisations are averaged. */
const AVERAGED_STEPS = 2;

/** Looks at incidents of one system. */
export interface IncidentView {
  /** Takes what is normal from a healthy system. */
  fit(healthy: Window): void;
  /** Writes the features of an incident into the first places of a list. */
  write(offer: Offer, into: Float64Array): void;
}

/** Creates the view of one policy. */
export function createIncidentView({ topology, slo }: PolicyContext): IncidentView {
  const front = serviceIndex(topology, topology.front);
  let usualRate = NaN;

  const excess = (recent: Window, age: number) =>
    Math.log(Math.max(recent.value(age, front, LATENCY_P95_MS), 1) / slo.latencyP95Ms) / LATENCY_SCALE;
  const rate = (recent: Window, age: number) => recent.value(age, front, REQUEST_RATE) / usualRate;

  function highestUtilisation({ observation: { values } }: Situation): number {
    let highest = 0;
    for (let at = CPU_UTILISATION; at < values.length; at += METRIC_COUNT) {
      if (values[at]! > highest) highest = values[at]!;
    }
    return highest;
  }

  return {
    fit: (healthy) => {
      usualRate = healthy.mean(front, REQUEST_RATE, healthy.length);
    },
    write: ({ situation, diagnosis, breachSteps, attempts }, into) => {
      const { recent, inBreach } = situation;
      const { entropy, margin } = spreadOf(diagnosis);
      const latency = excess(recent, 0);
      const load = rate(recent, 0);
      const suspect = serviceIndex(topology, diagnosis.suspect);
      const features = [
        diagnosis.confidence,
        entropy,
        margin,
        latency,
        recent.value(0, front, ERROR_RATE) / (slo.errorRate + 0.2),
        latency - excess(recent, TREND_STEPS),
        load - 1,
        load - rate(recent, TREND_STEPS),
        highestUtilisation(situation),
        recent.mean(suspect, CPU_UTILISATION, AVERAGED_STEPS),
        breachSteps / BREACH_SCALE,
        attempts.length / ATTEMPT_SCALE,
        isOfLoad(diagnosis) ? 1 : 0,
        inBreach ? 0 : 1,
      ];
      // What was not measured counts as usual.
      features.forEach((value, i) => {
        into[i] = Number.isNaN(value) ? 0 : Math.min(1, Math.max(-1, value));
      });
      for (const { fault, probability } of kindsOf(diagnosis)) {
        const at = KINDS_AT + FAULT_TYPES.indexOf(fault);
        into[at] = into[at]! + probability;
      }
    },
  };
}

/** The probability of each kind of fault at each service, where the diagnosis states any. */
export function kindsOf({ suspect, fault, confidence, kinds }: Diagnosis): NonNullable<Diagnosis["kinds"]> {
  if (kinds !== undefined) return kinds;
  return fault === undefined ? [] : [{ service: suspect, fault, probability: confidence }];
}

/** How the probability is spread over the services: its entropy as a share of the largest, and the lead of the first over the second. */
function spreadOf(diagnosis: Diagnosis): { readonly entropy: number; readonly margin: number } {
  const its = shares(diagnosis).map(([, share]) => share).sort((a, b) => b - a);
  const entropy = its.reduce((sum, share) => share > 0 ? sum - share * Math.log(share) : sum, 0);
  return { entropy: entropy / Math.log(Math.max(2, its.length)), margin: (its[0] ?? 0) - (its[1] ?? 0) };
}
