import { percentText } from "../diagnose/mod.ts";
import { describeAction, type LogRecord, SEVERITY, type Slo } from "../model/mod.ts";
import { attributesOf } from "./incident_attributes.ts";
import { incidentSpanId, incidentTraceId } from "./incident_ids.ts";
import { incidentPeriod, isDuring } from "./incident_period.ts";
import { AGENT_SERVICE } from "./incident_trace.ts";
import { type IncidentEvent, incidentEvents } from "./incident_events.ts";
import { checkEpisode, type Episode } from "./records.ts";
import { shareText } from "../model/shown/share_text.ts";

const SEVERITIES: Readonly<Record<IncidentEvent["kind"], number>> = {
  "fault began": SEVERITY.info,
  "fault over": SEVERITY.info,
  "breach began": SEVERITY.error,
  "breach over": SEVERITY.info,
  "alarm began": SEVERITY.warn,
  diagnosed: SEVERITY.info,
  refused: SEVERITY.warn,
  acted: SEVERITY.info,
};

/**
 * Log records of a whole episode in order of time: faults, breaches, alarms, diagnoses that led to a proposal, refused
 * and executed actions, with the attributes of `incidentTrace`. Those during the incident refer to its trace and to
 * their span.
 *
 * @returns nothing for an episode without events
 * @throws {UsageError} for an episode that was run with `trace: false`
 */
export function incidentLog(episode: Episode): LogRecord[] {
  checkEpisode("incidentLog", episode);
  const period = incidentPeriod(episode);
  return incidentEvents(episode.steps).map((event) => ({
    timeSeconds: event.step.timeSeconds,
    service: AGENT_SERVICE,
    severityNumber: SEVERITIES[event.kind],
    body: bodyOf(event, episode.slo),
    attributes: attributesOf(event, episode),
    ...(period && isDuring(event, period) && idsOf(event, episode)),
  }));
}

function idsOf({ kind, step }: IncidentEvent, episode: Episode): Pick<LogRecord, "traceId" | "spanId"> {
  const hasSpan = kind === "diagnosed" || kind === "acted";
  return {
    traceId: incidentTraceId(episode),
    spanId: hasSpan ? incidentSpanId(episode, kind, step.step) : incidentSpanId(episode, "incident"),
  };
}

function bodyOf(event: IncidentEvent, slo: Slo): string {
  const { step } = event;
  switch (event.kind) {
    case "fault began":
      return `${event.fault.type} at ${event.fault.service} begins`;
    case "fault over":
      return `${event.fault.type} at ${event.fault.service} is over`;
    case "breach began":
      return `the SLO is breached: p95 up to ${slo.latencyP95Ms.toFixed(0)} ms, errors up to ${
        shareText(slo.errorRate)
      }`;
    case "breach over":
      return "the SLO is met again";
    case "alarm began":
      return `alarm: the highest score is ${Math.max(...step.detection!.scores).toFixed(2)}`;
    case "diagnosed": {
      const { fault = "fault", suspect, confidence, rationale } = event.diagnosis;
      return `${fault} at ${suspect}, confidence ${percentText(confidence)}: ${rationale}`;
    }
    case "refused":
      return event.refused;
    case "acted":
      return describeAction(event.action);
  }
}
