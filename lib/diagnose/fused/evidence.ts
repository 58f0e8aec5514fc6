import type { Evidence, MetricRole, Signals } from "../../model/mod.ts";
import type { SignalFeatures } from "../features/signal_features.ts";
import { recordEvidence, type Weighed } from "./record_evidence.ts";
import { type Reading, readingsOf } from "../metrics/service_metrics.ts";

/** Deviation, in spreads, from which a metric is quoted. */
const NOTABLE = 4;
/** Latest rows that a quoted value is the mean of. */
const RECENT = 3;

/** An incident whose services may be accused. */
export interface Accusable {
  readonly services: readonly string[];
  readonly before: Signals;
  readonly after: Signals;
  /** Per service, where logs or spans are collected. */
  readonly records?: readonly SignalFeatures[];
}

/** What speaks against a service, the strongest first: its metrics that have moved, its logs, its spans. */
export function evidenceAgainst(
  service: string,
  { services, before, after, records }: Accusable,
): readonly Evidence[] {
  const readings = readingsOf([service], before.metrics)[0]!;
  const found = readings.flatMap((reading) => metricEvidence(service, reading, after));
  const recorded = records?.[services.indexOf(service)];
  if (recorded) found.push(...recordEvidence(service, recorded));
  return found.sort((a, b) => b.weight - a.weight).map(({ weight: _, ...evidence }) => evidence);
}

function metricEvidence(
  service: string,
  { column, usual, spread }: Reading,
  { metrics }: Signals,
): Weighed[] {
  const { metric, role } = metrics.indicators[column]!;
  const latest = metrics.columns[column]!.slice(-RECENT).filter((x) => !Number.isNaN(x));
  if (latest.length === 0) return [];
  const now = latest.reduce((sum, x) => sum + x, 0) / latest.length;
  const deviation = Math.abs(now - usual) / spread;
  if (deviation < NOTABLE) return [];
  const text = `its ${metric} is ${quantity(now, role)}, usually ${quantity(usual, role)}`;
  return [{ signal: "metric", service, indicator: metric, text, weight: Math.log1p(deviation) }];
}

function quantity(x: number, role: MetricRole): string {
  const share = (role === "errors" || role === "cpu" || role === "memory") && Math.abs(x) <= 1;
  return share ? `${(100 * x).toFixed(Math.abs(x) < 0.1 ? 1 : 0)} %` : String(Number(x.toPrecision(3)));
}
