import type { Incident, LabelledIncident, LogRecord, Signals, Span } from "../../model/mod.ts";
import type { RecordedFiles } from "../reading/files.ts";
import { requireRows } from "../reading/late.ts";
import type { Losses } from "../reading/losses.ts";
import { malformed } from "../reading/malformed.ts";
import type { NezhaDay, NezhaFault } from "./recording.ts";
import { readNezhaLogs } from "./logs.ts";
import { readNezhaMetrics } from "./metrics.ts";
import { serviceOfPod } from "./pods.ts";
import { readNezhaSpans } from "./spans.ts";
import { requireService } from "../reading/require.ts";
import { dependenciesOf, frontOf } from "../reading/spans.ts";
import { rowsWhere } from "../reading/table.ts";

/** Length of the window after for logs and spans: the data set keeps two to three minutes of each fault. */
const EVENTS_SECONDS = 120;

/** Length of the window after for metrics: with one row a minute, less would be one or two rows. */
const METRICS_SECONDS = 180;

/** Rows within this time after any injection are not used as normal ones. */
const DISTURBED_SECONDS = 300;

/** Number of minute files to read: they are cut up to 68 s before the end of the minute in their name. */
const MINUTE_FILES = 4;

/** Logs and spans of some minutes, in order of time. */
interface Events {
  readonly logs: readonly LogRecord[];
  readonly spans: readonly Span[];
}

/** A fault of a day. */
export interface NezhaCase {
  readonly day: NezhaDay;
  readonly fault: NezhaFault;
}

/** The id of an incident: it tells the time, not the cause. */
export function nezhaId({ day: { date }, fault: { timeSeconds } }: NezhaCase): string {
  return `${date}/${minuteName(timeSeconds)}`;
}

/** Reads one incident after another; those of one day, if they follow each other, share its metrics and fault-free minutes. */
export function createNezhaReader(
  reading: Reading,
  lateSeconds: number,
): (one: NezhaCase) => Promise<LabelledIncident> {
  let open: { day: NezhaDay; shared: ReturnType<typeof readDay> } | undefined;
  return async ({ day, fault }) => {
    if (open?.day !== day) open = { day, shared: readDay(reading, day) };
    const { normal, metrics } = await open.shared;
    const onset = fault.timeSeconds + lateSeconds;
    const recorded = await readEvents(reading, minutesOf(reading.files, day, fault));
    const calm = (time: number) => day.faults.every((other) => other === fault || !disturbs(other, time));
    const id = nezhaId({ day, fault });
    const before: Signals = {
      metrics: rowsWhere(metrics, (time) => time < onset && calm(time)),
      ...upTo(onset, normal, recorded),
    };
    const after: Signals = {
      metrics: rowsWhere(metrics, (time) => time >= onset && time < onset + METRICS_SECONDS),
      ...within(onset, onset + EVENTS_SECONDS, recorded),
    };
    for (const side of [before, after]) requireRows(side.metrics, { lateSeconds, id });
    return labelled({ id, before, after }, fault, `${day.root}rca_data/${day.date}`);
  };
}

/** The files, and what is done where they can't be read. */
interface Reading {
  readonly files: RecordedFiles;
  readonly losses: Losses;
}

/** What the incidents of a day share. */
async function readDay(reading: Reading, { root, date }: NezhaDay) {
  const { files, losses } = reading;
  return {
    normal: await readEvents(reading, minuteNames(files, `${root}construct_data/${date}/`)),
    metrics: await readNezhaMetrics(
      files,
      [`${root}construct_data/${date}/metric/`, `${root}rca_data/${date}/metric/`],
      losses,
    ),
  };
}

function labelled(
  { id, before, after }: Pick<Incident, "id" | "before" | "after">,
  { pod, kind }: NezhaFault,
  path: string,
): LabelledIncident {
  const spans = before.spans ?? [];
  const seen = [...before.metrics.indicators, ...spans, ...after.spans ?? []].map(({ service }) => service);
  const services = [...new Set(seen)].sort();
  const cause = serviceOfPod(pod);
  requireService(cause, services, path);
  const front = frontOf(spans);
  return {
    incident: {
      id,
      services,
      before,
      after,
      graph: dependenciesOf(spans),
      ...(front !== undefined && { symptom: { service: front } }),
    },
    truth: { services: [cause], fault: kind, path },
  };
}

function disturbs({ timeSeconds }: NezhaFault, time: number): boolean {
  return time >= timeSeconds && time < timeSeconds + DISTURBED_SECONDS;
}

function upTo(end: number, normal: Events, recorded: Events): Events {
  const { logs, spans } = within(-Infinity, end, recorded);
  return { logs: byTime(normal.logs, logs, timeOfLog), spans: byTime(normal.spans, spans, timeOfSpan) };
}

function within(start: number, end: number, { logs, spans }: Events): Events {
  const wanted = (time: number) => time >= start && time < end;
  return {
    logs: logs.filter((log) => wanted(timeOfLog(log))),
    spans: spans.filter((span) => wanted(timeOfSpan(span))),
  };
}

function byTime<T>(some: readonly T[], others: readonly T[], time: (of: T) => number): T[] {
  return [...some, ...others].sort((a, b) => time(a) - time(b));
}

const timeOfLog = ({ timeSeconds }: LogRecord) => timeSeconds;
const timeOfSpan = ({ startSeconds }: Span) => startSeconds;

/** Paths of minute files with placeholders, such as `rca_data/2023-01-30/{kind}/11_51_{kind}.csv`. */
function minutesOf(files: RecordedFiles, { root, date }: NezhaDay, { timeSeconds }: NezhaFault): string[] {
  const folder = `${root}rca_data/${date}/`;
  const there = new Set(minuteNames(files, folder));
  const wanted = Array.from(
    { length: MINUTE_FILES },
    (_, i) => `${folder}{kind}/${minuteName(timeSeconds + 60 * i)}_{kind}.csv`,
  );
  const found = wanted.filter((name) => there.has(name));
  if (found.length === 0) {
    throw malformed({ path: folder }, `the file "trace/${minuteName(timeSeconds)}_trace.csv"`);
  }
  return found;
}

function minuteNames({ paths }: RecordedFiles, folder: string): string[] {
  return paths.filter((path) => path.startsWith(`${folder}trace/`) && path.endsWith("_trace.csv"))
    .map((path) => path.replace("/trace/", "/{kind}/").replace(/_trace\.csv$/, "_{kind}.csv"));
}

/** The minute of a time as in the names of files: 11_51. */
function minuteName(timeSeconds: number): string {
  return new Date(timeSeconds * 1000).toISOString().slice(11, 16).replace(":", "_");
}

async function readEvents({ files, losses }: Reading, names: readonly string[]): Promise<Events> {
  const logs: LogRecord[][] = [];
  const spans: Span[][] = [];
  const read = <T>(path: string, of: (text: string, path: string, losses: Losses) => T) =>
    losses.part(path, async () => of(await files.text(path), path, losses));
  for (const name of names) {
    spans.push(await read(name.replaceAll("{kind}", "trace"), readNezhaSpans) ?? []);
    const log = name.replaceAll("{kind}", "log");
    if (files.paths.includes(log)) logs.push(await read(log, readNezhaLogs) ?? []);
  }
  return { logs: byTime(logs.flat(), [], timeOfLog), spans: byTime(spans.flat(), [], timeOfSpan) };
}
