import { z } from "zod";
import { UsageError } from "../../../model/mod.ts";
import { counted } from "../../reading/words.ts";
import { labelledName } from "../labelled_names.ts";
import { toTimeSeconds } from "../../table/times.ts";
import type { MetricFrame, ReadMetrics } from "../frame.ts";

type Labels = Readonly<Record<string, string>>;
/** Unix seconds, and what was measured then. */
type Point = readonly [timeSeconds: number, value: number];

/** A way in which a system lists the points of its series. */
export interface PointFormat {
  readonly origin: string;
  /** Whether a parsed document is laid out so. */
  readonly isOf: (document: unknown) => boolean;
  /** @throws {UsageError} for a document that isn't */
  readonly read: (document: unknown, path: string) => ReadMetrics;
}

function frameOf(name: string, labels: Labels, points: readonly Point[]): MetricFrame {
  // Comparing with NaN would leave the other points in any order.
  const rank = (time: number) => Number.isNaN(time) ? Number.MAX_VALUE : time;
  const ordered = points.toSorted(([a], [b]) => rank(a) - rank(b));
  return {
    name,
    labels,
    timesSeconds: Float64Array.from(ordered, ([time]) => time),
    values: Float64Array.from(ordered, ([, value]) => value),
  };
}

/** A frame without the points whose time can't be read. */
function timedOnly({ timesSeconds, values, ...frame }: MetricFrame): MetricFrame {
  const kept = Array.from(timesSeconds, (_, i) => i).filter((i) => Number.isFinite(timesSeconds[i]!));
  return {
    ...frame,
    timesSeconds: Float64Array.from(kept, (i) => timesSeconds[i]!),
    values: Float64Array.from(kept, (i) => values[i]!),
  };
}

/** Points without a number before the first and behind the last that has one. */
function emptyEnds({ values }: MetricFrame): number {
  const numbers = Array.from(values, (value) => !Number.isNaN(value));
  const [first, last] = [numbers.indexOf(true), numbers.lastIndexOf(true)];
  return first < 0 ? numbers.length : first + numbers.length - 1 - last;
}

/** A format whose documents are checked before they are read. */
function pointFormat<T>(
  origin: string,
  { mark, schema, framesOf, notesOf }: {
    readonly mark: (document: Record<string, unknown>) => boolean;
    readonly schema: z.ZodType<T>;
    readonly framesOf: (document: T) => readonly MetricFrame[];
    /** What there is to say beside the number of series. */
    readonly notesOf?: (document: T) => readonly string[];
  },
): PointFormat {
  return {
    origin,
    isOf: (document) =>
      typeof document === "object" && document !== null && !Array.isArray(document) &&
      mark(document as Record<string, unknown>),
    read: (document, path) => {
      const parsed = schema.safeParse(document);
      if (!parsed.success) {
        const { path: place, message } = parsed.error.issues[0]!;
        throw new UsageError(
          `${path}: expected series of ${origin}, found at ${place.join(".") || "the top"}: ${message}`,
        );
      }
      const all = framesOf(parsed.data);
      const frames = all.map(timedOnly).filter(({ values }) => values.length > 0);
      const countOf = (of: readonly MetricFrame[]) => of.reduce((sum, { values }) => sum + values.length, 0);
      const untimed = countOf(all) - countOf(frames);
      const empty = frames.reduce((sum, frame) => sum + emptyEnds(frame), 0);
      return {
        frames,
        notes: [
          `${frames.length} series of ${origin}`,
          ...(notesOf?.(parsed.data) ?? []),
          ...(untimed > 0 ? [`${counted(untimed, "point")} without a time left out`] : []),
          ...(empty > 0 ? [`${counted(empty, "point")} without a number at the ends of series`] : []),
        ],
      };
    },
  };
}

const labelRecord = z.record(z.string(), z.coerce.string());
const measured = z.number().nullable();

/** `render?format=json`: points are a value and Unix seconds; tags where the series has some. */
const graphite = pointFormat("Graphite", {
  mark: (document) => "target" in document && "datapoints" in document,
  schema: z.object({
    target: z.string(),
    tags: labelRecord.optional(),
    datapoints: z.array(z.tuple([measured, z.number()])),
  }),
  framesOf: ({ target, tags: { name = target, ...labels } = {}, datapoints }) => [
    frameOf(name, labels, datapoints.map(([value, time]) => [secondsOf(time), value ?? NaN])),
  ],
});

/** `/api/query`: `dps` by Unix seconds or milliseconds, or as pairs. */
const openTsdb = pointFormat("OpenTSDB", {
  mark: (document) => "dps" in document && "metric" in document,
  schema: z.object({
    metric: z.string(),
    tags: labelRecord.optional(),
    dps: z.union([z.record(z.string(), measured), z.array(z.tuple([z.number(), measured]))]),
  }),
  framesOf: ({ metric, tags = {}, dps }) => {
    const pairs = Array.isArray(dps) ? dps : Object.entries(dps);
    return [frameOf(metric, tags, pairs.map(([time, value]) => [secondsOf(Number(time)), value ?? NaN]))];
  },
});

/** `/api/v1/export`: a line for each series, times in milliseconds. */
const victoriaMetrics = pointFormat("VictoriaMetrics", {
  mark: (document) => "timestamps" in document && "values" in document,
  schema: z.object({
    metric: labelRecord,
    values: z.array(measured),
    timestamps: z.array(z.number()),
  }).refine(({ values, timestamps }) => values.length === timestamps.length, "as many values as timestamps"),
  framesOf: ({ metric: { __name__ = "", ...labels }, values, timestamps }) => [
    frameOf(__name__, labels, timestamps.map((time, i) => [time / 1e3, values[i] ?? NaN])),
  ],
});

/** `/query` of InfluxDB 1: a table for each series, the time in one of its columns. */
const influxDb = pointFormat("InfluxDB", {
  mark: ({ results }) => Array.isArray(results) && results.length > 0 && results.every(isResult),
  schema: z.object({
    results: z.array(z.object({
      series: z.array(z.object({
        name: z.string().default(""),
        tags: labelRecord.optional(),
        columns: z.array(z.string()),
        values: z.array(z.array(z.unknown())),
      })).default([]),
    })),
  }),
  framesOf: ({ results }) =>
    results.flatMap(({ series }) => series).flatMap(({ name, tags = {}, columns, values }) => {
      const time = columns.indexOf("time");
      return columns.flatMap((column, i) => {
        if (i === time || !values.some((row) => typeof row[i] === "number")) return [];
        const points = values.map((row): Point => [
          timeOf(row[time]),
          typeof row[i] === "number" ? row[i] : NaN,
        ]);
        return [frameOf(/^(?:value|mean|last)$/.test(column) ? name : `${name}_${column}`, tags, points)];
      });
    }),
});

function isResult(result: unknown): boolean {
  return typeof result === "object" && result !== null && ("series" in result || "statement_id" in result);
}

/** Cloud Monitoring's `timeSeries.list`: the latest point first. */
const googleCloud = pointFormat("Google Cloud Monitoring", {
  mark: ({ timeSeries }) => Array.isArray(timeSeries),
  schema: z.object({
    timeSeries: z.array(z.object({
      metric: z.object({ type: z.string(), labels: labelRecord.optional() }),
      resource: z.object({ labels: labelRecord.optional() }).optional(),
      metricKind: z.string().optional(),
      points: z.array(z.object({
        interval: z.object({ startTime: z.string().optional(), endTime: z.string() }),
        value: z.record(z.string(), z.unknown()),
      })),
    })),
  }),
  framesOf: ({ timeSeries }) =>
    timeSeries.map(({ metric, resource, metricKind = "", points }) => {
      const distributed = points.some(({ value }) => "distributionValue" in value);
      const delta = metricKind === "DELTA" && !distributed;
      const frame = frameOf(
        `${metric.type.split("/").slice(1).join("_") || metric.type}${distributed ? "_mean" : ""}`,
        { ...resource?.labels, ...metric.labels },
        points.map(({ interval: { startTime = "", endTime }, value }) => {
          const time = toTimeSeconds(endTime);
          const { mean } = Object(value.distributionValue) as { mean?: unknown };
          const number = Number(value.doubleValue ?? value.int64Value ?? value.boolValue ?? mean ?? NaN);
          const seconds = time - toTimeSeconds(startTime);
          return [time, !delta ? number : seconds > 0 ? number / seconds : NaN];
        }),
      );
      // What is counted since the beginning of an interval is a rate by now.
      return metricKind === "" || distributed ? frame : { ...frame, counter: metricKind === "CUMULATIVE" };
    }),
  notesOf: ({ timeSeries }) => {
    const has = (points: readonly { value: object }[]) =>
      points.some(({ value }) => "distributionValue" in value);
    const means = timeSeries.filter(({ points }) => has(points)).length;
    const deltas = timeSeries.filter(({ metricKind, points }) =>
      metricKind === "DELTA" && !has(points)
    ).length;
    return [
      ...(deltas > 0 ? [`${counted(deltas, "delta sum")} taken as rates`] : []),
      ...(means > 0 ? [`the mean taken of ${counted(means, "distribution")}`] : []),
    ];
  },
});

const AZURE_STATISTICS = ["average", "total", "maximum", "minimum", "count"] as const;

/** The last part of the id of the resource that a metric is of: `/subscriptions/…/sites/web/providers/Microsoft.Insights/metrics/CpuTime`. */
const AZURE_RESOURCE = /\/([^/]+)\/providers\/Microsoft\.Insights\/metrics\//i;

/** `az monitor metrics list`. */
const azure = pointFormat("Azure Monitor", {
  mark: ({ value }) => Array.isArray(value) && value.length > 0 && "timeseries" in Object(value[0]),
  schema: z.object({
    value: z.array(z.object({
      id: z.string().optional(),
      name: z.object({ value: z.string() }),
      timeseries: z.array(z.object({
        metadatavalues: z.array(z.object({ name: z.object({ value: z.string() }), value: z.string() }))
          .default([]),
        data: z.array(z.looseObject({ timeStamp: z.string() })),
      })),
    })),
  }),
  framesOf: ({ value }) =>
    value.flatMap(({ id, name, timeseries }) =>
      timeseries.flatMap(({ metadatavalues, data }) => {
        const resource = AZURE_RESOURCE.exec(id ?? "")?.[1];
        const labels = {
          ...(resource !== undefined && { service: resource }),
          ...Object.fromEntries(metadatavalues.map((one) => [one.name.value, one.value])),
        };
        const present = AZURE_STATISTICS.filter((key) =>
          data.some((point) => typeof point[key] === "number")
        );
        return present.map((key) =>
          frameOf(
            present.length === 1 ? name.value : `${name.value} ${key}`,
            labels,
            data.map((point) => [toTimeSeconds(point.timeStamp), Number(point[key] ?? NaN)]),
          )
        );
      })
    ),
});

/** A data frame of Grafana: its fields' names and labels, and their values column by column. */
const grafanaFrame = z.object({
  schema: z.object({
    name: z.string().optional(),
    fields: z.array(z.object({
      name: z.string(),
      type: z.string().optional(),
      labels: labelRecord.nullish(),
    })),
  }),
  data: z.object({ values: z.array(z.array(z.unknown())) }),
});
const isFrame = (document: unknown) => {
  const { schema, data } = Object(document) as Record<string, unknown>;
  return Array.isArray(Object(schema).fields) && Array.isArray(Object(data).values);
};
const grafanaAnswer = z.object({
  results: z.record(z.string(), z.object({ frames: z.array(grafanaFrame).default([]) })),
});

/** The answer of `/api/ds/query`, or a frame as the inspector of a panel shows it. */
const grafana = pointFormat("Grafana", {
  mark: (document) =>
    isFrame(document) ||
    (!Array.isArray(document.results) &&
      Object.values(Object(document.results)).some((one) => Array.isArray(Object(one).frames))),
  schema: z.union([grafanaAnswer, grafanaFrame]),
  framesOf: (document) =>
    ("results" in document ? Object.values(document.results).flatMap(({ frames }) => frames) : [document])
      .flatMap(({ schema: { name: frame = "", fields }, data: { values } }) => {
        const time = fields.findIndex(({ type }) => type === "time");
        if (time < 0) return [];
        return fields.flatMap(({ name, type, labels }, i) => {
          if (i === time || type === "string") return [];
          // A field that is called as its label says nothing of what it holds.
          const called = /^value$/i.test(name) || Object.values(labels ?? {}).includes(name) ? frame : name;
          const { __name__ = called, ...rest } = labels ?? {};
          const points = (values[time] ?? []).map((at, row): Point => {
            const value = values[i]?.[row];
            return [timeOf(at), typeof value === "number" ? value : NaN];
          });
          return [frameOf(__name__, rest, points)];
        });
      }),
});

/** Datadog's second version: one list of times, and the values of each series. */
const datadogV2 = pointFormat("Datadog", {
  mark: ({ data }) => Array.isArray(Object(Object(data).attributes).times),
  schema: z.object({
    data: z.object({
      attributes: z.object({
        series: z.array(
          z.object({ group_tags: z.array(z.string()).nullish(), query_index: z.number().optional() }),
        ),
        times: z.array(z.number()),
        values: z.array(z.array(measured)),
      }),
    }),
  }),
  framesOf: ({ data: { attributes: { series, times, values } } }) =>
    series.map(({ group_tags: tags, query_index: query = 0 }, i) =>
      frameOf(
        new Set(series.map((one) => one.query_index)).size > 1 ? `query ${query + 1}` : "value",
        labelledName(`{${(tags ?? []).join(",")}}`)?.labels ?? {},
        times.map((time, row) => [time / 1e3, values[i]?.[row] ?? NaN]),
      )
    ),
});

/** Milliseconds have thirteen digits. */
function secondsOf(time: number): number {
  return time > 1e11 ? time / 1e3 : time;
}

/** A time of InfluxDB: a date, or a count of the unit that was asked for. */
function timeOf(time: unknown): number {
  return toTimeSeconds(String(time));
}

/** All formats that list points. */
export const POINT_FORMATS: readonly PointFormat[] = [
  ...[graphite, openTsdb, victoriaMetrics, influxDb, googleCloud, azure, grafana, datadogV2],
];
