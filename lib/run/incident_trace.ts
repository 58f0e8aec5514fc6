import type { Attributes, Span, SpanEvent } from "../model/mod.ts";
import { attributesOf, truthOf } from "./incident_attributes.ts";
import { incidentSpanId, incidentTraceId } from "./incident_ids.ts";
import { belongs, type IncidentPeriod, incidentPeriod } from "./incident_period.ts";
import { type Happening, happenings } from "./happenings.ts";
import type { Episode } from "./records.ts";

/** The `service.name` of the agent's own work. */
export const AGENT_SERVICE = "aiops-agent";

/** Happenings that are events of the root span, by the events' names. */
const EVENTS: Partial<Record<Happening["kind"], string>> = {
  "fault began": "aiops.fault.began",
  "fault over": "aiops.fault.over",
  "breach began": "aiops.slo.breach_began",
  "breach over": "aiops.slo.breach_over",
  refused: "aiops.action.refused",
};

/**
 * An episode's incident as one trace of simulated seconds, from fault to repair. The root span `incident` lasts from the first fault (or
 * the first breach, if that came before) to the end of the last breach, or to the end of the fault where users felt none; it is failed if
 * they still do when the episode ends. Its events are faults and breaches that begin and end, and refused actions with the
 * guardrail's reason. Its children:
 *
 * - `detect`, from the beginning to the first alarm; failed, and as long as the incident, where a detector gave none;
 * - `diagnose`, one for each diagnosis that led to a proposal, from when the diagnoser was first asked to the decision;
 * - `act ...`, one for each executed action, to the next action or the first later step that meets the SLO.
 *
 * What the agent did before and after the incident is told by `incidentLog` alone.
 *
 * @returns the root first; nothing where there was neither a fault nor a breach
 * @throws {UsageError} for an episode that was run without a trace
 */
export function incidentTrace(episode: Episode): Span[] {
  const period = incidentPeriod(episode);
  if (period === undefined) return [];
  const own = happenings(episode.steps).filter((happening) => belongs(happening, period));
  const root = rootSpan(episode, { period, own });
  return [
    root,
    ...detectSpans(episode, root),
    ...own.flatMap((happening) => workSpans(happening, { episode, root })),
  ];
}

function rootSpan(
  episode: Episode,
  { period, own }: { period: IncidentPeriod; own: readonly Happening[] },
): Span {
  return {
    traceId: incidentTraceId(episode),
    spanId: incidentSpanId(episode, "incident"),
    service: AGENT_SERVICE,
    kind: "internal",
    name: "incident",
    startSeconds: period.startSeconds,
    endSeconds: period.endSeconds,
    failed: !period.repaired,
    attributes: rootAttributes(episode),
    events: own.flatMap((happening) => eventsOf(happening, episode)),
  };
}

function rootAttributes({ record, slo, faults }: Episode): Attributes {
  return {
    "aiops.agent": record.agent,
    "aiops.topology": record.topology,
    "aiops.scenario": record.scenario,
    "aiops.seed": record.seed,
    "aiops.trial": record.trial,
    "aiops.episode": record.episode,
    "aiops.slo.latency_p95_ms": slo.latencyP95Ms,
    "aiops.slo.error_ratio": slo.errorRate,
    // Several faults are told apart by their events.
    ...(faults.length === 1 && truthOf(faults[0]!)),
    ...(record.diagnosis_right !== null && { "aiops.truth.diagnosis_right": record.diagnosis_right }),
  };
}

function eventsOf(happening: Happening, episode: Episode): SpanEvent[] {
  const name = EVENTS[happening.kind];
  if (name === undefined) return [];
  const { timeSeconds } = happening.step;
  return [{ timeSeconds, name, attributes: attributesOf(happening, episode) }];
}

/** A part of the root's time. */
function child(root: Span, part: Pick<Span, "spanId" | "name" | "startSeconds" | "endSeconds">): Span {
  const { traceId, service, kind } = root;
  const endSeconds = Math.min(part.endSeconds, root.endSeconds);
  return { ...part, traceId, parentSpanId: root.spanId, service, kind, endSeconds, failed: false };
}

/** The first step from the beginning on that the detector flags, whether or not the alarm is older. */
function detectSpans(episode: Episode, root: Span): Span[] {
  const steps = episode.steps.filter(({ timeSeconds }) =>
    timeSeconds >= root.startSeconds && timeSeconds < root.endSeconds
  );
  if (!steps.some(({ detection }) => detection)) return [];
  const alarm = steps.find(({ detection }) => detection?.anomalous);
  const { startSeconds } = root;
  const span = child(root, {
    spanId: incidentSpanId(episode, "detect"),
    name: "detect",
    startSeconds,
    endSeconds: alarm?.timeSeconds ?? root.endSeconds,
  });
  if (alarm === undefined) return [{ ...span, failed: true }];
  const attributes = attributesOf({ kind: "alarm began", step: alarm }, episode);
  return [{ ...span, attributes }];
}

function workSpans(
  happening: Happening,
  { episode, root }: { episode: Episode; root: Span },
): Span[] {
  const { step, kind } = happening;
  if (kind !== "diagnosed" && kind !== "acted") return [];
  const attributes = attributesOf(happening, episode);
  const spanId = incidentSpanId(episode, kind, step.step);
  const { timeSeconds } = step;
  const part = kind === "diagnosed"
    // The diagnoser may have been asked before the incident began, as after a false alarm.
    ? {
      name: "diagnose",
      startSeconds: Math.max(happening.sinceSeconds, root.startSeconds),
      endSeconds: timeSeconds,
    }
    : {
      name: `act ${attributes["aiops.action"]}`,
      startSeconds: timeSeconds,
      endSeconds: happening.untilSeconds,
    };
  return [{ ...child(root, { spanId, ...part }), attributes }];
}
