import type { LabelledIncident, LogRecord, MetricTable, Signals, Span } from "../../model/mod.ts";
import type { RecordedFiles } from "../reading/files.ts";
import { noticedLate, requireRows } from "../reading/late.ts";
import { createLosses, type Losses, readableIncidents } from "../reading/losses.ts";
import { malformed } from "../reading/malformed.ts";
import { splitLabel } from "./columns.ts";
import { CASE, caseAt, inFolder, type RcaevalCase, rcaevalFolders } from "./cases.ts";
import { readRcaevalLogs, readRcaevalSpans } from "./events.ts";
import { readRcaevalMetrics } from "./metrics.ts";
import { requireFile, requireService } from "../reading/require.ts";
import { type IncidentFormat, type IncidentSource, requireNoSplit } from "../reading/incident_source.ts";
import { dependenciesOf, frontOf } from "../reading/spans.ts";
import { allIndicators, rowsWhere, withIndicators } from "../reading/table.ts";

/** Front services of the benchmark's three systems, for cases without spans. */
const FRONTS = ["front-end", "frontend", "ts-ui-dashboard"];

/** The windows of a case. */
interface Sides {
  readonly before: Signals;
  readonly after: Signals;
}

/**
 * RCAEval (Pham et al., WWW Companion 2025) in all its layouts: RE1 to RE3, the four sets of the ASE 2024 paper, and the
 * pairs of tables in which Sock Shop was first published (Ikram et al., NeurIPS 2022). Values are as recorded;
 * `publishedRecipe` prepares them as the benchmark does. The id of an incident is a number, since the name of its folder
 * is the answer.
 */
export const rcaeval: IncidentFormat = {
  about:
    "RCAEval: metrics of Sock Shop, Online Boutique or Train Ticket, a row a second; RE2 and RE3 with logs and spans",
  layout:
    "<service>_<fault>/<number>/{data.csv or simple_metrics.csv or metrics.csv,inject_time.txt} or {normal.csv,anomalous.csv}",
  marks: CASE,
  open: (files, options): Promise<IncidentSource> => {
    requireNoSplit("rcaeval", options);
    const folders = rcaevalFolders(files);
    const losses = createLosses(options);
    const incidents = readableIncidents([...folders.entries()], {
      losses,
      nameOf: ([, folder]) => folder || files.name,
      read: ([index, folder]) =>
        read({ files, losses }, caseAt(files, folder), { index, lateSeconds: options.lateSeconds ?? 0 }),
    });
    return Promise.resolve({ count: folders.length, incidents, notes: losses.notes });
  },
};

/** The files, and what is done where they can't be read. */
interface Reading {
  readonly files: RecordedFiles;
  readonly losses: Losses;
}

async function read(
  reading: Reading,
  found: RcaevalCase,
  { index, lateSeconds }: { readonly index: number; readonly lateSeconds: number },
): Promise<LabelledIncident> {
  const late = { lateSeconds, id: `${found.dataset}/${index + 1}` };
  const sides = found.table === undefined
    ? await readPair(reading, found, late)
    : await readOneTable(reading, { ...found, table: found.table }, late);
  return labelled(late.id, sides, found);
}

function labelled(
  id: string,
  { before, after }: Sides,
  { folder, label }: RcaevalCase,
): LabelledIncident {
  const spans = before.spans ?? [];
  const services = [...new Set([...before.metrics.indicators, ...spans].map((seen) => seen.service))];
  const { service, part: fault } = splitLabel(label, services)!;
  requireService(service, services, folder);
  const front = frontOf(spans) ?? FRONTS.find((name) => services.includes(name));
  return {
    incident: {
      id,
      services,
      before,
      after,
      ...(spans.length > 0 && { graph: dependenciesOf(spans) }),
      ...(front !== undefined && { symptom: { service: front } }),
    },
    truth: { services: [service], fault, path: folder },
  };
}

async function readPair(
  { files, losses }: Reading,
  { folder }: RcaevalCase,
  late: { lateSeconds: number; id: string },
): Promise<Sides> {
  const table = (name: string, startSeconds: number): Promise<MetricTable> =>
    requireFile(
      files,
      inFolder(folder, name),
      (text, path) => readRcaevalMetrics(text, path, { untimed: { startSeconds }, losses }),
    );
  const normal = await table("normal.csv", 0);
  const anomalous = await table("anomalous.csv", normal.timesSeconds.at(-1)! + 1);
  const indicators = allIndicators(normal, anomalous);
  const { before, after } = noticedLate(
    { before: withIndicators(normal, indicators), after: withIndicators(anomalous, indicators) },
    late,
  );
  for (const side of [before, after]) requireRows(side, late);
  return { before: { metrics: before }, after: { metrics: after } };
}

async function readOneTable(
  { files, losses }: Reading,
  { folder, table }: RcaevalCase & { table: string },
  late: { lateSeconds: number; id: string },
): Promise<Sides> {
  const injected = await requireFile(files, inFolder(folder, "inject_time.txt"), readInjectTime);
  const metrics = await requireFile(files, table, (text, path) => readRcaevalMetrics(text, path, { losses }));
  const ifReadable = async <T>(name: string, read: (text: string, path: string, losses: Losses) => T) => {
    const path = inFolder(folder, name);
    if (!files.paths.includes(path)) return undefined;
    return await losses.part(path, async () => read(await files.text(path), path, losses));
  };
  const logs = await ifReadable("logs.csv", readRcaevalLogs);
  const spans = await ifReadable("traces.csv", readRcaevalSpans);
  const onset = injected + late.lateSeconds;
  const side = (wanted: (time: number) => boolean): Signals => ({
    metrics: rowsWhere(metrics, wanted),
    ...(logs && { logs: logs.filter(({ timeSeconds }: LogRecord) => wanted(timeSeconds)) }),
    ...(spans && { spans: spans.filter(({ startSeconds }: Span) => wanted(startSeconds)) }),
  });
  const sides = { before: side((time) => time < onset), after: side((time) => time >= onset) };
  for (const { metrics } of [sides.before, sides.after]) requireRows(metrics, late);
  return sides;
}

function readInjectTime(text: string, path: string): number {
  const first = text.split("\n")[0]!.trim();
  if (!/^\d+(?:\.\d+)?$/.test(first)) throw malformed({ path, line: 1 }, "a time in Unix seconds", first);
  return Number(first);
}
