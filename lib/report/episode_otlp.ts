import { type Episode, episodeMetrics, incidentLog, incidentTrace } from "../run/mod.ts";
import {
  type OtlpLogs,
  type OtlpMetrics,
  type OtlpOptions,
  type OtlpTraces,
  toOtlpLogs,
  toOtlpMetrics,
  toOtlpTraces,
} from "../otlp/mod.ts";

/** An episode in OpenTelemetry's terms. */
export interface EpisodeOtlp {
  /** The system's sampled requests, then the incident as the agent's own trace. */
  readonly traces: OtlpTraces;
  /** What the system's services wrote, then what happened, by the agent. */
  readonly logs: OtlpLogs;
  /** The five metrics of each service, a value a step. */
  readonly metrics: OtlpMetrics;
}

/**
 * An episode as OTLP/JSON: what the system recorded (spans and logs where its environment has these signals), and the agent's work as
 * the service `aiops-agent`.
 *
 * @param options `epochSeconds` is when the episode began, in Unix seconds: viewers show little of 1970
 * @throws {UsageError} for an episode that was run without a trace
 */
export function episodeToOtlp(episode: Episode, options: OtlpOptions = {}): EpisodeOtlp {
  const { steps } = episode;
  const spans = steps.flatMap(({ spans = [] }) => spans);
  const logs = steps.flatMap(({ logs = [] }) => logs);
  return {
    traces: toOtlpTraces([...spans, ...incidentTrace(episode)], options),
    logs: toOtlpLogs([...logs, ...incidentLog(episode)], options),
    metrics: toOtlpMetrics(episodeMetrics(episode), options),
  };
}
