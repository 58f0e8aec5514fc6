import { type Metric, METRICS } from "../metrics.ts";
import type { MetricRole, MetricTable } from "../incident.ts";
import { shareText } from "./share_text.ts";

/** The metrics of an observation as people call them, with the unit that follows a number; shares are in percent. */
const READ: Readonly<Record<Metric, { readonly name: string; readonly unit: string }>> = {
  latencyP95Ms: { name: "p95 latency", unit: " ms" },
  errorRate: { name: "error rate", unit: " %" },
  cpuUtilisation: { name: "CPU utilisation", unit: " %" },
  memoryUtilisation: { name: "memory utilisation", unit: " %" },
  requestRate: { name: "request rate", unit: " requests/s" },
};

/** The share from which one is told without decimals. */
const COARSE = 0.1;
const DIGITS = 3;

/** A metric's name as people read it: `p95 latency` for `latencyP95Ms`. A name that a recording brings along stays as it is. */
export function metricName(metric: string): string {
  return isKnown(metric) ? READ[metric].name : metric;
}

/** Names that are plurals; a unit at the end, as in `latency_ms`, is none. */
const PLURAL =
  /(?:errors|failures|exceptions|requests|calls|restarts|retries|timeouts|connections|threads)$/i;

/** What is said of a metric before its value, as `cpu is` and `errors were`. */
export function metricIs(metric: string, { past = false }: { readonly past?: boolean } = {}): string {
  const [singular, plural] = past ? ["was", "were"] : ["is", "are"];
  return `${metricName(metric)} ${PLURAL.test(metric) ? plural : singular}`;
}

/** Names of metrics that are in percent, 0 to 100; a percentile is none. */
const PERCENT = /percent(?!ile)|(?:^|[^a-z])pct(?:$|[^a-z])|%/i;

/** Whether a metric's name says that its values are in percent, 0 to 100. */
export function isInPercent(metric: string): boolean {
  return PERCENT.test(metric);
}

/** Highest value of a share: a use of CPU or memory may pass its limit for a while. */
const HIGHEST_SHARES: Partial<Record<MetricRole, number>> = {
  errors: 1,
  availability: 1,
  cpu: 1.5,
  memory: 1.5,
};

/**
 * Whether values of a metric can be shares of 0 to 1.
 *
 * @param highest tells the highest value that a metric of that name has at any service: where one counts errors or cores, all do. Asked only
 *   where the rest leaves it open
 */
export function canBeShares(
  { metric, role }: { readonly metric: string; readonly role: MetricRole },
  values: readonly number[],
  highest: () => number,
): boolean {
  const limit = HIGHEST_SHARES[role];
  return limit !== undefined && !isInPercent(metric) &&
    values.every((x) => Number.isNaN(x) || Math.abs(x) <= 1) &&
    (isKnown(metric) || highest() <= limit);
}

/** The highest value of a metric of that name at any service; -Infinity if there is none. */
export function highestOf(metric: string, { indicators, columns }: MetricTable): number {
  let highest = -Infinity;
  for (const [i, column] of columns.entries()) {
    if (indicators[i]!.metric !== metric) continue;
    for (const value of column) if (value > highest) highest = value;
  }
  return highest;
}

/**
 * Values of one metric in one unit, as `487 ms` or `46 %`: in percent if all may be shares, with the metric's own unit where it is one of an
 * observation or its name says percent, and without any where only the recording could tell it.
 *
 * @param highest tells the highest value that a metric of that name has at any service. Default: of these values
 */
export function metricQuantities(
  metric: string,
  values: readonly number[],
  role: MetricRole,
  highest: () => number = () => Math.max(...values),
): string[] {
  if (role !== "availability" && canBeShares({ metric, role }, values, highest)) {
    return values.map((x) => shareText(x, Math.abs(x) < COARSE ? 1 : 0));
  }
  const unit = isInPercent(metric)
    ? " %"
    : isKnown(metric) && READ[metric].unit !== " %"
    ? READ[metric].unit
    : "";
  return values.map((x) => `${Number(x.toPrecision(DIGITS))}${unit}`);
}

/** A length of time as people read it: `15 s`, from two minutes on `3 min`, from two hours on `2.5 h`. */
export function durationText(seconds: number): string {
  if (seconds < 120) return `${Number(seconds.toPrecision(DIGITS))} s`;
  return seconds < 7200
    ? `${Number((seconds / 60).toPrecision(DIGITS))} min`
    : `${Number((seconds / 3600).toPrecision(DIGITS))} h`;
}

function isKnown(metric: string): metric is Metric {
  return (METRICS as readonly string[]).includes(metric);
}
