import type { Attributes, Span, SpanEvent } from "../model/mod.ts";
import { attributesOf, truthOf } from "./incident_attributes.ts";
import { incidentSpanId, incidentTraceId } from "./incident_ids.ts";
import { type IncidentPeriod, incidentPeriod, isDuring } from "./incident_period.ts";
import { type IncidentEvent, incidentEvents } from "./incident_events.ts";
import { checkEpisode, type Episode } from "./records.ts";

/** The `service.name` of the agent. */
export const AGENT_SERVICE = "aiops-agent";

/** Names of the events that become span events of the root. */
const EVENTS: Partial<Record<IncidentEvent["kind"], string>> = {
  "fault began": "aiops.fault.began",
  "fault over": "aiops.fault.over",
  "breach began": "aiops.slo.breach_began",
  "breach over": "aiops.slo.breach_over",
  refused: "aiops.action.refused",
};

/**
 * The incident of an episode as a trace in simulated seconds. The root span `incident` lasts from the first fault (or
 * the first breach, if that was earlier) to the end of the last breach, or to the end of the fault if there was no
 * breach; it is failed if the SLO is breached when the episode ends. Its span events are starts and ends of faults and
 * breaches, and refused actions with the reason of the guardrail. Its children:
 *
 * - `detect`, from the start to the first alarm; failed, and as long as the incident, without an alarm;
 * - `diagnose`, one for each diagnosis that led to a proposal, from when the diagnoser was first asked to the decision;
 * - `act ...`, one for each executed action, to the next action or the first later step that meets the SLO.
 *
 * What the agent did before and after the incident is in `incidentLog` only.
 *
 * @returns the root first; nothing without a fault or breach
 * @throws {UsageError} for an episode that was run with `trace: false`
 */
export function incidentTrace(episode: Episode): Span[] {
  checkEpisode("incidentTrace", episode);
  const period = incidentPeriod(episode);
  if (period === undefined) return [];
  const own = incidentEvents(episode.steps).filter((event) => isDuring(event, period));
  const root = rootSpan(episode, { period, own });
  return [
    root,
    ...detectSpans(episode, root),
    ...own.flatMap((event) => workSpans(event, { episode, root })),
  ];
}

function rootSpan(
  episode: Episode,
  { period, own }: { period: IncidentPeriod; own: readonly IncidentEvent[] },
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
    events: own.flatMap((event) => eventsOf(event, episode)),
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
    // Several faults are distinguished by their events.
    ...(faults.length === 1 && truthOf(faults[0]!)),
    ...(record.diagnosis_right !== null && { "aiops.truth.diagnosis_right": record.diagnosis_right }),
  };
}

function eventsOf(event: IncidentEvent, episode: Episode): SpanEvent[] {
  const name = EVENTS[event.kind];
  if (name === undefined) return [];
  const { timeSeconds } = event.step;
  return [{ timeSeconds, name, attributes: attributesOf(event, episode) }];
}

/** A child span of the root, within its time. */
function child(root: Span, part: Pick<Span, "spanId" | "name" | "startSeconds" | "endSeconds">): Span {
  const { traceId, service, kind } = root;
  const endSeconds = Math.min(part.endSeconds, root.endSeconds);
  return { ...part, traceId, parentSpanId: root.spanId, service, kind, endSeconds, failed: false };
}

/** The detection: from the start of the incident to the first step with an alarm, which may have started earlier. */
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
  event: IncidentEvent,
  { episode, root }: { episode: Episode; root: Span },
): Span[] {
  const { step, kind } = event;
  if (kind !== "diagnosed" && kind !== "acted") return [];
  const attributes = attributesOf(event, episode);
  const spanId = incidentSpanId(episode, kind, step.step);
  const { timeSeconds } = step;
  const part = kind === "diagnosed"
    // The diagnoser may have been asked before the incident, as after a false alarm.
    ? {
      name: "diagnose",
      startSeconds: Math.max(event.sinceSeconds, root.startSeconds),
      endSeconds: timeSeconds,
    }
    : {
      name: `act ${attributes["aiops.action"]}`,
      startSeconds: timeSeconds,
      endSeconds: event.untilSeconds,
    };
  return [{ ...child(root, { spanId, ...part }), attributes }];
}
