import {
  ERROR_RATE,
  LATENCY_P95_MS,
  METRIC_COUNT,
  serviceIndex,
  type Slo,
  type Topology,
} from "../../model/mod.ts";

/** What a step says of the SLO. */
export interface SloReading {
  /** 95th percentile of the front's response time, in ms; NaN if not measured. */
  readonly latencyP95Ms: number;
  /** Share of the front's requests that failed; NaN if not measured. */
  readonly errorRate: number;
  /** Whether the front was measured now, as far as it ever was. */
  readonly isMeasured: boolean;
  /** Whether what was measured exceeds a limit. */
  readonly inBreach: boolean;
}

/** Reads the SLO of observation after observation. A metric that the front never had is not waited for. */
export function sloWatch(
  { topology, slo }: { topology: Topology; slo: Slo },
): (values: Float64Array) => SloReading {
  const row = serviceIndex(topology, topology.front) * METRIC_COUNT;
  const everMeasured = [false, false];
  return (values) => {
    const now = [values[row + LATENCY_P95_MS]!, values[row + ERROR_RATE]!];
    now.forEach((value, i) => everMeasured[i] ||= Number.isFinite(value));
    const [latencyP95Ms, errorRate] = now as [number, number];
    return {
      latencyP95Ms,
      errorRate,
      isMeasured: everMeasured.includes(true) &&
        everMeasured.every((ever, i) => !ever || Number.isFinite(now[i])),
      inBreach: latencyP95Ms > slo.latencyP95Ms || errorRate > slo.errorRate,
    };
  };
}
