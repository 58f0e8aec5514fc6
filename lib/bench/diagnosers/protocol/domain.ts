import type { Incident, LabelledIncident } from "../../../model/mod.ts";

/** Incidents of one kind of system, which a diagnoser is judged on apart from all others. */
export interface Domain {
  /** Its name in the table. */
  readonly name: string;
  /** What its incidents are, in a line. */
  readonly about: string;
  /** Whether it was recorded at a real system. */
  readonly recorded: boolean;
  /** Makes or reads its incidents, each when it is asked for. */
  readonly incidents: () => Iterable<LabelledIncident> | AsyncIterable<LabelledIncident>;
  /** Whether quiet cases are cut out of the windows before its incidents. */
  readonly calm: boolean;
  /** What is done to each incident before any diagnoser sees it. */
  readonly prepare?: (incident: Incident) => Incident;
}
