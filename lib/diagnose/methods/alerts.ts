import type { LogRecord, MetricTable, Signals, Span } from "../../model/mod.ts";
import { mean, sampleQuantile } from "../../stats/mod.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";
import { present } from "../metrics/deviations.ts";
import { exposureRatio } from "../metrics/exposure.ts";
import { nobody } from "../answer/nobody.ts";
import { durationOf } from "../traces/span_tree.ts";

/** Standard deviations from which a metric is an alert. */
const SIGMAS = 3;
/** How many times as long as usual the p95 of an operation must be. */
const SLOW_FACTOR = 3;
/** A burst is as many records, and as many times more than before. */
const BURST = { records: 5, factor: 3 } as const;
const ALARMING = /ERROR|FAIL|EXCEPTION/i;
/** Alerts of the suspect beyond the next one's that make the answer sure. */
const CLEAR_LEAD = 5;

/**
 * Counts alerts per service and names the one with the most: metrics beyond 3 standard deviations, operations whose p95 is over 3
 * times the usual one, bursts of log records with ERROR, FAIL or EXCEPTION. Simple, and hard to beat on some data sets. Works on whichever
 * signals there are.
 */
export function createAlerts({ services }: DiagnoserContext): Diagnoser {
  let before: Signals | undefined;
  let usual: ReadonlyMap<string, number> | undefined;
  return {
    name: "alerts",
    fit: (signals) => {
      before = signals;
      usual = slowestOf(signals.spans ?? []);
    },
    diagnose: (after) => {
      if (before === undefined || usual === undefined) {
        throw new TypeError("The alerts diagnoser must be fitted before it diagnoses");
      }
      const alerts = [
        ...metricAlerts(before.metrics, after.metrics),
        ...spanAlerts(usual, slowestOf(after.spans ?? [])),
        ...logAlerts(before, after),
      ];
      const counts = new Map<string, number>(services.map((name) => [name, 0]));
      for (const service of alerts) if (counts.has(service)) counts.set(service, counts.get(service)! + 1);
      const ranking = rank(services, [...counts.values()]);
      const { service: suspect, score = 0 } = ranking[0] ?? {};
      if (suspect === undefined || score === 0) return nobody(services, "there are no alerts");
      return {
        suspect,
        confidence: Math.min(1, (score - (ranking[1]?.score ?? 0)) / CLEAR_LEAD),
        ranking,
        rationale: `${suspect} has the most alerts, ${score} of ${alerts.length}`,
      };
    },
  };
}

/** One entry per metric that leaves its usual range, by its service. */
function metricAlerts(before: MetricTable, after: MetricTable): string[] {
  return after.indicators.flatMap(({ service }, i) => {
    const usual = present(before.columns[i] ?? new Float64Array());
    const now = present(after.columns[i]!);
    if (usual.length < 2 || now.length === 0) return [];
    const centre = mean(usual);
    const spread = Math.sqrt(mean(usual.map((x) => (x - centre) ** 2)));
    const limit = Math.max(centre + SIGMAS * spread, sampleQuantile(usual, 0.95));
    return now.some((x) => x > limit) ? [service] : [];
  });
}

/** The p95 in seconds of each operation, by service and name. */
function slowestOf(spans: readonly Span[]): Map<string, number> {
  const durations = new Map<string, number[]>();
  for (const span of spans) {
    const key = `${span.service} ${span.name}`;
    const known = durations.get(key);
    if (known === undefined) durations.set(key, [durationOf(span)]);
    else known.push(durationOf(span));
  }
  return new Map([...durations].map(([key, seconds]) => [key, sampleQuantile(seconds, 0.95)]));
}

function spanAlerts(usual: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): string[] {
  return [...now].filter(([key, p95]) => p95 > SLOW_FACTOR * (usual.get(key) ?? Infinity))
    .map(([key]) => key.slice(0, key.indexOf(" ")));
}

/** One entry per service that writes many more alarming records than before. */
function logAlerts(before: Signals, after: Signals): string[] {
  const usual = alarmingPerService(before.logs ?? []);
  const ratio = exposureRatio(before, after);
  return [...alarmingPerService(after.logs ?? [])]
    .filter(([service, count]) =>
      count >= BURST.records && count > BURST.factor * ratio * (usual.get(service) ?? 0)
    )
    .map(([service]) => service);
}

function alarmingPerService(logs: readonly LogRecord[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { service, body } of logs) {
    if (ALARMING.test(body)) counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  return counts;
}
