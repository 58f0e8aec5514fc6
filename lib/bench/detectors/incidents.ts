import { withoutSeasons } from "../../detect/mod.ts";
import type { LabelledSeries } from "../../model/mod.ts";
import { incidentRows, type Rows } from "./incident_rows.ts";

/** Rows between two runs that are one alarm. */
const MAX_GAP_ROWS = 2;
/** Rows after an incident in which scores may rise again because it is over: detectors compare with the rows before. */
const RECOVERY_ROWS = 6;

/** An incident: one run or more of consecutive rows above a threshold. */
export interface Incident {
  /** The first row of its first run. */
  readonly first: number;
  /** The first row that belongs to it. */
  readonly start: number;
  /** The last row that belongs to it. */
  end: number;
  /** The last row of its last run. */
  raised: number;
  /** Whether a value was outside of what was normal. */
  outside: boolean;
}

/** The incidents that runs report as they come: what is normal is what was there before. Each begins with its first run. */
export function incidentsOfRuns(series: LabelledSeries, runs: readonly Rows[]): Incident[] {
  if (runs.length === 0) return [];
  const judged = besideSeasonless(series);
  const incidents: Incident[] = [];
  const earlier: [number, number][] = [];
  for (const [first, last] of runs) {
    const latest = incidents.at(-1);
    const joined = latest !== undefined && isNear(latest, first) ? latest : undefined;
    const rows = incidentRows(judged, [joined?.first ?? first, last], { earlier });
    const incident = joined ?? { first, start: first, end: last, raised: last, outside: false };
    incident.raised = last;
    incident.outside = rows !== undefined && rows[1] < Infinity;
    incident.end = incident.outside ? rows![1] : last;
    if (joined === undefined) incidents.push(incident);
    earlier[incidents.length - 1] = [incident.first, incident.end];
  }
  return incidents;
}

/** Whether what begins with this row belongs to an incident: it lies in it or at its end. */
export function isNear({ end, raised, outside }: Omit<Incident, "first" | "start">, row: number): boolean {
  return row <= Math.max(end, raised) + 1 + (outside ? RECOVERY_ROWS : MAX_GAP_ROWS);
}

/** The series with each column twice, as it is and without its season: what is usual at night may be an outage at noon. */
export function besideSeasonless(series: LabelledSeries): LabelledSeries {
  const { columns, values } = series;
  const { values: seasonless } = withoutSeasons(series);
  const width = columns.length;
  const both = new Float64Array(2 * values.length);
  for (let at = 0; at < values.length; at += width) {
    both.set(values.subarray(at, at + width), 2 * at);
    both.set(seasonless.subarray(at, at + width), 2 * at + width);
  }
  return { ...series, columns: [...columns, ...columns], values: both };
}
