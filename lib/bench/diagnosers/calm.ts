import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { withoutLastStretch } from "../../observe/last_stretch.ts";
import type { LabelledIncident, MetricTable, Signals, Symptom } from "../../model/mod.ts";

const ARGUMENTS = z.object({ labelled: objectWith({ incident: "object", truth: "object" }) });

/** Share of the window before that the fault-free case keeps as its window before. */
const BEFORE_SHARE = 2 / 3;

/**
 * A fault-free case, cut out of the window before an incident: the last third of that window becomes the window after. It serves to measure
 * how often a method accuses a service although nothing is wrong. Logs and spans that were recorded only because the incident was about to begin
 * are left out of it: they may show its beginning.
 *
 * @returns undefined if the window before is too short
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function calmCase(labelled: LabelledIncident): LabelledIncident | undefined {
  checkOptions("calmCase", ARGUMENTS, { labelled });
  const { incident } = labelled;
  const { timesSeconds } = incident.before.metrics;
  const cut = Math.floor(timesSeconds.length * BEFORE_SHARE);
  if (cut < 2 || cut === timesSeconds.length) return undefined;
  const seconds = timesSeconds[cut]!;
  const { trusted } = withoutLastStretch(incident.before);
  const { symptom, ...rest } = incident;
  return {
    incident: {
      ...rest,
      id: `${incident.id}/calm`,
      before: part(trusted, { from: 0, to: cut }, (time) => time < seconds),
      after: part(trusted, { from: cut, to: timesSeconds.length }, (time) => time >= seconds),
      // The time of the symptom is outside of both windows.
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
