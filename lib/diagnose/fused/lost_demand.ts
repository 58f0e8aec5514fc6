import type { MetricTable, Signals, Symptom } from "../../model/mod.ts";
import { median } from "../../stats/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { dependencyGraphOf } from "../graph/call_graph.ts";
import { SKIPPED_ROWS } from "../graph/traversal.ts";
import { anomalyOf, learnAnomalies, present } from "../metrics/deviations.ts";
import { columnsOfMetric, symptomColumns } from "../metrics/service_metrics.ts";

/**
 * What requests lose at each service by its metrics, less what they lose at its callees: for latency the anomalous excess times the
 * requests, for errors and availability the requests that fail beyond the usual. Like the time lost in traces, it is weighted by requests, so
 * that a large ratio on few requests doesn't outweigh what users notice.
 *
 * @returns from the window after the share of the loss per service, summing to 1, or to 0 if nothing is lost or requests are not counted
 */
export function learnLostDemand(
  context: DiagnoserContext,
  before: Signals,
): (after: Signals) => Float64Array {
  const { services } = context;
  const { callees, target } = dependencyGraphOf(context);
  const symptom: Symptom = { ...context.symptom, service: services[target]! };
  const requests = requestColumns(services, before.metrics);
  const usual = before.metrics.columns.map((column) => median(present(column)));
  const models = before.metrics.columns.map((column) => learnAnomalies(column));
  return ({ metrics }) => {
    const metric = symptomMetric(metrics, symptom);
    if (metric === undefined) return new Float64Array(services.length);
    const columns = columnsOfMetric(services, metrics.indicators, metric);
    const lost = services.map((_, i) => {
      const [column, counted] = [columns[i]!, requests[i]!];
      if (column < 0 || counted < 0) return new Float64Array(metrics.timesSeconds.length);
      return metrics.columns[column]!.map((x, row) => {
        if (row < Math.min(SKIPPED_ROWS, metrics.timesSeconds.length - 1)) return 0;
        const worse = (x - usual[column]!) * (metrics.indicators[column]!.role === "availability" ? -1 : 1);
        if (!(worse > 0) || anomalyOf(x, models[column]!) === 0) return 0;
        return worse * Math.max(0, metrics.columns[counted]![row] || 0);
      });
    });
    return shareOfOwn(lost, callees);
  };
}

/** The first metric with values in which the symptom can show. */
function symptomMetric({ indicators, columns }: MetricTable, symptom: Symptom): string | undefined {
  const candidates = symptomColumns(indicators, symptom).filter((column) =>
    present(columns[column]!).length > 0
  );
  return candidates.length > 0 ? indicators[candidates[0]!]!.metric : undefined;
}

function requestColumns(services: readonly string[], { indicators }: MetricTable): readonly number[] {
  return services.map((name) =>
    indicators.findIndex(({ service, role }) => service === name && role === "requests")
  );
}

function shareOfOwn(
  lost: readonly Float64Array[],
  callees: readonly (readonly number[])[],
): Float64Array {
  const own = Float64Array.from(lost, (rows, i) =>
    rows.reduce((sum, x, row) => {
      const below = callees[i]!.reduce(
        (total, callee) => callee === i ? total : total + lost[callee]![row]!,
        0,
      );
      return sum + Math.max(0, x - below);
    }, 0));
  const total = own.reduce((a, b) => a + b, 0);
  return total > 0 ? own.map((x) => x / total) : own;
}
