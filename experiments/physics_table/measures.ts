import type { DiscreteEventResult } from "../../lib/simulator/reference/discrete_event.ts";

/** What is read off a run, by name; times in ms, rates per second, shares from 0 to 1. */
export type Measures = Readonly<Record<string, number>>;

/** The front's 95th percentile and error rate. */
export function frontMeasures({ services }: DiscreteEventResult): Measures {
  const [front] = services;
  return { p95: 1000 * front!.latencyP95Seconds, errors: front!.errorRate };
}

/** The same, and the arrivals at the database. */
export function withDatabaseRate(result: DiscreteEventResult): Measures {
  return { ...frontMeasures(result), "db rate": result.services[2]!.arrivalRate };
}

/** The same, and the front's mean CPU. */
export function withCpu(result: DiscreteEventResult): Measures {
  return { ...frontMeasures(result), cpu: result.services[0]!.utilisation };
}

/** Windows at the end of a run by which it is judged. */
export const JUDGED_WINDOWS = 8;
/** Error rate below which a run has healed: the SLO's. */
const HEALED_ERROR_RATE = 0.06;

/** Whether the front has healed at the end, 1 or 0: averaged over runs, the share of them that heal. */
export function healed({ windows }: DiscreteEventResult): Measures {
  const judged = windows.slice(-JUDGED_WINDOWS);
  const errors = judged.reduce((sum, [front]) => sum + front!.errorRate, 0) / judged.length;
  return { heals: Number(errors < HEALED_ERROR_RATE) };
}

/** Whether the step model has healed at that error rate. */
export function healedAt(errorRate: number): Measures {
  return { heals: Number(errorRate < HEALED_ERROR_RATE) };
}

/** Share of users who fail at every one of so many retries, whose tries fail independently. */
export function lostShare(errorRate: number, retries: number): number {
  return errorRate ** (retries + 1);
}

/** The share of users lost at all of their tries, at the end. */
export function lostUsers({ userWindows }: DiscreteEventResult): Measures {
  const judged = userWindows.slice(-JUDGED_WINDOWS);
  return { "users lost": judged.reduce((sum, { lostShare }) => sum + lostShare, 0) / judged.length };
}
