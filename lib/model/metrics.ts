import { deepFreeze } from "./deep_freeze.ts";
/** The metrics of a service in the order in which an observation holds them; the prototype's five. */
export const METRICS = [
  "latencyP95Ms",
  "errorRate",
  "cpuUtilisation",
  "memoryUtilisation",
  "requestRate",
] as const;
deepFreeze(METRICS);

/** The name of a metric of a service. */
export type Metric = typeof METRICS[number];

/** How many metrics each service has: the row length of an observation. */
export const METRIC_COUNT: number = METRICS.length;

/** Column of the 95th percentile of the response time over the step, in ms. */
export const LATENCY_P95_MS = 0;
/** Column of the share of requests that failed in the step, 0 to 1. */
export const ERROR_RATE = 1;
/** Column of the CPU utilisation, 0 to 1. */
export const CPU_UTILISATION = 2;
/** Column of the memory utilisation, 0 to 1. */
export const MEMORY_UTILISATION = 3;
/** Column of the requests that arrived per second. */
export const REQUEST_RATE = 4;

/** Seconds that one step stands for. */
export const STEP_SECONDS = 5;
