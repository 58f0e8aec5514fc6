import { z } from "zod";
import { anyObject } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { type MetricRole, type MetricTable, UsageError } from "../../model/mod.ts";
import type { FileText } from "../reading/open_files.ts";
import { counted, shortList } from "../reading/words.ts";
import type { ReadTableOptions } from "../table/options.ts";
import { readFrames } from "./export.ts";
import type { MetricFrame } from "./frame.ts";
import { gridOf } from "./grid.ts";
import { missingNotes, singlePointNotes } from "./missing.ts";
import {
  areAddresses,
  isWeak,
  namesMetric,
  roleOf,
  serviceLabelOf,
  serviceOfLabel,
  splitNames,
} from "./names.ts";
import { withQuantiles } from "./quantiles.ts";
import { mergedFrames, replicaNotes, type ServiceFrame } from "./replicas.ts";

/** Metrics by service, and what there is to say about their reading. */
export interface ServiceMetrics {
  /** One column for each metric of each service. */
  readonly table: MetricTable;
  /** What was read and what was left out, line by line. */
  readonly notes: readonly string[];
}

/** What is known of metrics beside their text. */
export interface ServiceMetricsOptions extends Omit<ReadTableOptions, "values" | "label" | "warmupRows"> {
  /** Services that are known, as from a call graph: they part names of columns that could be parted in several ways. */
  readonly services?: readonly string[];
}

const ARGUMENTS = z.object({ text: z.string(), path: z.string(), options: anyObject });

/**
 * Reads the metrics of a system, whoever exported them: answers of Prometheus (`query_range`, `query`), CloudWatch (`get-metric-data`), Datadog
 * (`/api/v1/query`) and Elasticsearch (`date_histogram`), OpenMetrics text, OTLP/JSON metrics, or a table with a column for each metric of each
 * service, as Grafana and InfluxDB export them. Which service a metric is of is found in its labels or its name; counters become rates, histograms
 * their 95th percentile.
 *
 * @param path for messages
 * @throws {UsageError} for a text in none of these formats, and for metrics of which no service can be told
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { serviceMetrics } from "./metrics.ts";
 * const { table } = serviceMetrics("time,web_cpu,db_latency_p95\n2024-03-04 08:00,0.2,15\n2024-03-04 08:01,0.3,17\n", "mine.csv");
 * deepStrictEqual(table.indicators, [
 *   { service: "web", metric: "cpu", role: "cpu" },
 *   { service: "db", metric: "latency_p95", role: "latency" },
 * ]);
 * ```
 */
export function serviceMetrics(
  text: string,
  path: string,
  options: ServiceMetricsOptions = {},
): ServiceMetrics {
  checkOptions("serviceMetrics", ARGUMENTS, { text, path, options });
  const { services = [], ...reading } = options;
  const { frames, notes } = ofFile({ text, path }, { services, reading });
  return { table: onOneGrid(groupsOf(frames)), notes: [...notes, ...mergedNotes(frames)] };
}

/**
 * `serviceMetrics` of the files of a folder or an archive together. A file whose metrics name no service is of the service that it is
 * called after. Files that hold no metrics are left out and told.
 *
 * @throws {UsageError} as `serviceMetrics`, the first file's, where none can be read
 */
export function serviceMetricsOfFiles(
  files: readonly FileText[],
  options: ServiceMetricsOptions = {},
): ServiceMetrics {
  const { services = [], ...reading } = options;
  const called = files.length > 1 ? servicesOfFiles(files.map(({ path }) => path), services) : [];
  const [frames, told, lost]: [RatedFrame[], FileNote[], UsageError[]] = [[], [], []];
  for (const [i, file] of files.entries()) {
    try {
      const read = ofFile(file, { services, reading, called: called[i] });
      frames.push(...read.frames);
      told.push(...read.notes.map((note) => ({ path: file.path, note })));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      lost.push(error);
    }
  }
  if (frames.length === 0) throw lost[0]!;
  return {
    table: onOneGrid(groupsOf(frames)),
    notes: [
      ...notesOfFiles(told, files.length),
      ...lost.map(({ message }) => `left out: ${message}`),
      ...mergedNotes(frames),
    ],
  };
}

interface FileNote {
  readonly path: string;
  readonly note: string;
}

/** Notes with the file that they are about, once where they are about each. */
function notesOfFiles(told: readonly FileNote[], files: number): string[] {
  if (files === 1) return told.map(({ note }) => note);
  const byNote = Map.groupBy(told, ({ note }) => note);
  return [...byNote].flatMap(([note, own]) =>
    own.length === files ? [`each file: ${note}`] : own.map(({ path }) => `${path}: ${note}`)
  );
}

/** What a replica's number at the end of a file's name looks like, as in `web-1` and `web02`. */
const REPLICA_ENDING = /[-_.]?\d{1,3}$/;

/**
 * The services that files are called after. `web-1`, `web-2` and `db-1` are replicas of `web` and `db`; where all are called alike, as
 * `machine-1` and `machine-2`, or a service's own name ends so, each is one of its own.
 */
function servicesOfFiles(paths: readonly string[], known: readonly string[]): string[] {
  const stems = paths.map(stemOf);
  const bare = stems.map((stem) => stem.replace(REPLICA_ENDING, ""));
  const kinds = new Set(bare);
  const replicas = kinds.size > 1 && kinds.size < stems.length;
  return stems.map((stem, i) => {
    const without = bare[i]!;
    if (without === "" || known.includes(stem)) return stem;
    return replicas || known.includes(without) ? without : stem;
  });
}

interface RatedFrame extends ServiceFrame {
  readonly counter: boolean;
}

/** Metrics of one file by service, counters as rates. */
function ofFile(
  { text, path }: FileText,
  { services, reading, called }: {
    readonly services: readonly string[];
    readonly reading: ReadTableOptions;
    /** The service that the file is called after; none where there is no other file. */
    readonly called?: string | undefined;
  },
): { frames: RatedFrame[]; notes: string[] } {
  const given = readFrames(text, path, reading);
  const read = withQuantiles(given);
  const found = withServices(read.frames, services, path, called);
  const { unnamed, notes } = found;
  const { named, damaged } = withoutControlCharacters(found.named, path);
  const { frames, means } = withMeans(named.map(asRate));
  return {
    frames,
    notes: [
      ...read.notes,
      ...(means > 0 ? [`${counted(means, "mean")} taken from a sum and a count`] : []),
      ...notes,
      ...(given.told ? [] : missingNotes(given.frames)),
      ...singlePointNotes(given.frames),
      ...(unnamed.length > 0
        ? [`left out, since no service is found in their names: ${shortList(unnamed)}`]
        : []),
      ...(damaged.length > 0
        ? [`left out, since the names of their services hold control characters: ${shortList(damaged)}`]
        : []),
    ],
  };
}

/** Control characters: an escape in a damaged name has become one, and letters of it are lost. */
// deno-lint-ignore no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

/** @throws {UsageError} where no service is without */
function withoutControlCharacters(
  frames: readonly ServiceFrame[],
  path: string,
): { named: readonly ServiceFrame[]; damaged: string[] } {
  const named = frames.filter(({ indicator: { service } }) => !CONTROL.test(service));
  const damaged = [
    ...new Set(frames.map(({ indicator: { service } }) => service).filter((name) => CONTROL.test(name))),
  ].map((name) => JSON.stringify(name));
  if (named.length > 0 || frames.length === 0) return { named, damaged };
  throw new UsageError(
    `${path}: expected names of services without control characters, found ${shortList(damaged)}`,
  );
}

/** Sums of what was timed, as `latency_seconds_sum`, become means where their count is there, too. */
function withMeans(frames: readonly RatedFrame[]): { frames: RatedFrame[]; means: number } {
  const keyOf = ({ indicator: { service, metric }, labels }: RatedFrame, ending: string) =>
    JSON.stringify([service, metric.replace(ending, "\0"), Object.entries(labels).sort()]);
  const counts = new Map(
    frames.filter(({ name, counter }) => counter && name.endsWith("_count"))
      .map((frame) => [keyOf(frame, "_count"), frame]),
  );
  let means = 0;
  const all = frames.map((frame) => {
    const count = frame.counter && frame.name.endsWith("_sum") ? counts.get(keyOf(frame, "_sum")) : undefined;
    if (count === undefined) return frame;
    means++;
    const at = new Map(Array.from(count.timesSeconds, (time, i) => [time, count.values[i]!]));
    const values = Float64Array.from(frame.values, (sum, i) => {
      const rate = at.get(frame.timesSeconds[i]!) ?? NaN;
      return rate > 0 ? sum / rate : NaN;
    });
    const { indicator } = frame;
    return {
      ...{ ...frame, values, counter: false },
      indicator: { ...indicator, metric: indicator.metric.replace("_sum", "_mean") },
    };
  });
  return { frames: all, means };
}

/** A file's name without its folders and endings. */
function stemOf(path: string): string {
  return path.replace(/^.*\//, "").replace(/(?:\.(?:csv|tsv|txt|json|jsonl|ndjson|gz|prom|log))+$/i, "");
}

function groupsOf<F extends ServiceFrame>(frames: readonly F[]): F[][] {
  return [...Map.groupBy(frames, ({ indicator }) => `${indicator.service}\0${indicator.metric}`).values()];
}

function mergedNotes(frames: readonly RatedFrame[]): string[] {
  const counters = frames.filter(({ counter }) => counter).length;
  return [
    ...replicaNotes(groupsOf(frames)),
    ...(counters > 0 ? [`${counted(counters, "counter")} taken as rates`] : []),
  ];
}

/** Finds the service of each frame: in its labels, else in its name. */
function withServices(
  frames: readonly MetricFrame[],
  known: readonly string[],
  path: string,
  /** The service where none is named. */
  other?: string,
): { named: ServiceFrame[]; unnamed: string[]; notes: string[] } {
  const key = serviceLabelOf(frames.map(({ labels }) => labels));
  const namespace = key === "job" ? namespaceOf(frames.map(({ labels }) => labels[key] ?? "")) : "";
  const names = frames.map(({ name }) => name);
  let splits = key === undefined ? splitNames(names, known) : [];
  const bare = key === undefined && areServices(names) &&
    splits.some((split) => split === undefined || isWeak(split.metric));
  if (bare) splits = names.map((service) => ({ service, metric: "value" }));
  const unnamed = new Set<string>();
  const found = frames.flatMap((frame, i): ServiceFrame[] => {
    if (key !== undefined && (frame.labels[key] ?? "") === "") {
      unnamed.add(frame.name);
      return [];
    }
    if (key !== undefined) {
      const service = serviceOfLabel(key, frame.labels[key]!).slice(namespace.length);
      const rest = Object.entries(frame.labels).filter(([name, value]) =>
        name !== key && !sameForAll(frames, name, value) && !isPlace(name)
      );
      const metric = [frame.name, ...rest.map(([name, value]) => `${name}=${value}`)].filter((part) =>
        part !== ""
      ).join(" ");
      return [{
        ...frame,
        indicator: {
          service,
          metric: metric === "" ? "value" : metric,
          role: roleWithLabels(frame.name, rest),
        },
      }];
    }
    const split = splits[i];
    if (split === undefined) unnamed.add(frame.name);
    return split === undefined ? [] : [{ ...frame, indicator: { ...split, role: roleOf(split.metric) } }];
  });
  if (found.length === 0 && other !== undefined && frames.length > 0) {
    const named = frames.map((frame) => ({
      ...frame,
      indicator: {
        service: other,
        metric: frame.name === "" ? "value" : frame.name,
        role: roleOf(frame.name),
      },
    }));
    return {
      named,
      unnamed: [],
      notes: [`no service is named: taken for metrics of ${JSON.stringify(other)}`],
    };
  }
  if (found.length === 0) {
    throw new UsageError(
      `${path}: expected metrics with a label as "service", or names as web_cpu, found ${
        [...new Set(names)].slice(0, 5).map((name) => JSON.stringify(name)).join(", ") || "none"
      }`,
    );
  }
  const notes = bare ? [`each column taken for a service: ${shortList([...new Set(names)])}`] : [];
  const services = [...new Set(found.map(({ indicator: { service } }) => service))];
  if (key !== undefined && services.length > 1 && areAddresses(services)) {
    notes.push(`services are named by their address, the label "${key}": no other label tells them apart`);
  }
  return { named: found, unnamed: [...unnamed], notes };
}

/** What all jobs begin with, as `prod/` of `prod/shop` and `prod/cart`; "" where they have no namespace or several. */
function namespaceOf(jobs: readonly string[]): string {
  const spaces = new Set(jobs.map((job) => /^[^/]+\/(?=.)/.exec(job)?.[0] ?? ""));
  return spaces.size === 1 ? [...spaces][0]! : "";
}

/** The role of a metric's name, else of its labels; requests with the status of a failure are errors. */
function roleWithLabels(
  name: string,
  labels: readonly (readonly [name: string, value: string])[],
): MetricRole {
  const role = name === "" ? roleOf(labels.map(([, value]) => value).join(" ")) : roleOf(name);
  const failed = labels.some(([key, value]) =>
    /code|status|result|outcome/i.test(key) &&
    /^(?:5(?:\d\d|xx)|err(?:or)?|fail(?:ed|ure)?|server_error)$/i.test(value)
  );
  return failed && (role === "requests" || role === "other") ? "errors" : role;
}

/** Types of InfluxDB's annotations, where the header below them is lost. */
const TYPE_NAME =
  /^(?:string|long|unsignedLong|double|boolean|duration|dateTime(?::.*)?|group|default|true|false)$/i;

/** Whether columns are called as services are, as Grafana does with a single metric: several names, in none of them a metric's word. */
function areServices(names: readonly string[]): boolean {
  return new Set(names).size > 1 &&
    names.every((name) => /^[a-z][\w.-]*$/i.test(name) && !namesMetric(name) && !TYPE_NAME.test(name));
}

/** Labels that say where a service runs: its metrics are summed up over them. */
function isPlace(label: string): boolean {
  return /^(?:pod|pod_name|pod_ip|(?:k8s|kubernetes)[._](?:pod|node)[._](?:name|uid|ip)|(?:service[._])?instance(?:[._]id)?|node|host|hostname|host[._](?:name|id|ip)|job|container[._]id|endpoint|uid|image|id|zone|availability[._]zone|replica)$/i
    .test(label);
}

function sameForAll(frames: readonly MetricFrame[], label: string, value: string): boolean {
  return frames.every(({ labels }) => labels[label] === undefined || labels[label] === value);
}

/** Shares of the steps of a counter that rise, and most of those that may fall: at a restart. */
const [MIN_RISING, MAX_FALLING, MIN_COUNTER_ROWS] = [0.9, 0.02, 10];

/** A counter as its rate a second; a fall is a restart, from which it counts from 0 again. */
function asRate(frame: ServiceFrame): RatedFrame {
  const { timesSeconds, values, name, indicator, counter } = frame;
  if (!(counter ?? isCounter(name, values, LEVELS.has(indicator.role)))) return { ...frame, counter: false };
  const rates = Float64Array.from(values, (value, i) => {
    if (i === 0) return NaN;
    const grown = value < values[i - 1]! ? value : value - values[i - 1]!;
    return grown / (timesSeconds[i]! - timesSeconds[i - 1]!);
  });
  return { ...frame, values: rates, counter: true };
}

/** What these measure may rise for an hour without being a count: memory that leaks, a disk that fills. */
const LEVELS: ReadonlySet<MetricRole> = new Set(["memory", "disk", "cpu", "latency", "availability"]);

function isCounter(name: string, values: ArrayLike<number>, level: boolean): boolean {
  if (values.length < MIN_COUNTER_ROWS) return false;
  let [rising, falling, steps] = [0, 0, 0];
  for (let i = 1; i < values.length; i++) {
    const step = values[i]! - values[i - 1]!;
    if (Number.isNaN(step)) continue;
    steps++;
    rising += Number(step > 0);
    falling += Number(step < 0);
  }
  if (steps === 0 || falling > Math.max(1, MAX_FALLING * steps)) return false;
  const named = /(?:_total|_count|_sum|counter)\b/i.test(name);
  if (named || level) return named && rising > 0;
  return rising > MIN_RISING * steps && falling <= 2 && growsMuch(values);
}

/** Whether the last value is far beyond the first one: a level that creeps up isn't a counter. */
function growsMuch(values: ArrayLike<number>): boolean {
  return values[values.length - 1]! > 1.5 * values[0]! + 1;
}

/** What frames of one metric measure, with the unit that was read beside their numbers, where the name hasn't got it. */
function withUnit(group: readonly ServiceFrame[]): ServiceFrame["indicator"] {
  const { indicator, unit = "", counter } = group[0]!;
  const isTold = unit === "" || counter === true || group.some((frame) => frame.unit !== unit) ||
    indicator.metric.toLowerCase().split(/[^a-z%]+/).includes(unit.toLowerCase());
  return isTold ? indicator : { ...indicator, metric: `${indicator.metric} (${unit})` };
}

/** One row for each time, one column for each indicator. */
function onOneGrid(groups: readonly (readonly ServiceFrame[])[]): MetricTable {
  const times = gridOf(groups.flat());
  return {
    indicators: groups.map(withUnit),
    timesSeconds: times,
    columns: groups.map((group) => mergedFrames(group, times)),
  };
}
