import { type Slo, UsageError } from "../model/mod.ts";

/** Error rate without a fault from which on a system can't be said to work. */
const MAX_NOMINAL_ERROR_RATE = 0.6;

/** A service with the requests per second that reach it and those that it can serve. */
export interface ServiceLoad {
  readonly name: string;
  readonly requestRate: number;
  readonly capacity: number;
}

/** Checks that a system works without a fault. @throws {UsageError} that names the service with the largest load, and what would help */
export function checkHealthy(errorRate: number, services: readonly ServiceLoad[]): void {
  if (errorRate <= MAX_NOMINAL_ERROR_RATE) return;
  const load = ({ requestRate, capacity }: ServiceLoad) => requestRate / capacity;
  const busiest = services.reduce((a, b) => load(b) > load(a) ? b : a);
  const { name, requestRate, capacity } = busiest;
  const why = load(busiest) > 1
    ? `it has too little capacity, since ${JSON.stringify(name)} gets ${
      showNumber(requestRate)
    } requests/s and serves ${
      showNumber(capacity)
    } at most: give it more replicas or a higher ratePerReplica, or lower entryRate or callsPerRequest`
    : `its timeouts are too short or a baseErrorRate is too high, since no service is overloaded (${
      JSON.stringify(name)
    } is the busiest, at ${(100 * load(busiest)).toFixed(0)} %)`;
  throw new UsageError(
    `Without a fault a system may fail ${
      100 * MAX_NOMINAL_ERROR_RATE
    } % of its users' requests at most, found ${(100 * errorRate).toFixed(0)} %: ${why}`,
  );
}

function showNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Checks the limits of the SLO. @throws {UsageError} for limits that a healthy system would breach */
export function checkSlo({ latencyP95Ms, errorRate }: Slo, nominal: Slo): void {
  if (!(latencyP95Ms > nominal.latencyP95Ms && latencyP95Ms < Infinity)) {
    throw new UsageError(
      `The SLO's p95 must lie above the nominal ${nominal.latencyP95Ms.toFixed(0)} ms, found ${latencyP95Ms}`,
    );
  }
  if (!(errorRate > 0 && errorRate < 1)) {
    throw new UsageError(`The SLO's share of errors must lie between 0 and 1, found ${errorRate}`);
  }
  if (!(errorRate > nominal.errorRate)) {
    throw new UsageError(
      `The SLO's share of errors must lie above the nominal ${
        nominal.errorRate.toPrecision(2)
      }, found ${errorRate}`,
    );
  }
}

/** The SLO of a system that has this p95 and error rate without a fault. */
export function usualSlo({ latencyP95Ms, errorRate }: Slo): Slo {
  return { latencyP95Ms: Math.max(220, 2.2 * latencyP95Ms), errorRate: Math.max(0.06, 1.5 * errorRate) };
}
