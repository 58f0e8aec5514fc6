import { z } from "zod";
import type { RecordedFiles } from "../reading/files.ts";
import { readJson } from "../reading/json.ts";
import { malformed } from "../reading/malformed.ts";
import { readNezhaDay } from "./day.ts";
import type { NezhaDay, NezhaFault } from "./recording.ts";
import { type IncidentFormat, type IncidentSource, requireNoSplit } from "../reading/incident_source.ts";

const FAULT_LIST = /^(?:(.*)\/)?rca_data\/(\d{4}-\d{2}-\d{2})\/\2-fault_list\.json$/;

/** Fault injections by hour; of their two times only `inject_time` (UTC) is always correct. */
const FAULTS = z.record(
  z.string(),
  z.array(z.object({ inject_time: z.string(), inject_pod: z.string(), inject_type: z.string() })),
);

/** Nezha (Yu et al., ESEC/FSE 2023): metrics, logs and spans of days with injected faults, and of a fault-free minute. */
export const nezha: IncidentFormat = {
  about: "Nezha: metrics, logs and spans of Train Ticket or Online Boutique with injected faults",
  layout:
    "{construct_data,rca_data}/<day>/{metric,log,trace}/*.csv with rca_data/<day>/<day>-fault_list.json",
  marks: FAULT_LIST,
  open: async (files, options): Promise<IncidentSource> => {
    requireNoSplit("nezha", options);
    const days = await Promise.all(files.paths.flatMap((path) => dayAt(files, path)));
    return {
      count: days.reduce((sum, { faults }) => sum + faults.length, 0),
      incidents: readDays(files, days, options.lateSeconds ?? 0),
    };
  },
};

async function* readDays(files: RecordedFiles, days: readonly NezhaDay[], lateSeconds: number) {
  for (const day of days) yield* readNezhaDay(files, day, lateSeconds);
}

function dayAt(files: RecordedFiles, path: string): Promise<NezhaDay>[] {
  const [, above, date] = path.match(FAULT_LIST) ?? [];
  if (date === undefined) return [];
  const root = above === undefined ? "" : `${above}/`;
  return [files.text(path).then((text) => ({ root, date, faults: readFaults(text, path) }))];
}

function readFaults(text: string, path: string): NezhaFault[] {
  return Object.values(readJson(text, path, FAULTS)).flat()
    .map(({ inject_time, inject_pod, inject_type }) => ({
      timeSeconds: injectionTime(inject_time, path),
      pod: inject_pod,
      kind: inject_type,
    }))
    .sort((a, b) => a.timeSeconds - b.timeSeconds);
}

function injectionTime(text: string, path: string): number {
  const milliseconds = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)
    ? Date.parse(`${text.replace(" ", "T")}Z`)
    : NaN;
  if (Number.isNaN(milliseconds)) throw malformed({ path }, 'an "inject_time" as 2023-01-30 11:51:46', text);
  return milliseconds / 1000;
}
