import type { AgentStep, Diagnosis } from "../../model/mod.ts";
import type { EvidenceBuffer } from "../audit/mod.ts";
import type { Approvals } from "./acting/approvals.ts";
import { incidentAfter, openIncident } from "./incidents.ts";
import type { Journal } from "./journal.ts";
import type { Memory } from "./state/memory.ts";
import type { OpenIncident } from "./state/state.ts";
import type { Meter } from "./meter.ts";
import type { LoopSettings } from "./settings.ts";
import type { SloReading } from "./slo_watch.ts";
import { shareText } from "../../model/shown/share_text.ts";
import { percentText } from "../../diagnose/mod.ts";

/** A step, as the watch is told of it. */
export interface WatchedStep {
  readonly step: number;
  readonly atSeconds: number;
  readonly reading: SloReading;
  /** The agent's answer; absent while it waits for a healthy step to learn from. */
  readonly answer: AgentStep | undefined;
  /** Whether an order is being carried out. */
  readonly isBusy: boolean;
}

/** Opens, keeps and closes the incident, and notes what the diagnoser says of it. */
export interface IncidentWatch {
  /** The last diagnosis of the incident that is open. */
  readonly diagnosis: Diagnosis | undefined;
  /** Incidents that were opened. */
  readonly opened: number;
  /** Takes the next step. */
  follow(step: WatchedStep): void;
  /** Alerts from outside that fire now. */
  alerts(firing: readonly string[]): void;
}

/** Creates the watch of a loop. */
export function createIncidentWatch(
  { settings, memory, journal, approvals, evidence, meter, onEnd }: {
    readonly settings: LoopSettings;
    readonly memory: Memory;
    readonly journal: Journal;
    readonly approvals: Approvals;
    readonly evidence: EvidenceBuffer;
    readonly meter: Meter;
    /** Called when an incident is over, with the Unix seconds at which it was opened. */
    readonly onEnd: (openedAtSeconds: number) => void;
  },
): IncidentWatch {
  const { topology, slo, name, verification: { settleSeconds } } = settings;
  let diagnosis: Diagnosis | undefined;
  let firing: readonly string[] = [];
  let opened = 0;
  /** Alerts that fired when an incident ended: they open no other before they have stopped. */
  let known: ReadonlySet<string> = new Set();

  function breachText({ latencyP95Ms, errorRate }: SloReading): string {
    return latencyP95Ms > slo.latencyP95Ms
      ? `${topology.front} takes ${Math.round(latencyP95Ms)} ms, more than ${slo.latencyP95Ms}`
      : `${topology.front} fails in ${shareText(errorRate, 1)} of requests, more than ${
        slo.errorRate * 100
      } %`;
  }

  function open(openedBy: string, { step, atSeconds, answer }: WatchedStep): void {
    const incident = openIncident(name, { atSeconds, openedBy });
    const scores = answer?.detection?.scores ?? [];
    const services = topology.services.flatMap(({ name: service }, i) =>
      scores[i]! >= 1 ? [{ service, score: scores[i]! }] : []
    );
    opened++;
    meter.alarm();
    memory.change({ incident });
    journal.note(
      { type: "alarm", incident: incident.id, step, services, ...evidence.take() },
      `incident ${incident.id}: ${openedBy}`,
    );
  }

  function close({ id: incident, openedAtSeconds }: OpenIncident, step: number): void {
    const reason = `no alarm and no breach for ${settleSeconds} s`;
    approvals.withdraw("the incident is over", step);
    journal.note(
      { type: "ended", incident, step, reason, ...evidence.take() },
      `incident ${incident} is over: ${reason}`,
    );
    memory.change({ incident: null });
    diagnosis = undefined;
    known = new Set(firing);
    onEnd(openedAtSeconds);
  }

  function noteDiagnosis(found: Diagnosis, step: number): void {
    const earlier = diagnosis;
    const isNews = found.suspect !== diagnosis?.suspect || found.fault !== diagnosis?.fault;
    diagnosis = found;
    meter.diagnosis(found.suspect);
    const { incident } = memory.state;
    if (!isNews || incident === null) return;
    if (earlier !== undefined && earlier.suspect !== found.suspect) {
      const reason = `${found.suspect} is suspected now, no longer ${earlier.suspect}`;
      approvals.withdraw(reason, step, ({ approvedBy }) => approvedBy === null);
    }
    const { suspect, confidence, ranking, rationale } = found;
    journal.note(
      {
        ...{ type: "diagnosis", incident: incident.id, step, suspect, confidence, rationale },
        ranking: ranking.slice(0, 20).map(({ service, score }) => ({ service, score })),
      },
      `${suspect} is suspected (${percentText(confidence)}): ${rationale}`,
    );
  }

  return {
    get diagnosis() {
      return memory.state.incident === null ? undefined : diagnosis;
    },
    get opened() {
      return opened;
    },
    alerts: (texts) => {
      firing = [...new Set(texts)];
      known = known.intersection(new Set(firing));
    },
    follow: (watched) => {
      const { step, atSeconds, reading, answer, isBusy } = watched;
      const before = memory.state.incident;
      const alert = before === null ? firing.find((text) => !known.has(text)) : firing[0];
      const signs = {
        atSeconds,
        isMeasured: reading.isMeasured,
        isBusy: isBusy || memory.state.orders.length > 0 || memory.state.temporary.length > 0,
        ...(reading.inBreach && { breach: breachText(reading) }),
        ...(answer?.detection?.anomalous && { alarm: "the detector gives an alarm" }),
        ...(alert !== undefined && { alert }),
      };
      const after = incidentAfter(before, signs, { system: name, quietSeconds: settleSeconds });
      if (before === null) {
        const proposes = answer !== undefined && answer.decision.action?.kind !== "noop";
        const reason = after?.openedBy ?? (proposes ? "a proposal of the agent" : undefined);
        if (reason !== undefined) open(reason, watched);
      } else if (after === null) close(before, step);
      else if (after !== before) memory.change({ incident: after });
      if (answer?.diagnosis !== undefined) noteDiagnosis(answer.diagnosis, step);
    },
  };
}
