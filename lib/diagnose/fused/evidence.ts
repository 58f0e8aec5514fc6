import type { Evidence, MetricRole, Signals } from "../../model/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import type { FeatureTable } from "./features.ts";
import { recordEvidence } from "./record_features.ts";
import { type Reading, readingsOf } from "./service_metrics.ts";

/** Deviation, in spreads, from which a metric is quoted. */
const NOTABLE = 4;
/** Latest rows that a quoted value is the mean of. */
const RECENT = 3;

interface Quoted extends Evidence {
  readonly weight: number;
}

/** What speaks for a service, the strongest first: its metrics that have moved, its logs, its spans. */
export function evidenceOf(
  context: DiagnoserContext,
  { features, before, after }: { features: FeatureTable; before: Signals; after: Signals },
): (service: string) => readonly Evidence[] {
  return (service) => {
    const readings = readingsOf([service], before.metrics)[0]!;
    const quoted = [
      ...readings.flatMap((reading) => metricEvidence(service, reading, after)),
      ...recordEvidence(service, { context, features, before, after }),
    ];
    return quoted.sort((a, b) => b.weight - a.weight).map(({ weight: _, ...evidence }) => evidence);
  };
}

function metricEvidence(
  service: string,
  { column, usual, spread }: Reading,
  { metrics }: Signals,
): Quoted[] {
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
