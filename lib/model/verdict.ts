import type { Action } from "./action.ts";
import type { FaultType } from "./fault.ts";

/** A detector's answer for one observation. */
export interface Detection {
  /** Per service, in the order of `topology.services`: 0 is normal, 1 is where the detector's alarm begins. */
  readonly scores: Float64Array;
  /** The mean of the scores. */
  readonly globalScore: number;
  /** Whether any service's score has reached 1. */
  readonly anomalous: boolean;
}

/** One observation that speaks for a cause. */
export interface Evidence {
  /** Where it was seen. */
  readonly signal: "metric" | "log" | "trace";
  /** The service that it was observed at. */
  readonly service: string;
  /** The metric, the log's template or the span's name. */
  readonly indicator: string;
  /** What was seen, in words and numbers. */
  readonly text: string;
}

/** Something of a service that has not been looked at, and what it would be worth. */
export interface Look {
  /** What to look at: what was deployed or configured otherwise lately, for `changes`. */
  readonly signal: "metrics" | "logs" | "traces" | "changes";
  /** The service whose it is. */
  readonly service: string;
  /** Bits that it is expected to tell about which of the two explanations is true, above 0 and up to 1. */
  readonly gainBits: number;
  /** The two likeliest explanations, the likelier first: sets of services at fault together; the empty set: nobody is. */
  readonly between: readonly [readonly string[], readonly string[]];
}

/** A diagnoser's answer: where the cause is, how sure, and why. */
export interface Diagnosis {
  /** The service that is held to be at fault. */
  readonly suspect: string;
  /** The kind of fault, where the diagnoser can tell. */
  readonly fault?: FaultType;
  /** Probability that the suspect is right, 0 to 1. */
  readonly confidence: number;
  /** All services, most suspect first. */
  readonly ranking: readonly { readonly service: string; readonly score: number }[];
  /** What may be wrong with which service, the likeliest first, where the diagnoser states it: the probabilities of a service sum to its score at most. */
  readonly kinds?: readonly {
    readonly service: string;
    readonly fault: FaultType;
    readonly probability: number;
  }[];
  /**
   * Which services are at fault together, the likeliest set first, where the diagnoser states it; the empty set: nobody is. At most five sets, so
   * that their probabilities sum to 1 at most.
   */
  readonly causes?: readonly { readonly services: readonly string[]; readonly probability: number }[];
  /** How the fault travelled, from the likeliest causes up the calls, and what shows each step at the caller; where the calls are known. */
  readonly path?: readonly { readonly caller: string; readonly callee: string; readonly text: string }[];
  /** What to look at next, since it is expected to part the two likeliest explanations best; absent where nothing would. */
  readonly look?: Look;
  /** The logs and traces of single services that were read for it besides the metrics, in this order, where the diagnoser chooses what to read. */
  readonly looks?: readonly Pick<Look, "signal" | "service">[];
  /** The evidence in words. */
  readonly rationale: string;
  /** The telling metrics, the most telling first, where the diagnoser ranks them. */
  readonly indicators?: readonly {
    readonly service: string;
    readonly metric: string;
    readonly score: number;
  }[];
  /** The single observations behind the rationale, the strongest first. */
  readonly evidence?: readonly Evidence[];
}

/** An action that a policy could have chosen in a step. */
export interface Candidate {
  /** What would have been done. */
  readonly action: Action;
  /** Probability with which the policy chose it here, 0 to 1. */
  readonly propensity: number;
  /** What the policy knew of the situation and of this action; as long for each candidate, empty where it knew nothing. */
  readonly features: Float64Array;
}

/** A policy's answer: what to do, and how likely it was to choose this (1 for a fixed rule). */
export interface Decision {
  /** What to do. */
  readonly action: Action;
  /** Probability with which the policy chose this action here, above 0 and up to 1. */
  readonly propensity: number;
  /** Why, in words. */
  readonly reason: string;
  /**
   * The actions that the policy chose from, where it says so: what is not among them was masked. The chosen action is one of them, and
   * their propensities sum to 1.
   */
  readonly candidates?: readonly Candidate[];
}
