import { type LabelledSeries, UsageError } from "../../model/mod.ts";
import { readDocuments } from "../reading/documents.ts";
import { type KnownFields, strangerNotes } from "../reading/strangers.ts";
import { shortList } from "../reading/words.ts";
import type { ReadTableOptions } from "../table/options.ts";
import { readTable } from "../table/read_table.ts";
import { isAggregated, readAggregations } from "./formats/aggregations.ts";
import { isCloudWatch, readCloudWatch } from "./formats/cloudwatch.ts";
import { isDatadog, readDatadog } from "./formats/datadog.ts";
import type { MetricFrame, ReadMetrics } from "./frame.ts";
import { readGraphiteText } from "./formats/graphite_text.ts";
import { readLineProtocol } from "./formats/influx_lines.ts";
import { tableOfJson } from "./formats/json_rows.ts";
import { CLOUDWATCH_FIELDS, DATADOG_FIELDS, OTLP_FIELDS, PROMETHEUS_FIELDS } from "./known_fields.ts";
import { unpacked } from "./labelled_names.ts";
import { holdsOtlpMetrics, readOtlpMetrics } from "./formats/otlp_metrics.ts";
import { POINT_FORMATS } from "./formats/points.ts";
import { isPrometheus, readOpenMetrics, readPrometheus } from "./formats/prometheus.ts";

/** Formats of JSON: how they are known and read, and which fields they have. */
const JSON_FORMATS: readonly JsonFormat[] = [
  { isOf: isPrometheus, read: readPrometheus, fields: PROMETHEUS_FIELDS },
  { isOf: isCloudWatch, read: readCloudWatch, fields: CLOUDWATCH_FIELDS },
  { isOf: isDatadog, read: readDatadog, fields: DATADOG_FIELDS },
  { isOf: isAggregated, read: readAggregations },
  ...POINT_FORMATS,
];

interface JsonFormat {
  readonly isOf: (document: unknown) => boolean;
  readonly read: (document: unknown, path: string) => ReadMetrics;
  readonly fields?: KnownFields;
}

/** Metrics that are no table, or the table that a text holds. */
export type Exported = ReadMetrics | { readonly table: string };

/** Reads what a text holds as frames, whoever exported it. @throws {UsageError} as `readExport` and `readTable`, and for a table without times */
export function readFrames(text: string, path: string, options: ReadTableOptions): ReadMetrics {
  const exported = readExport(text, path);
  return "table" in exported ? framesOfTable(exported.table, path, options) : exported;
}

/**
 * Reads metrics as monitoring systems export them.
 *
 * @returns the text of a table for one, and for JSON that is one
 * @throws {UsageError} for JSON of another kind
 */
export function readExport(text: string, path: string): Exported {
  const start = text.slice(0, 100).trimStart()[0];
  if (start !== "{" && start !== "[") {
    return readOpenMetrics(text) ?? readLineProtocol(text) ?? readGraphiteText(text) ?? { table: text };
  }
  const { documents, notes } = readDocuments(text, path);
  const formats = documents.map((document) => JSON_FORMATS.find(({ isOf }) => isOf(document)));
  if (!formats.includes(undefined)) {
    const all = documents.map((document, i) => {
      const { read, fields } = formats[i]!;
      return {
        ...read(document, path),
        strangers: fields === undefined ? [] : strangerNotes([document], fields),
      };
    });
    return {
      frames: all.flatMap(({ frames }) => frames),
      notes: [
        ...inOneNote(all.flatMap((read) => read.notes)),
        ...all.flatMap(({ strangers }) => strangers),
        ...notes,
      ],
    };
  }
  if (holdsOtlpMetrics(documents)) {
    const read = readOtlpMetrics(documents);
    return { ...read, notes: [...read.notes, ...strangerNotes(documents, OTLP_FIELDS), ...notes] };
  }
  const table = tableOfJson(documents);
  if (table !== undefined) return { table };
  throw new UsageError(
    `${path}: expected metrics of Prometheus, CloudWatch, OTLP or another system, or rows, found JSON with ${
      Object.keys(Object(documents[0])).slice(0, 5).map((key) => JSON.stringify(key)).join(", ")
    }`,
  );
}

/** The documents' counts of series as one of each kind, before all else that there is to say. */
function inOneNote(notes: readonly string[]): string[] {
  const counts = new Map<string, number>();
  const others = notes.filter((note) => {
    const [, count, what] = /^(\d+) (series of .+)$/.exec(note) ?? [];
    if (what !== undefined) counts.set(what, (counts.get(what) ?? 0) + Number(count));
    return what === undefined;
  });
  return [...[...counts].map(([what, count]) => `${count} ${what}`), ...others];
}

function framesOfTable(text: string, path: string, options: ReadTableOptions): ReadMetrics {
  const parts = readTable(text, path, { ...options, label: null });
  if (parts.some(({ timed }) => timed === false)) {
    throw new UsageError(
      `${path}: expected a column of times: an incident has a beginning; say --time COLUMN`,
    );
  }
  const frames = parts.flatMap(({ columns, units, timesSeconds, values, labels = {} }) =>
    columns.map((name, i): MetricFrame =>
      unpacked({
        name,
        labels,
        ...(units?.[i] && { unit: units[i] }),
        timesSeconds,
        values: Float64Array.from(timesSeconds, (_, row) => values[row * columns.length + i]!),
      })
    )
  );
  return { told: true, frames, notes: notesByPart(parts) };
}

/** What was read of the parts of a table, each note once, with the parts that it is about where that is not all of them. */
function notesByPart(parts: readonly Pick<LabelledSeries, "labels" | "notes">[]): string[] {
  const about = Map.groupBy(
    parts.flatMap(({ labels = {}, notes = [] }) =>
      [...new Set(notes)].map((note) => ({ note, part: Object.values(labels).join("/") }))
    ),
    ({ note }) => note,
  );
  return [...about].map(([note, those]) => {
    const named = those.length === parts.length
      ? []
      : those.map(({ part }) => part).filter((part) => part !== "");
    return named.length === 0 ? note : `${shortList(named)}: ${note}`;
  });
}
