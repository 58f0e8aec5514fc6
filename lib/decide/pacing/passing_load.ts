import type { Diagnosis, FaultType } from "../../model/mod.ts";

/** Faults that look like a service that has few replicas for a while, or many users. */
export const FAULTS_OF_LOAD: ReadonlySet<FaultType> = new Set(["cpu_saturation", "traffic_surge"]);
/** Those that look like many users alone, as of a load test. */
const FAULTS_OF_USERS: ReadonlySet<FaultType> = new Set(["traffic_surge"]);
/** Probability of these from which they are waited for. */
const MIN_LOAD_SHARE = 0.2;

/** Consecutive steps of a breach before what looks like load is acted on, however sure it is. */
const BREACH_STEPS = 2;
/** The same for a mild breach: a rolling deploy leaves few replicas for longer. */
const MILD_BREACH_STEPS = 3;
/** The same for a mild breach by many users: a service that bears them just about breaks the SLO now and then, and recovers. */
const MILD_BREACH_STEPS_BY_USERS = 8;

/** What is held of the cause: a diagnosis, or what else says how likely which fault is. */
export type Cause = Pick<Diagnosis, "suspect" | "fault" | "kinds">;

/** Whether what is wrong may be no more than load that passes. */
export function isOfLoad(cause: Cause): boolean {
  return shareOf(FAULTS_OF_LOAD, cause) >= MIN_LOAD_SHARE;
}

/** Consecutive steps of a breach before its cause is acted on: 1 for what is no load. */
export function breachStepsFor(cause: Cause, { isMild }: { readonly isMild: boolean }): number {
  if (!isOfLoad(cause)) return 1;
  if (!isMild) return BREACH_STEPS;
  return shareOf(FAULTS_OF_USERS, cause) >= MIN_LOAD_SHARE ? MILD_BREACH_STEPS_BY_USERS : MILD_BREACH_STEPS;
}

/** The probability that the suspect has one of such faults; 1 or 0 where only the likeliest is stated. */
export function shareOf(faults: ReadonlySet<FaultType>, { suspect, fault, kinds }: Cause): number {
  if (kinds === undefined) return fault !== undefined && faults.has(fault) ? 1 : 0;
  return kinds.reduce(
    (sum, one) => one.service === suspect && faults.has(one.fault) ? sum + one.probability : sum,
    0,
  );
}
