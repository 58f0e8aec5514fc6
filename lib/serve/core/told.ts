import {
  describeAction,
  type LogRecord,
  METRIC_COUNT,
  METRICS,
  type Observation,
  type Span,
  type Topology,
} from "../../model/mod.ts";
import type { Seen, Session } from "./session.ts";
import type { ToldScore } from "./score.ts";

/** Metrics by service and name; null: not measured. */
export type ToldMetrics = Readonly<Record<string, Readonly<Record<string, number | null>>>>;

/** An observation as it is sent. */
export interface ToldObservation {
  readonly step: number;
  readonly time_seconds: number | null;
  readonly slo_violated: boolean;
  readonly metrics: ToldMetrics | null;
  readonly executed: string;
  readonly refused?: string;
  readonly mask: readonly number[];
  readonly logs?: readonly LogRecord[];
  readonly spans?: readonly Span[];
  /** At the beginning alone: the actions behind the indices. */
  readonly actions?: readonly string[];
  /** At the beginning alone: what an operator knows of the system. */
  readonly system?: ToldSystem;
  readonly score?: ToldScore;
}

/** What an operator knows of a system, as it is sent. */
export interface ToldSystem {
  readonly topology: Topology;
  readonly slo: Session["context"]["slo"];
  readonly timings: Session["context"]["timings"] | null;
  readonly step_seconds: number;
  readonly steps: number;
  readonly warmup_steps: number;
}

/** The metrics of an observation by service and name. */
export function toldMetrics({ values }: Observation, { services }: Topology): ToldMetrics {
  return Object.fromEntries(services.map(({ name }, row) => [
    name,
    Object.fromEntries(METRICS.map((metric, column) => {
      const value = values[row * METRIC_COUNT + column]!;
      return [metric, Number.isFinite(value) ? value : null];
    })),
  ]));
}

/** What was seen, as it is sent: built field by field, so that nothing gets out by being added elsewhere. */
export function toldObservation(seen: Seen, { context }: Pick<Session, "context">): ToldObservation {
  const { observation, step, sloViolated, executed, refused, mask, score } = seen;
  return {
    step,
    time_seconds: observation?.timeSeconds ?? null,
    slo_violated: sloViolated,
    metrics: observation === undefined ? null : toldMetrics(observation, context.topology),
    executed: describeAction(executed),
    ...(refused !== undefined && { refused }),
    mask: [...mask],
    ...(observation?.logs && { logs: observation.logs }),
    ...(observation?.spans && { spans: observation.spans }),
    ...(score !== undefined && { score }),
  };
}
