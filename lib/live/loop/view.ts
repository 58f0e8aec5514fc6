import type { Diagnosis, Slo, Topology } from "../../model/mod.ts";
import type { Mode } from "../contract.ts";
import type { WarmUp } from "./agent_driver.ts";
import type { LiveEvent } from "./journal.ts";
import type { LeaseView } from "./authority/lease.ts";
import type { SloReading } from "./slo_watch.ts";
import type { Approval, OpenIncident, OpenOrder } from "./state/state.ts";

/** The SLO in one step. */
export interface CoursePoint extends SloReading {
  /** Unix seconds. */
  readonly atSeconds: number;
  /** Whether the detector gave an alarm. */
  readonly hasAlarm: boolean;
}

/** What has happened since the loop was started. */
export interface Counters {
  /** Steps that ran. */
  readonly steps: number;
  /** Steps that were skipped, since their time had passed. */
  readonly skippedSteps: number;
  /** Steps in which the SLO was not measured. */
  readonly unmeasuredSteps: number;
  /** Alarms of the detector; one that lasts is one. */
  readonly alarms: number;
  /** Steps in which the diagnoser was asked. */
  readonly diagnoses: number;
  /** Steps in which the agent proposed something. */
  readonly proposals: number;
  /** Actions that were ordered at their proposal. */
  readonly actions: number;
  /** Proposals that were refused. */
  readonly refusals: number;
  /** Incidents that were opened. */
  readonly incidents: number;
}

/** All that the page shows. */
export interface LiveView {
  /** The system. */
  readonly name: string;
  /** The agent. */
  readonly agent: string;
  /** Where observations come from. */
  readonly source: string;
  /** How much the loop may do by itself. */
  readonly mode: Mode;
  /** The service graph. */
  readonly topology: Topology;
  /** What users were promised. */
  readonly slo: Slo;
  /** Unix seconds. */
  readonly nowSeconds: number;
  /** Number of the last step. */
  readonly step: number;
  /** Length of a step in seconds. */
  readonly stepSeconds: number;
  /** Who may act. */
  readonly lease: LeaseView;
  /** Whether the kill switch is on. */
  readonly isStopped: boolean;
  /** Whether the audit log or the state can't be written: then nothing is done. */
  readonly isUnwritable: boolean;
  /** How far the agent has learnt what is normal. */
  readonly warmUp: WarmUp;
  /** The latest steps, oldest first. */
  readonly course: readonly CoursePoint[];
  /** The incident that is open; null: none. */
  readonly incident: OpenIncident | null;
  /** The last diagnosis of the incident that is open. */
  readonly diagnosis: Diagnosis | undefined;
  /** Orders whose effect is not verified. */
  readonly orders: readonly OpenOrder[];
  /** Actions that wait for a person, or for their turn. */
  readonly approvals: readonly Approval[];
  /** The latest events, oldest first. */
  readonly events: readonly LiveEvent[];
  /** What is not as it should be, in a line each. */
  readonly troubles: readonly string[];
  /** What has happened so far. */
  readonly counters: Counters;
}
