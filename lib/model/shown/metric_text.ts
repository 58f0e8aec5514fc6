import { type Metric, METRICS } from "../metrics.ts";
import type { MetricRole } from "../incident.ts";
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

/**
 * Values of one metric in one unit, as `487 ms` or `46 %`: in percent if all may be shares, with the metric's own unit where it is one of an
 * observation, and without any where only the recording could tell it.
 */
export function metricQuantities(metric: string, values: readonly number[], role: MetricRole): string[] {
  const shares = (role === "errors" || role === "cpu" || role === "memory") &&
    values.every((x) => Math.abs(x) <= 1);
  if (shares) return values.map((x) => shareText(x, Math.abs(x) < COARSE ? 1 : 0));
  const unit = isKnown(metric) && READ[metric].unit !== " %" ? READ[metric].unit : "";
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
