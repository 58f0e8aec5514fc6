import {
  type Action,
  type Attributes,
  describeAction,
  type Detection,
  type Diagnosis,
  ERROR_RATE,
  type Fault,
  LATENCY_P95_MS,
  METRIC_COUNT,
  serviceIndex,
} from "../model/mod.ts";
import type { IncidentEvent } from "./incident_events.ts";
import type { Episode, EpisodeStep } from "./records.ts";

/** The attributes of an event, for its span, its span event and its log record. */
export function attributesOf(event: IncidentEvent, episode: Episode): Attributes {
  const { step } = event;
  switch (event.kind) {
    case "fault began":
    case "fault over":
      return truthOf(event.fault);
    case "breach began":
    case "breach over":
      return frontOf(step, episode);
    case "alarm began":
      return alarmOf(step.detection!, episode);
    case "diagnosed":
      return diagnosisOf(event.diagnosis);
    case "refused":
      return { ...actionOf(event.proposed), "aiops.guardrail.reason": event.refused };
    case "acted":
      return { ...actionOf(event.action), ...decisionOf(step) };
  }
}

/** Ground truth, which the agent does not know; the names of the attributes say so. */
export function truthOf({ type, service, caller, severity }: Fault): Attributes {
  return {
    "aiops.truth.fault": type,
    "aiops.truth.service": service,
    ...(caller !== undefined && { "aiops.truth.caller": caller }),
    "aiops.truth.severity": severity,
  };
}

function frontOf({ values }: EpisodeStep, { topology }: Episode): Attributes {
  const row = serviceIndex(topology, topology.front) * METRIC_COUNT;
  return {
    "aiops.service": topology.front,
    "aiops.latency.p95_ms": values[row + LATENCY_P95_MS]!,
    "aiops.error.ratio": values[row + ERROR_RATE]!,
  };
}

function alarmOf({ scores, globalScore }: Detection, { topology }: Episode): Attributes {
  const highest = Math.max(...scores);
  return {
    "aiops.service": topology.services[scores.indexOf(highest)]!.name,
    "aiops.detection.score": highest,
    "aiops.detection.global_score": globalScore,
  };
}

function diagnosisOf({ suspect, fault, confidence, rationale }: Diagnosis): Attributes {
  return {
    "aiops.diagnosis.suspect": suspect,
    ...(fault !== undefined && { "aiops.diagnosis.fault": fault }),
    "aiops.diagnosis.confidence": confidence,
    "aiops.diagnosis.rationale": rationale,
  };
}

function actionOf(action: Action): Attributes {
  return {
    "aiops.action": describeAction(action),
    "aiops.action.kind": action.kind,
    ...("service" in action && { "aiops.service": action.service }),
  };
}

/** Who decided: if nothing was proposed, the guardrails undid an action that had not helped. */
function decisionOf({ proposed, reason }: EpisodeStep): Attributes {
  return proposed.kind === "noop"
    ? { "aiops.decision.by": "guardrail" }
    : { "aiops.decision.by": "agent", "aiops.decision.reason": reason };
}
