import { redactSecrets } from "../config/redact.ts";
import { type Metric, type OpenMetricsContentType, openMetricsContentType, Registry } from "prom-client";

/** A registry of prom-client, as far as an exposition needs it. */
export interface MetricRegistry {
  /** All of its metrics in the text format. */
  metrics(): Promise<string>;
  /** Its metrics, in the order in which they were registered. */
  getMetricsAsArray(): readonly object[];
}

/**
 * Answers `GET /metrics`: in OpenMetrics where the request accepts it, as Prometheus does, else in the text format.
 *
 * @param registries with different names of metrics
 */
export async function exposeMetrics(
  registries: readonly MetricRegistry[],
  request: Request,
): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response("only GET is answered here\n", { status: 405, headers: { allow: "GET, HEAD" } });
  }
  const open = acceptsOpenMetrics(request.headers.get("accept") ?? "");
  const text = open ? await openMetricsText(registries) : await metricsText(registries);
  const type = open ? openMetricsContentType : Registry.PROMETHEUS_CONTENT_TYPE;
  return new Response(redactSecrets(text), { headers: { "content-type": type } });
}

/** Whether an `Accept` header names OpenMetrics, and does not refuse it. */
function acceptsOpenMetrics(accept: string): boolean {
  return accept.split(",").some((range) => {
    const [type, ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    return type === "application/openmetrics-text" && !parameters.includes("q=0");
  });
}

/** All metrics in Prometheus' text format. */
export async function metricsText(registries: readonly MetricRegistry[]): Promise<string> {
  const texts = await Promise.all(registries.map((registry) => registry.metrics()));
  return texts.join("\n");
}

/** All metrics in OpenMetrics. */
export async function openMetricsText(registries: readonly MetricRegistry[]): Promise<string> {
  const open = new Registry<OpenMetricsContentType>();
  open.setContentType(openMetricsContentType);
  for (const metric of registries.flatMap((registry) => registry.getMetricsAsArray())) {
    open.registerMetric(renamed(metric as unknown as Metric));
  }
  return await open.metrics();
}

/**
 * A metric that a registry of OpenMetrics can rename: it takes `_total` off the name of a counter for good, and the text format would lack it from then
 * on.
 */
function renamed(metric: Metric): Metric {
  const { name, help, type } = metric as unknown as { name: string; help: string; type: string };
  const view = {
    ...{ name, help, type },
    get: async () => ({ ...await metric.get(), name: view.name }),
  };
  return view as unknown as Metric;
}
