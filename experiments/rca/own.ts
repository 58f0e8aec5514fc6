import { basename } from "node:path";
import {
  diagnoseIncident,
  diagnosers,
  diagnosisText,
  explanationText,
  nobody,
} from "../../lib/diagnose/mod.ts";
import { type Dependency, type Diagnosis, type MetricTable, UsageError } from "../../lib/model/mod.ts";
import { type OwnIncident, ownIncident, type ServiceMetricsOptions } from "../../lib/observe/mod.ts";
import { clockText, momentOf, UTC, wallTime } from "../../lib/model/shown/wall_clock.ts";
import { durationText } from "../../lib/model/shown/metric_text.ts";
import { otherOnset } from "../../lib/observe/own/onset/other_onset.ts";
import { quietRecording } from "../../lib/observe/own/incident.ts";
import { serviceMetricsOfFiles } from "../../lib/observe/own/metrics.ts";
import { readFileTexts } from "../../lib/observe/reading/open_files.ts";
import { counted } from "../../lib/observe/reading/words.ts";
import { toTimeSeconds } from "../../lib/observe/series/mod.ts";
import { textTable } from "../../lib/report/table.ts";
import { plotIncident } from "../../lib/bench/diagnosers/mod.ts";
import { isThere, lookedFor } from "../cli/disk.ts";
import { printable } from "../cli/printable.ts";
import { readJsonFile } from "../cli/json_file.ts";
import { readLogs, readSpans } from "../cli/signal_files.ts";
import { requireDistinctPaths } from "../cli/distinct_paths.ts";
import { bothOf, openPicture, picturesOf } from "../cli/picture_paths.ts";
import { zonelessTimes } from "../cli/zone_option.ts";
import { openWhole, writeTogether } from "../cli/write_whole.ts";

/** What the options say about one's own incident. */
export interface OwnArguments {
  readonly data?: string;
  readonly onset?: string;
  readonly end?: string;
  readonly graph?: string;
  readonly traces?: string;
  readonly logs?: string;
  readonly symptom?: string;
  readonly diagnoser?: string;
  readonly json?: string;
  readonly figure?: string;
  readonly reading: ServiceMetricsOptions;
  /** The zone in which times are told, and `onset` and `end` are taken where they name none. Default UTC. */
  readonly zone?: string;
  /** The zone of times in tables that name none. Default UTC. */
  readonly timesIn?: string;
}

/** What was read. */
interface OwnFiles {
  /** With NaN as its beginning where none was found. */
  readonly own: OwnIncident;
  readonly notes: readonly string[];
  readonly recorded: MetricTable | undefined;
}

const NO_BEGINNING = "no beginning of an incident was found, since no metric changes much at any time";
const TOO_FEW_ROWS =
  "no beginning of an incident was found: there are too few rows, since 5 before it and 2 from it on are needed";
/** Rows of which a beginning can be found. */
const MIN_ROWS = 7;
/** A time of the day without a zone. */
const CLOCK = /^\d\d:\d\d(?::\d\d)?$/;
/** A date and a time of the day without a zone. */
const LOCAL = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/;
/** Services that are listed. */
const LISTED_SERVICES = 10;
/** Scores below this share of the highest are told as 0. */
const NEGLIGIBLE = 1e-6;

/**
 * Says who is at fault in an incident of one's own, and why.
 *
 * @throws {UsageError} for a file that can't be read, an incident that can't be made of it, or a path that can't be written
 */
export async function explainOwn(
  given: OwnArguments,
  { print, warn }: Readonly<Record<"print" | "warn", (text: string) => void>>,
): Promise<void> {
  const { data, traces, logs, json, figure, diagnoser = "fused" } = given;
  diagnosers.choose(diagnoser);
  const inputs = Object.entries({ data, traces, logs, graph: given.graph })
    .flatMap(([option, path]) => path === undefined ? [] : [{ option, path }]);
  requireDistinctPaths({
    inputs,
    outputs: [
      ...(json === undefined ? [] : [{ option: "json", path: json }]),
      ...picturesOf(figure, "figure"),
    ],
  });
  for (const { option, path } of inputs) {
    if (!isThere(path)) {
      throw new UsageError(`Cannot find the ${option} "${printable(path)}"${printable(lookedFor(path))}`);
    }
  }
  const { own, notes, recorded } = await readOwn(given);
  const jsonFile = json === undefined ? undefined : openWhole(json, { option: "json" });
  const pictures = figure === undefined ? undefined : openPicture(figure, "figure");
  const diagnosis = Number.isNaN(own.onsetSeconds)
    ? nobody(
      own.incident.services,
      (recorded?.timesSeconds.length ?? MIN_ROWS) < MIN_ROWS ? TOO_FEW_ROWS : NO_BEGINNING,
    )
    : diagnoseIncident(own.incident, diagnoser);
  if (given.onset !== "auto" && recorded !== undefined) {
    for (const note of onsetNotes(recorded, own.onsetSeconds, given.zone)) warn(`note: ${note}`);
  }
  print(textOf(own, diagnosis, { notes, zone: given.zone }));
  writeTogether([
    ...(jsonFile ? [{ file: jsonFile, content: jsonOf(own, diagnosis, notes) }] : []),
    ...(await pictures?.(plotIncident(own.incident, diagnosis, {
      recorded,
      endSeconds: own.endSeconds,
      zone: given.zone,
    })) ??
      []),
  ]);
  const written = [json, ...(figure === undefined ? [] : bothOf(figure))].filter((path) =>
    path !== undefined
  );
  if (written.length > 0) print(`\nWritten: ${written.join(", ")}`);
}

async function readOwn(given: OwnArguments): Promise<OwnFiles> {
  const graph = given.graph === undefined ? undefined : graphOf(given.graph);
  const services = graph?.flatMap(({ caller, callee }) => [caller, callee]) ?? [];
  const notes: string[] = [];
  let metrics: MetricTable | undefined;
  if (given.data !== undefined) {
    const { files, notes: left } = await readFileTexts(given.data);
    const read = serviceMetricsOfFiles(files, { ...given.reading, services });
    metrics = read.table;
    const local = ([["onset", given.onset], ["end", given.end]] as const)
      .flatMap(([option, text = ""]) => CLOCK.test(text) || LOCAL.test(text) ? [`--${option}`] : []);
    const times = zonelessTimes(read.notes, given.zone, local);
    notes.push(...[...read.notes, ...times, ...left].map((note) => `${basename(given.data!)}: ${note}`));
  }
  const zone = given.timesIn === undefined ? {} : { timesIn: given.timesIn };
  const traces = given.traces === undefined ? undefined : await readSpans(given.traces, zone);
  const read = given.logs === undefined ? undefined : await readLogs(given.logs, zone);
  notes.push(
    ...(traces?.notes ?? []).map((note) => `${basename(given.traces!)}: ${note}`),
    ...(read?.notes ?? []).map((note) => `${basename(given.logs!)}: ${note}`),
  );
  const [spans, logs] = [traces?.spans, read?.logs];
  const recording = { ...(metrics && { metrics }), ...(spans && { spans }), ...(logs && { logs }) };
  const known = {
    ...(graph && { graph }),
    ...(given.symptom !== undefined && { symptom: given.symptom }),
  };
  const recorded = { metrics, zone: given.zone ?? UTC };
  const end = given.end === undefined
    ? {}
    : { end: given.end === "none" ? Infinity : timeOf("end", given.end, "none", recorded) };
  const onset = given.onset === "auto" ? "auto" : timeOf("onset", given.onset!, "auto", recorded);
  const quiet = onset === "auto" ? quietRecording(recording, known) : undefined;
  const own = quiet === undefined
    ? ownIncident(recording, { onset, ...end, ...known, shownZone: recorded.zone })
    : { incident: quiet, onsetSeconds: NaN, endSeconds: Infinity };
  return { own, notes, recorded: metrics };
}

/** What to know where the metrics clearly change at another time than the onset that was given. */
function onsetNotes(recorded: MetricTable, onsetSeconds: number, zone: string | undefined): string[] {
  const other = otherOnset(recorded, onsetSeconds);
  if (Number.isNaN(other)) return [];
  const apart = durationText(Math.abs(other - onsetSeconds));
  return [
    `the metrics change most at ${wallTime(other, zone)}, ${apart} ${
      other > onsetSeconds ? "after" : "before"
    } the onset that was given; --onset auto takes that`,
  ];
}

function timeOf(option: string, text: string, word: string, recorded: Recorded): number {
  const { zone } = recorded;
  const seconds = CLOCK.test(text)
    ? clockIn(text, recorded)
    : LOCAL.test(text)
    ? momentOf(toTimeSeconds(text), zone)
    : toTimeSeconds(text);
  if (!Number.isNaN(seconds)) return seconds;
  throw new UsageError(
    `The option --${option} needs a time as 2024-03-04T08:00:00Z, Unix seconds or ${word}, found "${text}"`,
  );
}

const DAY_SECONDS = 86_400;

/** What was recorded, and the zone that times are given in. */
interface Recorded {
  readonly metrics: MetricTable | undefined;
  readonly zone: string;
}

/** The only time in a recording at which the clock of a zone shows that; NaN where it shows it never or on several days. */
function clockIn(text: string, { metrics, zone }: Recorded): number {
  const [first, last] = [metrics?.timesSeconds[0] ?? NaN, metrics?.timesSeconds.at(-1) ?? NaN];
  if (Number.isNaN(first)) return NaN;
  const [hours = 0, minutes = 0, seconds = 0] = text.split(":").map(Number);
  const ofDay = 3600 * hours + 60 * minutes + seconds;
  const midnight = Date.parse(`${clockText(first, zone).slice(0, 10)}T00:00Z`) / 1000;
  const found: number[] = [];
  // Where clocks are put back the last day is longer than the others.
  for (let day = midnight; day <= last + DAY_SECONDS && found.length < 2; day += DAY_SECONDS) {
    const moment = momentOf(day + ofDay, zone);
    if (moment >= first && moment <= last) found.push(moment);
  }
  return found.length === 1 ? found[0]! : NaN;
}

/** A list of pairs or of `{ caller, callee }`, an object with the callees of each caller, or either under "graph" or "calls". */
function graphOf(path: string): Dependency[] {
  let document = readJsonFile(path, "graph");
  if (typeof document === "object" && document !== null) {
    const { graph, calls } = document as { graph?: unknown; calls?: unknown };
    document = graph ?? calls ?? document;
  }
  const pairs = Array.isArray(document)
    ? document.map((one) => Array.isArray(one) ? one : [one?.caller, one?.callee])
    : Object.entries(document as Record<string, unknown>).flatMap(([caller, callees]) =>
      Array.isArray(callees) ? callees.map((callee) => [caller, callee]) : [[caller, callees]]
    );
  const wrong = pairs.find((pair) =>
    pair.length !== 2 || pair.some((name) => typeof name !== "string" || name === "")
  );
  if (wrong !== undefined || pairs.length === 0) {
    throw new UsageError(
      `${path}: expected calls as [["web", "db"]], [{"caller": "web", "callee": "db"}] or {"web": ["db"]}, found ${
        JSON.stringify(wrong ?? document).slice(0, 80)
      }`,
    );
  }
  return pairs.map(([caller, callee]) => ({ caller, callee }));
}

function textOf(
  { incident, onsetSeconds, endSeconds }: OwnIncident,
  diagnosis: Diagnosis,
  { notes, zone }: { readonly notes: readonly string[]; readonly zone: string | undefined },
): string {
  const { before, after, services, graph = [] } = incident;
  const rows = before.metrics.timesSeconds.length + after.metrics.timesSeconds.length === 0
    ? ""
    : `: ${before.metrics.timesSeconds.length} rows before, ${after.metrics.timesSeconds.length} ${
      endSeconds === Infinity ? "from then on" : "until its end"
    }`;
  const recorded = new Set([
    ...before.metrics.indicators.map(({ service }) => service),
    ...[before, after].flatMap(({ spans = [], logs = [] }) => [...spans, ...logs]).map(({ service }) =>
      service
    ),
  ]);
  const silent = services.filter((name) => !recorded.has(name));
  const behind = diagnosis.confidence === 0
    ? []
    : silent.filter((name) =>
      graph.some(({ caller, callee }) => caller === diagnosis.suspect && callee === name)
    );
  const began = Number.isNaN(onsetSeconds)
    ? `No beginning found: ${counted(before.metrics.timesSeconds.length, "row")}`
    : `${diagnosis.confidence === 0 ? "Supposed beginning" : "Began"} ${wallTime(onsetSeconds, zone)}${
      endSeconds === Infinity ? "" : `, over at ${wallTime(endSeconds, zone)}`
    }${rows}`;
  const known = graph.length === 0
    ? "no call graph (--graph FILE says who calls whom)"
    : `${counted(graph.length, "call")} between them`;
  return [
    notes.join("\n"),
    ...(silent.length > 0
      ? [
        `Nothing was recorded of ${silent.join(", ")}, which the graph names: ${
          silent.length > 1 ? "they" : "it"
        } can hardly be suspected`,
      ]
      : []),
    `${began}; ${counted(services.length, "service")}, ${known}`,
    answerOf(diagnosis, [
      ...(Number.isNaN(onsetSeconds) ? ["the time when it began (--onset)"] : []),
      ...(incident.graph === undefined ? ["a call graph (--graph)"] : []),
      ...(before.spans === undefined ? ["traces (--traces)"] : []),
      "a longer time before the beginning",
    ]),
    ...(behind.length === 0 ? [] : [
      `${diagnosis.suspect} calls ${
        behind.join(" and ")
      }, of which nothing was recorded: whether it only waits there can't be told`,
    ]),
    // Where nobody is named the rationale has told all of it.
    diagnosis.confidence === 0 ? "" : explanationText(diagnosis),
    rankingOf(diagnosis),
  ].filter((part) => part !== "").join("\n\n");
}

/** The ranking as a table, with scores that are next to nothing as 0; nothing where nobody is suspected. */
export function rankingOf({ ranking, confidence }: Pick<Diagnosis, "ranking" | "confidence">): string {
  if (confidence === 0 || ranking.every(({ score }) => score === 0)) return "";
  const negligible = NEGLIGIBLE * Math.max(...ranking.map(({ score }) => Math.abs(score)));
  const rows = ranking.slice(0, LISTED_SERVICES)
    .map(({ service, score }) => [service, (Math.abs(score) < negligible ? 0 : score).toPrecision(3)]);
  return textTable(["service", "score"], rows);
}

/** Who is at fault and what speaks for it, or what would help to tell. */
function answerOf(
  diagnosis: Diagnosis,
  wanted: readonly string[],
): string {
  const { confidence, fault, evidence = [], rationale } = diagnosis;
  const help = wanted.join(", ");
  if (confidence === 0) {
    const nobody = /^Nobody/.test(rationale) ? rationale : `Nobody can be named: ${rationale}`;
    return `${nobody}. What would help to tell: ${help}`;
  }
  const sure = confidence < 0.5 ? ` That is not much. What would help to tell: ${help}` : "";
  const why = evidence.length > 0
    ? evidence.map(({ service, text }) =>
      service === diagnosis.suspect ? `  ${service}: ${text}` : `  ${text}`
    )
    : [`  ${rationale}`];
  return [
    `${diagnosisText(diagnosis)}.${sure}`,
    ...why,
    ...(fault === undefined ? ["  What kind of fault it is can't be told from this."] : []),
  ].join("\n");
}

function jsonOf(
  { incident, onsetSeconds, endSeconds }: OwnIncident,
  diagnosis: Diagnosis,
  notes: readonly string[],
): string {
  const { services, graph = [], symptom } = incident;
  return `${
    JSON.stringify(
      {
        onsetSeconds: Number.isNaN(onsetSeconds) ? null : onsetSeconds,
        ...(endSeconds !== Infinity && { endSeconds }),
        services,
        graph,
        ...(symptom && { symptom }),
        notes,
        diagnosis,
      },
      null,
      2,
    )
  }\n`;
}
