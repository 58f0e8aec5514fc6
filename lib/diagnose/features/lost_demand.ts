import type { MetricTable, Signals, Symptom } from "../../model/mod.ts";
import { anomalyOf, learnAnomalies } from "../metrics/anomaly_model.ts";
import { dependencyGraphOf } from "../graph/dependency_graph.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { columnsOfMetric, symptomColumns } from "../metrics/symptom_metric.ts";
import { median } from "../../stats/mod.ts";
import { present } from "../metrics/deviations.ts";

/** The first row that counts: a fault is given two rows to show. */
const FIRST_ROW = 2;

/**
 * What requests lose at each service by its metrics, less what its callees lose: for latency the anomalous excess times the requests, for errors
 * and availability the requests that fail beyond the usual. The same currency as time lost in traces, so that a large ratio on few
 * requests does not outweigh what users feel.
 *
 * @returns called with the window after: a share of the loss per service, summing to 1, or to 0 where nothing is lost or the requests are
 * not counted
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
  const models = before.metrics.columns.map(learnAnomalies);
  return ({ metrics }) => {
    const metric = feltMetric(metrics, symptom);
    if (metric === undefined) return new Float64Array(services.length);
    const columns = columnsOfMetric(services, metrics.indicators, metric);
    const lost = services.map((_, i) => {
      const [column, counted] = [columns[i]!, requests[i]!];
      if (column < 0 || counted < 0) return new Float64Array(metrics.timesSeconds.length);
      return metrics.columns[column]!.map((x, row) => {
        if (row < Math.min(FIRST_ROW, metrics.timesSeconds.length - 1)) return 0;
        const worse = (x - usual[column]!) * (metrics.indicators[column]!.role === "availability" ? -1 : 1);
        if (!(worse > 0) || anomalyOf(x, models[column]!) === 0) return 0;
        return worse * Math.max(0, metrics.columns[counted]![row] || 0);
      });
    });
    return shareOfOwn(lost, callees);
  };
}

/** The metric in which the symptom shows most, of those that it names. */
function feltMetric({ indicators, columns }: MetricTable, symptom: Symptom): string | undefined {
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
