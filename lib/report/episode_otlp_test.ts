import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { LogRecord, Span } from "../model/mod.ts";
import { createAgent, type Episode, incidentLog, incidentTrace, runEpisode } from "../run/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { episodeToOtlp } from "./episode_otlp.ts";
import { fromOtlpLogs, fromOtlpTraces } from "../otlp/mod.ts";

const episode = runEpisode({ agent: createAgent("full"), environment: createEnvironment(), seed: 7 });

/** What a step of a traced system holds besides metrics. */
const SPAN: Span = {
  traceId: "5b8efff798038103d269b633813fc60c",
  spanId: "eee19b7ec3c1b174",
  service: "api",
  kind: "server",
  name: "GET /",
  startSeconds: 500,
  endSeconds: 500.2,
  failed: true,
};
const LOG: LogRecord = { timeSeconds: 500.2, service: "api", severityNumber: 17, body: "timeout" };
const traced: Episode = {
  ...episode,
  steps: episode.steps.map((step) => step.step === 100 ? { ...step, spans: [SPAN], logs: [LOG] } : step),
};

Deno.test("episodeToOtlp() puts the system's signals and the agent's side by side, to be read back as they were", () => {
  const epoch = { epochSeconds: 1735689600 };
  const { traces, logs } = JSON.parse(JSON.stringify(episodeToOtlp(traced, epoch)));
  deepStrictEqual(fromOtlpTraces(traces, epoch), [SPAN, ...incidentTrace(episode)]);
  deepStrictEqual(fromOtlpLogs(logs, epoch), [LOG, ...incidentLog(episode)]);
});

Deno.test("episodeToOtlp() has five gauges for each service, a point a step, and the agent's trace at least", () => {
  const { traces, metrics } = episodeToOtlp(episode);
  const gauges = metrics.resourceMetrics.map(({ scopeMetrics }) => scopeMetrics[0]!.metrics);
  deepStrictEqual(gauges.map((own) => own.length), [5, 5, 5]);
  strictEqual(gauges[0]![0]!.gauge.dataPoints.length, 240);
  deepStrictEqual(traces.resourceSpans.map(({ resource }) => resource.attributes[0]!.value), [
    { stringValue: "aiops-agent" },
  ]);
});

Deno.test("episodeToOtlp() loses less than a nanosecond of the thousands of spans of a simulated system", () => {
  const environment = createEnvironment({ signals: ["logs", "traces"] });
  const { steps } = runEpisode({ agent: createAgent("full"), environment, seed: 7 });
  const epoch = { epochSeconds: 1735689600 };
  const spans = new Map(steps.flatMap((step) => step.spans!).map((span) => [span.spanId, span]));
  ok(spans.size > 1000);
  const { traces } = episodeToOtlp({ ...episode, steps }, epoch);
  const read = fromOtlpTraces(traces, epoch).filter(({ service }) => service !== "aiops-agent");
  strictEqual(read.length, spans.size);
  for (const { startSeconds, endSeconds, events: _events, ...rest } of read) {
    const { startSeconds: start, endSeconds: end, events: _, ...was } = spans.get(rest.spanId)!;
    ok(Math.abs(startSeconds - start) < 1e-9 && Math.abs(endSeconds - end) < 1e-9);
    deepStrictEqual(rest, was);
  }
});
