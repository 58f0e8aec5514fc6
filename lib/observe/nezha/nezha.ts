import { z } from "zod";
import type { RecordedFiles } from "../reading/files.ts";
import { readJson } from "../reading/json.ts";
import { createLosses, type Losses, readableIncidents } from "../reading/losses.ts";
import { malformed } from "../reading/malformed.ts";
import { createNezhaReader, type NezhaCase, nezhaId } from "./day.ts";
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
    const losses = createLosses(options);
    const days = await readDays({ files, losses });
    const cases = days.flatMap((day) => day.faults.map((fault): NezhaCase => ({ day, fault })));
    const read = createNezhaReader({ files, losses }, options.lateSeconds ?? 0);
    return {
      count: cases.length,
      incidents: readableIncidents(cases, { losses, nameOf: nezhaId, read }),
      notes: losses.notes,
    };
  },
};

async function readDays(
  { files, losses }: { readonly files: RecordedFiles; readonly losses: Losses },
): Promise<NezhaDay[]> {
  return await Array.fromAsync(readableIncidents(files.paths.filter((path) => FAULT_LIST.test(path)), {
    losses,
    nameOf: (path) => path,
    read: async (path): Promise<NezhaDay> => {
      const [, above, date] = path.match(FAULT_LIST)!;
      const root = above === undefined ? "" : `${above}/`;
      return { root, date: date!, faults: await readFaults(await files.text(path), path, losses) };
    },
  }));
}

async function readFaults(text: string, path: string, losses: Losses): Promise<NezhaFault[]> {
  const faults: NezhaFault[] = [];
  for (const { inject_time, inject_pod, inject_type } of Object.values(readJson(text, path, FAULTS)).flat()) {
    const timeSeconds = await losses.part(
      `a fault of ${path}`,
      () => Promise.resolve(inject_time).then((time) => injectionTime(time, path)),
    );
    if (timeSeconds !== undefined) faults.push({ timeSeconds, pod: inject_pod, kind: inject_type });
  }
  return faults.sort((a, b) => a.timeSeconds - b.timeSeconds);
}

function injectionTime(text: string, path: string): number {
  const milliseconds = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)
    ? Date.parse(`${text.replace(" ", "T")}Z`)
    : NaN;
  if (Number.isNaN(milliseconds)) throw malformed({ path }, 'an "inject_time" as 2023-01-30 11:51:46', text);
  return milliseconds / 1000;
}
