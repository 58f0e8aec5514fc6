import { episodeSchema } from "../run/records.ts";
import { otlpOptions } from "../otlp/resource.ts";
import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
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

const ARGUMENTS = z.object({ episode: episodeSchema, options: otlpOptions });

/** An episode as OTLP/JSON documents. */
export interface EpisodeOtlp {
  /** Spans of the sampled requests, and the incident as a trace of the agent. */
  readonly traces: OtlpTraces;
  /** Log records of the services, and those of the agent. */
  readonly logs: OtlpLogs;
  /** The metrics of each service, one value per step. */
  readonly metrics: OtlpMetrics;
}

/**
 * Converts an episode to OTLP/JSON: the signals of the system (spans and logs if its environment records them), and the
 * work of the agent as the service `aiops-agent`.
 *
 * @param options `epochSeconds` is the start of the episode in Unix seconds: without it times are in 1970, which many
 *   viewers hide
 * @throws {UsageError} for an episode that was run with `trace: false`
 */
export function episodeToOtlp(episode: Episode, options: OtlpOptions = {}): EpisodeOtlp {
  checkOptions("episodeToOtlp", ARGUMENTS, { episode, options });
  const { steps } = episode;
  const spans = steps.flatMap(({ spans = [] }) => spans);
  const logs = steps.flatMap(({ logs = [] }) => logs);
  return {
    traces: toOtlpTraces([...spans, ...incidentTrace(episode)], options),
    logs: toOtlpLogs([...logs, ...incidentLog(episode)], options),
    metrics: toOtlpMetrics(episodeMetrics(episode), options),
  };
}
