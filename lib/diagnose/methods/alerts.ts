import {
  type LogRecord,
  type MetricTable,
  number,
  type Signals,
  type Span,
  wholeNumber,
} from "../../model/mod.ts";
import { sampleQuantile } from "../../stats/samples/quantiles.ts";
import { diagnoser, type DiagnoserEntry, nobody, rank } from "../diagnoser.ts";
import { exposureRatio } from "../logs/log_changes.ts";
import { present } from "../metrics/deviations.ts";
import { deviation, standardScale } from "../metrics/scale.ts";
import { durationOf } from "../traces/span_tree.ts";

const ALARMING = /ERROR|FAIL|EXCEPTION/i;

/**
 * Counts alerts per service and names the service with the most: metrics beyond some standard deviations, operations whose p95 duration is
 * several times the usual one, bursts of log records with ERROR, FAIL or EXCEPTION. Simple, and hard to beat on some data sets. Works on
 * whichever signals there are.
 */
export const alerts: DiagnoserEntry = diagnoser({
  name: "alerts",
  about: "counts alerts on metrics, spans and logs, and names the service with the most",
  parameters: {
    sigmas: number({
      about: "how far above its mean a metric is an alert",
      unit: "standard deviations",
      range: [0, 100],
      default: 3,
    }),
    slowFactor: number({
      about: "the multiple of its usual p95 duration above which an operation is an alert",
      range: [1, 1000],
      default: 3,
    }),
    burstRecords: wholeNumber({
      about: "the least number of alarming log records that make a burst",
      unit: "records",
      range: [1, 10_000],
      default: 5,
    }),
    burstFactor: number({
      about: "the multiple of the expected number above which alarming log records are a burst",
      range: [0, 1000],
      default: 3,
    }),
    clearLead: number({
      about: "the lead over the next service that makes the answer certain",
      unit: "alerts",
      range: [1, 100],
      default: 5,
    }),
  },
  create: ({ services }, { sigmas, slowFactor, clearLead, ...burst }) => (before) => {
    const usual = slowestOf(before.spans ?? []);
    return (after) => {
      const found = [
        ...metricAlerts(before.metrics, after.metrics, sigmas),
        ...spanAlerts(usual, slowestOf(after.spans ?? []), slowFactor),
        ...logAlerts(before, after, burst),
      ];
      const counts = new Map<string, number>(services.map((name) => [name, 0]));
      for (const service of found) if (counts.has(service)) counts.set(service, counts.get(service)! + 1);
      const ranking = rank(services, [...counts.values()]);
      const { service: suspect, score = 0 } = ranking[0] ?? {};
      if (suspect === undefined || score === 0) return nobody(services, "there are no alerts");
      return {
        suspect,
        confidence: Math.min(1, (score - (ranking[1]?.score ?? 0)) / clearLead),
        ranking,
        rationale: `${suspect} has the most alerts, ${score} of ${found.length}`,
      };
    };
  },
});

/** The service of each metric that exceeds its usual range. */
function metricAlerts(before: MetricTable, after: MetricTable, sigmas: number): string[] {
  return after.indicators.flatMap(({ service }, i) => {
    const usual = present(before.columns[i] ?? new Float64Array());
    const now = present(after.columns[i]!);
    if (usual.length < 2 || now.length === 0) return [];
    const scale = standardScale(usual);
    const upper = sampleQuantile(usual, 0.95);
    return now.some((x) => x > upper && deviation(x, scale) > sigmas) ? [service] : [];
  });
}

/** The p95 duration of each operation in seconds, by service and name. */
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

/** The service of each operation that has become slow. */
function spanAlerts(
  usual: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
  slowFactor: number,
): string[] {
  return [...now].filter(([key, p95]) => p95 > slowFactor * (usual.get(key) ?? Infinity))
    .map(([key]) => key.slice(0, key.indexOf(" ")));
}

/** Each service that writes many more alarming records than before. */
function logAlerts(
  before: Signals,
  after: Signals,
  { burstRecords, burstFactor }: { readonly burstRecords: number; readonly burstFactor: number },
): string[] {
  const usual = alarmingPerService(before.logs ?? []);
  const ratio = exposureRatio(before, after);
  return [...alarmingPerService(after.logs ?? [])]
    .filter(([service, count]) =>
      count >= burstRecords && count > burstFactor * ratio * (usual.get(service) ?? 0)
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
