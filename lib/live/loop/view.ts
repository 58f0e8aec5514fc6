import type { Diagnosis, Slo, Topology } from "../../model/mod.ts";
import type { Mode } from "../contract.ts";
import type { WarmUp } from "./agent_driver.ts";
import type { LiveEvent } from "./journal.ts";
import type { LeaseView } from "./lease.ts";
import type { SloReading } from "./slo_watch.ts";
import type { Approval, OpenIncident, OpenOrder } from "./state.ts";

/** The SLO in one step. */
export interface CoursePoint extends SloReading {
  /** Unix seconds. */
  readonly atSeconds: number;
  /** Whether the detector gave an alarm. */
  readonly hasAlarm: boolean;
}

/** What has happened since the loop was started. */
export interface Counters {
  readonly steps: number;
  readonly skippedSteps: number;
  readonly unmeasuredSteps: number;
  readonly alarms: number;
  readonly diagnoses: number;
  readonly proposals: number;
  readonly actions: number;
  readonly refusals: number;
  readonly incidents: number;
}

/** All that the page shows. */
export interface LiveView {
  readonly name: string;
  readonly agent: string;
  readonly source: string;
  readonly mode: Mode;
  readonly topology: Topology;
  readonly slo: Slo;
  /** Unix seconds. */
  readonly nowSeconds: number;
  readonly step: number;
  readonly stepSeconds: number;
  readonly lease: LeaseView;
  readonly isStopped: boolean;
  readonly warmUp: WarmUp;
  /** The latest steps, oldest first. */
  readonly course: readonly CoursePoint[];
  readonly incident: OpenIncident | null;
  /** The last diagnosis of the incident, or of the last one. */
  readonly diagnosis: Diagnosis | undefined;
  readonly orders: readonly OpenOrder[];
  readonly approvals: readonly Approval[];
  /** The latest events, oldest first. */
  readonly events: readonly LiveEvent[];
  /** What is not as it should be, in a line each. */
  readonly troubles: readonly string[];
  readonly counters: Counters;
}
