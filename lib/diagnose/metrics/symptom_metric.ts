import type { Indicator, MetricRole, Symptom } from "../../model/mod.ts";

/** What users feel of a service. */
const FELT: readonly MetricRole[] = ["latency", "errors", "availability"];

/** The columns of a service in which its users' trouble can show: the symptom's metric where it is named, else those of its role. */
export function symptomColumns(
  indicators: readonly Indicator[],
  { service, metric, role }: Symptom,
): readonly number[] {
  const shows = (indicator: Indicator) =>
    metric !== undefined ? indicator.metric === metric : feltAs(indicator, role);
  return indicators.flatMap((indicator, i) => indicator.service === service && shows(indicator) ? [i] : []);
}

function feltAs(indicator: Indicator, role: MetricRole | undefined): boolean {
  return role !== undefined ? indicator.role === role : FELT.includes(indicator.role);
}

/** Per service its column of a metric, -1 where it has none. */
export function columnsOfMetric(
  services: readonly string[],
  indicators: readonly Indicator[],
  metric: string,
): Int32Array {
  const at = new Map(
    indicators.flatMap((one, i) => one.metric === metric ? [[one.service, i] as const] : []),
  );
  return Int32Array.from(services, (service) => at.get(service) ?? -1);
}
