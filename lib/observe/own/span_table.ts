import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { zoneSchema } from "../../model/shown/wall_clock.ts";
import { type Span, UsageError } from "../../model/mod.ts";
import { counted, shortList } from "../reading/words.ts";
import { readWordTable } from "../table/word_table.ts";
import { timeReader } from "../table/times.ts";

/** Spans that were read, and what there is to say about the reading. */
export interface ReadSpans {
  /** By start. */
  readonly spans: readonly Span[];
  /** What was read and what was left out, line by line. */
  readonly notes: readonly string[];
}

/** In which zone times are that name none. */
export interface TimeZoneOptions {
  /** A zone of the IANA database; of an hour that comes twice the earlier one is taken. Default UTC. */
  readonly timesIn?: string;
}

/** Names of the columns in small letters without separators. */
const COLUMNS = {
  trace: ["traceid", "trace"],
  span: ["spanid", "id"],
  parent: ["parentid", "parentspanid", "pid", "parentspan", "parent"],
  service: ["cmdbid", "servicename", "service", "podname", "container"],
  start: ["timestamp", "starttime", "start", "starttimeunixnano", "starttimemillis", "time"],
  duration: [
    "duration",
    "durations",
    "elapsedtime",
    "elapsed",
    "latency",
    "durationms",
    "durationus",
    "durationns",
  ],
  end: ["endtime", "end", "endtimeunixnano", "endtimemillis"],
  name: ["operationname", "operation", "name", "spanname", "methodname", "calltype", "dsname", "type"],
  status: ["statuscode", "status", "success", "error"],
  kind: ["kind", "spankind"],
} as const;
type Column = keyof typeof COLUMNS;
const REQUIRED: readonly Column[] = ["trace", "span", "service", "start"];
const NO_PARENT = /^(?:|-1|0+|none|null|nan|root)$/i;
const FAILED = /^(?:false|error|fail(?:ed|ure)?|exception|[45]\d\d|status_code_error)$/i;
const KINDS: Readonly<Record<string, Span["kind"]>> = {
  client: "client",
  producer: "client",
  server: "server",
  consumer: "server",
};
const ARGUMENTS = z.object({
  text: z.string(),
  path: z.string(),
  options: z.strictObject({ timesIn: zoneSchema.optional() }),
});
const UNITS = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 } as const;

/** Whether a text is a table of spans by the names of its columns. */
export function isSpanTable(text: string): boolean {
  const places = placesOf(readWordTable(text, 1)?.header ?? []);
  return REQUIRED.every((name) => places[name] !== undefined);
}

/**
 * Reads a table with a span a row, as those of MicroRCA, OpenRCA and the AIOps Challenge have: trace, span, parent, service (`cmdb_id`), begin
 * and duration. Durations are in the unit of the column's name, else in milliseconds. Rows that can't be read are left out and counted.
 *
 * @throws {UsageError} where no row can be read, and for an unknown zone
 */
export function readSpanTable(text: string, path: string, options: TimeZoneOptions = {}): ReadSpans {
  checkOptions("readSpanTable", ARGUMENTS, { text, path, options });
  const { header, rows, broken } = readWordTable(text) ?? { header: [], rows: [], broken: 0 };
  const at = placesOf(header);
  const cell = (cells: readonly string[], column: Column) =>
    at[column] === undefined ? "" : cells[at[column]!]!.trim();
  const timesOf = (column: Column) => {
    const cells = rows.map((row) => cell(row, column));
    return Float64Array.from(cells, timeReader(cells, options.timesIn));
  };
  const [starts, ends] = [timesOf("start"), timesOf("end")];
  const perSecond = at.duration === undefined ? 1 : unitOf(header[at.duration]!);
  const [traces, ids] = [idsOf(32), idsOf(16)];
  let lost = broken;
  const spans = rows.flatMap((cells, row): Span[] => {
    const [trace, span, service] = [cell(cells, "trace"), cell(cells, "span"), cell(cells, "service")];
    const startSeconds = starts[row]!;
    const duration = at.duration === undefined
      ? ends[row]! - startSeconds
      : numberOf(cell(cells, "duration")) / perSecond;
    if (trace === "" || span === "" || service === "" || Number.isNaN(startSeconds) || !(duration >= 0)) {
      lost++;
      return [];
    }
    const parent = cell(cells, "parent");
    return [{
      traceId: traces.of(trace),
      spanId: ids.of(span),
      ...(!NO_PARENT.test(parent) && { parentSpanId: ids.of(parent) }),
      service,
      kind: KINDS[cell(cells, "kind").toLowerCase()] ?? "internal",
      name: cell(cells, "name"),
      startSeconds,
      endSeconds: startSeconds + duration,
      failed: FAILED.test(cell(cells, "status")),
    }];
  }).sort((a, b) => a.startSeconds - b.startSeconds);
  if (spans.length === 0 || lost > spans.length) {
    throw new UsageError(
      `${path}: expected a span a row, found ${spans.length} in ${spans.length + lost} rows`,
    );
  }
  const numbered = traces.numbered() + ids.numbered();
  const used = new Set(Object.values(at));
  const others = header.filter((_, i) => !used.has(i));
  return {
    spans,
    notes: [
      `${counted(spans.length, "span")} of a table`,
      ...(others.length > 0 ? [`columns passed over: ${shortList(others)}`] : []),
      ...(numbered > 0
        ? [`${counted(numbered, "id")} with other characters than hexadecimal digits numbered`]
        : []),
      ...(lost > 0 ? [`${counted(lost, "row")} that can't be read left out`] : []),
    ],
  };
}

function placesOf(header: readonly string[]): Partial<Record<Column, number>> {
  const plain = header.map((name) => name.trim().toLowerCase().replace(/[^a-z]/g, ""));
  const taken = new Set<number>();
  return Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([column, names]) => {
      const place = names.map((name) => plain.indexOf(name)).find((place) => place >= 0 && !taken.has(place));
      if (place === undefined) return [];
      taken.add(place);
      return [[column, place]];
    }),
  );
}

/** Units a second of a column of durations. */
function unitOf(name: string): number {
  const [, unit = "ms"] = /[_ (.-](ns|us|ms|s)\)?$/i.exec(name) ?? /(?<=[a-z])(Ns|Us|Ms)$/.exec(name) ?? [];
  return UNITS[unit.toLowerCase() as keyof typeof UNITS];
}

function numberOf(cell: string): number {
  return /^\d+(?:\.\d*)?(?:e[-+]?\d+)?$/i.test(cell) ? Number(cell) : NaN;
}

/** Ids in hexadecimal digits: as they are where they are such, else numbered. */
function idsOf(digits: number) {
  const numbers = new Map<string, string>();
  const of = (text: string): string => {
    const plain = text.toLowerCase();
    if (plain.length <= digits && /^[0-9a-f]+$/.test(plain)) return plain.padStart(digits, "0");
    let id = numbers.get(text);
    // The first digit keeps them apart from ids that are shorter.
    if (id === undefined) numbers.set(text, id = `f${numbers.size.toString(16).padStart(digits - 1, "0")}`);
    return id;
  };
  return { of, numbered: () => numbers.size };
}
