import { reversedSeries } from "../../detect/hindsight.ts";
import type { LabelledSeries } from "../../model/mod.ts";
import { MAX_INCIDENT_ROWS, type Rows, rowsOfJump, rowsOutside, type Surroundings } from "./incident_rows.ts";
import { besideSeasonless, type Incident, isNear } from "./incidents.ts";

/** A run of rows above a threshold in hindsight. */
export interface Run {
  /** Its rows: those whose means passed. */
  readonly run: Rows;
  /** The first and the last of the rows that these means are of which passed by themselves. */
  readonly core: Rows;
}

/**
 * The incidents that runs report in hindsight, in order: each is looked for from either end of the series, as its scores were, so that it has
 * all of its rows whether the run lies at its beginning or at its end, and also where there is nothing before or after it.
 *
 * @param runs in order
 */
export function incidentsAround(series: LabelledSeries, runs: readonly Run[]): Incident[] {
  if (runs.length === 0) return [];
  const lastRow = series.timesSeconds.length - 1;
  const mirrored = ([first, last]: Rows): Rows => [lastRow - last, lastRow - first];
  const there = besideSeasonless(series);
  const back = besideSeasonless(reversedSeries(series));
  const coresBack = runs.map(({ core }) => mirrored(core)).reverse();
  const incidents: Incident[] = [];
  const earlier: Rows[] = [];
  runs.forEach(({ run, core }, i) => {
    const later = coresBack.slice(0, runs.length - 1 - i);
    /** What a reading forwards and one backwards find. */
    const both = (find: (read: LabelledSeries, core: Rows, around: Surroundings) => Rows | undefined) => {
      const backwards = find(back, mirrored(core), { earlier: later, isOpen: true });
      return [find(there, core, { earlier, isOpen: true }), backwards && mirrored(backwards)] as const;
    };
    const rows = joint(both(rowsOutside), lastRow) ?? joint(both(jumpIn), lastRow);
    const isLevel = rows !== undefined && rows[1] === Infinity;
    let incident: Incident = {
      first: run[0],
      start: rows?.[0] ?? core[0],
      end: rows === undefined ? core[1] : isLevel ? Math.max(rows[0], core[1]) : rows[1],
      raised: run[1],
      outside: rows !== undefined && !isLevel,
    };
    for (let latest = incidents.at(-1); latest && isNear(latest, incident.start); latest = incidents.at(-1)) {
      // Incidents that only lie side by side are no single one, however long.
      const isChain = incident.outside && incident.end - latest.start > MAX_INCIDENT_ROWS;
      if (isChain && core[0] > latest.end) {
        incident = { ...incident, start: Math.max(incident.start, latest.end + 1) };
        break;
      }
      incidents.pop();
      earlier.pop();
      incident = merged(
        latest,
        isChain ? { ...incident, start: core[0], end: core[1], outside: false } : incident,
      );
    }
    incidents.push(incident);
    earlier.push([Math.min(incident.first, incident.start), incident.end]);
  });
  return incidents;
}

function jumpIn(series: LabelledSeries, run: Rows, around: Surroundings): Rows | undefined {
  return rowsOfJump(series, { jumps: run, last: run[1] }, around);
}

/**
 * What both readings say of an incident. Where they contradict each other, as what came before a row and what came after it differ, something
 * has begun, unless the series begins with the shorter part.
 *
 * @returns undefined if neither finds a value that is outside; with an end at Infinity for a new level
 */
function joint([forwards, backwards]: readonly [Rows | undefined, Rows | undefined], lastRow: number) {
  // A level that lasted long before is none that began.
  const before = backwards && backwards[0] > -Infinity ? backwards : undefined;
  if (forwards === undefined || before === undefined) return forwards ?? before;
  if (forwards[0] > before[1] || before[0] > forwards[1]) {
    return before[0] === 0 && before[1] < lastRow - forwards[0] ? before : forwards;
  }
  if (forwards[1] === Infinity) return before;
  return [Math.min(forwards[0], before[0]), Math.max(forwards[1], before[1])] as const;
}

function merged(earlier: Incident, later: Incident): Incident {
  return {
    first: earlier.first,
    start: Math.min(earlier.start, later.start),
    // Scores that rise once more because an incident is over do not make it longer.
    end: earlier.outside && !later.outside ? earlier.end : Math.max(earlier.end, later.end),
    raised: later.raised,
    outside: earlier.outside || later.outside,
  };
}
