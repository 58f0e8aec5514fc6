import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  METRICS,
  serviceIndex,
  type Slo,
  type Topology,
} from "../../model/mod.ts";

/** Largest value that a share of errors can have, rounding aside, and one of a limit that is still plausible, since limits can be exceeded for a while. */
const MAX_ERROR_SHARE = 1.001;
const MAX_UTILISATION = 1.5;
/** A p95 below this many ms, with a limit above that many, is more likely in seconds. */
const MIN_LATENCY_MS = 1;
const MIN_LATENCY_LIMIT_MS = 50;
/** A service behind the front may well answer in less than 1 ms, but hardly in less than this. */
const MIN_INNER_LATENCY_MS = 0.1;
/** How far above the present value a limit lies that can't be meant. */
const MAX_LIMIT_RATIO = 1000;

/**
 * What looks like a wrong unit in one observation, a line each: seconds for ms, per cent for shares, a limit that is always or never exceeded.
 *
 * @param values services x metrics
 */
export function unitNotes(
  values: Float64Array,
  { topology, slo }: { readonly topology: Topology; readonly slo: Pick<Slo, "latencyP95Ms" | "errorRate"> },
): string[] {
  const front = serviceIndex(topology, topology.front);
  const valueOf = (row: number, metric: number) => values[row * METRIC_COUNT + metric]!;
  const those = (metric: number, isOdd: (value: number, row: number) => boolean) =>
    topology.services.flatMap(({ name }, row) =>
      isOdd(valueOf(row, metric), row) ? [`${name} ${shown(valueOf(row, metric))}`] : []
    ).join(", ");
  const fast = slo.latencyP95Ms < MIN_LATENCY_LIMIT_MS ? "" : those(
    LATENCY_P95_MS,
    (value, row) => value > 0 && value < (row === front ? MIN_LATENCY_MS : MIN_INNER_LATENCY_MS),
  );
  const errors = those(ERROR_RATE, (value) => value > MAX_ERROR_SHARE);
  const notes = [
    ...(fast === "" ? [] : [
      `latencyP95Ms is below ${MIN_LATENCY_MS} ms (${fast}) with a limit of ${slo.latencyP95Ms} ms: if the query gives seconds, add "factor": 1000`,
    ]),
    ...(errors === "" ? [] : [
      `errorRate is above 1 (${errors}), but it is the share of requests that failed: of per cent, "factor": 0.01 makes one`,
    ]),
    ...[CPU_UTILISATION, MEMORY_UTILISATION].flatMap((metric) => {
      const high = those(metric, (value) => value > MAX_UTILISATION);
      return high === "" ? [] : [
        `${
          METRICS[metric]
        } is above ${MAX_UTILISATION} (${high}), but 1 is all of the limit: of per cent, "factor": 0.01 makes a share`,
      ];
    }),
  ];
  const limits = [
    limitNote("slo.latencyP95Ms", slo.latencyP95Ms, valueOf(front, LATENCY_P95_MS), fast === ""),
    limitNote("slo.errorRate", slo.errorRate, valueOf(front, ERROR_RATE), errors === ""),
  ].flatMap((text) => text === undefined ? [] : [`${text} at ${topology.front}`]);
  return [...notes, ...limits];
}

/** Why a limit can't be meant, given the value that it limits now. */
function limitNote(path: string, limit: number, value: number, isUnitPlausible: boolean): string | undefined {
  if (!isUnitPlausible) return undefined;
  if (value > limit) return `${path} is ${limit}, which the present value, ${shown(value)}, exceeds`;
  const isFarAbove = value > 0 && limit / value >= MAX_LIMIT_RATIO;
  return isFarAbove
    ? `${path} is ${limit}, ${Math.round(limit / value)} times the present value, ${shown(value)},`
    : undefined;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
