import { percentText } from "../diagnose/mod.ts";
import { describeAction, type LogRecord, SEVERITY, type Slo } from "../model/mod.ts";
import { attributesOf } from "./incident_attributes.ts";
import { incidentSpanId, incidentTraceId } from "./incident_ids.ts";
import { belongs, incidentPeriod } from "./incident_period.ts";
import { AGENT_SERVICE } from "./incident_trace.ts";
import { type Happening, happenings } from "./happenings.ts";
import type { Episode } from "./records.ts";

const SEVERITIES: Readonly<Record<Happening["kind"], number>> = {
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
 * Log records of a whole episode, in the order of time: faults, breaches, alarms, diagnoses that led to a proposal, refused and executed
 * actions, with the attributes that `incidentTrace` gives them. Those within the incident name its trace and their span.
 *
 * @returns nothing where nothing happened
 * @throws {UsageError} for an episode that was run without a trace
 */
export function incidentLog(episode: Episode): LogRecord[] {
  const period = incidentPeriod(episode);
  return happenings(episode.steps).map((happening) => ({
    timeSeconds: happening.step.timeSeconds,
    service: AGENT_SERVICE,
    severityNumber: SEVERITIES[happening.kind],
    body: bodyOf(happening, episode.slo),
    attributes: attributesOf(happening, episode),
    ...(period && belongs(happening, period) && idsOf(happening, episode)),
  }));
}

function idsOf({ kind, step }: Happening, episode: Episode): Pick<LogRecord, "traceId" | "spanId"> {
  const hasSpan = kind === "diagnosed" || kind === "acted";
  return {
    traceId: incidentTraceId(episode),
    spanId: hasSpan ? incidentSpanId(episode, kind, step.step) : incidentSpanId(episode, "incident"),
  };
}

function bodyOf(happening: Happening, slo: Slo): string {
  const { step } = happening;
  switch (happening.kind) {
    case "fault began":
      return `${happening.fault.type} at ${happening.fault.service} begins`;
    case "fault over":
      return `${happening.fault.type} at ${happening.fault.service} is over`;
    case "breach began":
      return `the SLO is breached: p95 up to ${slo.latencyP95Ms.toFixed(0)} ms, errors up to ${
        (100 * slo.errorRate).toFixed(0)
      } %`;
    case "breach over":
      return "the SLO is met again";
    case "alarm began":
      return `alarm: the highest score is ${Math.max(...step.detection!.scores).toFixed(2)}`;
    case "diagnosed": {
      const { fault = "fault", suspect, confidence, rationale } = happening.diagnosis;
      return `${fault} at ${suspect}, confidence ${percentText(confidence)}: ${rationale}`;
    }
    case "refused":
      return happening.refused;
    case "acted":
      return describeAction(happening.action);
  }
}
