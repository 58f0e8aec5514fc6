import type { LabelledIncident, MetricTable, Signals, Symptom } from "../../model/mod.ts";

/** The share of the window before that stays a window before. */
const LEARNT = 2 / 3;

/**
 * A case in which nothing is wrong, out of the window before an incident: its last third is handed on as the window after. For
 * measuring how often a method accuses where nobody is to blame.
 *
 * @returns nothing if the window is too short to be parted
 */
export function calmCase({ incident }: LabelledIncident): LabelledIncident | undefined {
  const { timesSeconds } = incident.before.metrics;
  const cut = Math.floor(timesSeconds.length * LEARNT);
  if (cut < 2 || cut === timesSeconds.length) return undefined;
  const seconds = timesSeconds[cut]!;
  const { symptom, ...rest } = incident;
  return {
    incident: {
      ...rest,
      id: `${incident.id}/calm`,
      before: part(incident.before, { from: 0, to: cut }, (time) => time < seconds),
      after: part(incident.before, { from: cut, to: timesSeconds.length }, (time) => time >= seconds),
      // The moment at which it was felt lies outside.
      ...(symptom && { symptom: withoutTime(symptom) }),
    },
    truth: { services: [] },
  };
}

function withoutTime({ timeSeconds: _, ...symptom }: Symptom): Symptom {
  return symptom;
}

function part(
  { metrics, logs, spans }: Signals,
  { from, to }: { from: number; to: number },
  belongs: (timeSeconds: number) => boolean,
): Signals {
  return {
    metrics: rows(metrics, from, to),
    ...(logs && { logs: logs.filter(({ timeSeconds }) => belongs(timeSeconds)) }),
    ...(spans && { spans: spans.filter(({ startSeconds }) => belongs(startSeconds)) }),
  };
}

function rows(table: MetricTable, from: number, to: number): MetricTable {
  return {
    ...table,
    timesSeconds: table.timesSeconds.slice(from, to),
    columns: table.columns.map((column) => column.slice(from, to)),
  };
}
