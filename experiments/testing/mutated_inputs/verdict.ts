import { type MetricTable, SEVERITY, UsageError } from "../../../lib/model/mod.ts";
import { serviceMetrics } from "../../../lib/observe/mod.ts";
import { textOf } from "../../../lib/observe/reading/folder_files.ts";
import { createStream } from "../../../lib/random/mod.ts";
import { type LogReading, logsIn, spansIn, type TraceReading } from "../../cli/signal_files.ts";
import { BYTE_MUTATIONS, ENCODINGS, TEXT_MUTATIONS } from "./mutations.ts";
import { drawTruth, type Truth } from "./truth.ts";
import { type Signal, WRITERS } from "./writers.ts";

/** What came of reading one damaged export. */
export interface Verdict {
  /** As `prometheus, cut, utf-16le`. */
  readonly what: string;
  readonly outcome: "right" | "told" | "refused" | "wrong";
  /** What is wrong; "" otherwise. */
  readonly why: string;
  readonly seconds: number;
  readonly text: string;
}

const MAX_SECONDS = 5;
const MAX_MESSAGE = 700;
const PATH = "mine.dat";
/** Share of the cases in which the file is damaged, not its text. */
const BYTE_SHARE = 0.15;

/** Draws a system, writes it as a tool would, damages that and reads it. */
export async function verdictOf(seed: number): Promise<Verdict> {
  const stream = createStream(seed, "mutated inputs");
  const truth = drawTruth(stream);
  const tool = stream.pick(Object.keys(WRITERS));
  const { signal, write } = WRITERS[tool]!;
  const whole = write(truth, stream);
  const inBytes = stream.next() < BYTE_SHARE;
  const damage = stream.pick(Object.keys(inBytes ? BYTE_MUTATIONS : TEXT_MUTATIONS));
  const encoding = stream.pick(Object.keys(ENCODINGS));
  const text = inBytes ? whole : TEXT_MUTATIONS[damage]!(whole, stream);
  const encoded = await ENCODINGS[encoding]!(text);
  const bytes = inBytes ? BYTE_MUTATIONS[damage]!(encoded, stream) : encoded;
  const what = `${seed}: ${tool}, ${damage}, ${encoding}`;
  const usual = notesOf(signal, whole);
  if (usual === undefined) return { what, outcome: "refused", why: "", seconds: 0, text };
  const start = performance.now();
  const { outcome, why } = await judged(bytes, {
    signal,
    truth,
    usual,
    damaged: damage !== "none",
    shorter: isShorter(whole, text, damage),
    packed: encoding === "gzip",
    parted: tool === "grafana, a table a series",
    exchanged: damage === "lines in another order",
  });
  const seconds = (performance.now() - start) / 1000;
  return seconds <= MAX_SECONDS
    ? { what, outcome, why, seconds, text }
    : { what, outcome: "wrong", why: `${seconds.toFixed(1)} s`, seconds, text };
}

/** Whether a text is another one without some of its lines. */
function isShorter(whole: string, text: string, damage: string): boolean {
  if (damage === "a line lost") return true;
  if (damage === "cut") return whole.startsWith(`${text.trimEnd()}\n`);
  return damage === "without its beginning" && whole.endsWith(`\n${text.trimStart()}`);
}

interface Expected {
  readonly signal: Signal;
  readonly truth: Truth;
  /** What is said of the whole export. */
  readonly usual: readonly string[];
  readonly damaged: boolean;
  /** Whether whole lines are missing, which no reader can know. */
  readonly shorter: boolean;
  readonly packed: boolean;
  /** Whether headers tell series apart: below one that is damaged or elsewhere, rows are of another, which is told as times that fall. */
  readonly parted: boolean;
  /** Whether lines changed places, so that a row may be of another series without anything that tells it. */
  readonly exchanged: boolean;
}

async function judged(
  bytes: Uint8Array<ArrayBuffer>,
  { signal, truth, usual, damaged, shorter, packed, parted, exchanged }: Expected,
): Promise<Pick<Verdict, "outcome" | "why">> {
  let text: string;
  try {
    text = await textOf(bytes, { packed });
  } catch (error) {
    // The file's reader says so in a line of its own.
    return packed ? { outcome: "refused", why: "" } : { outcome: "wrong", why: `threw ${error}` };
  }
  let found: Found;
  try {
    found = compared(signal, text, truth);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      return { outcome: "wrong", why: `threw ${error instanceof Error ? error.stack : error}` };
    }
    const { message } = error;
    const clear = !message.includes("\n") && message.length <= MAX_MESSAGE && message.includes(PATH);
    if (!clear) return { outcome: "wrong", why: `said ${JSON.stringify(message)}` };
    return damaged
      ? { outcome: "refused", why: "" }
      : { outcome: "wrong", why: `refused what is whole: ${message}` };
  }
  const told = found.notes.some((note) => !usual.includes(note));
  if (found.wrong !== undefined) {
    const mixed = parted && exchanged ||
      parted && found.notes.some((note) => /out of order|the time of the row before/.test(note));
    return mixed ? { outcome: "told", why: "" } : { outcome: "wrong", why: found.wrong };
  }
  if (found.missing > 0 && !told && !shorter) {
    return { outcome: "wrong", why: `${found.missing} missing in silence: ${found.notes.join("; ")}` };
  }
  return { outcome: found.missing > 0 ? "told" : "right", why: "" };
}

/** A reading held against the truth. */
interface Found {
  /** What was read that isn't so; undefined where there is nothing. */
  readonly wrong: string | undefined;
  /** Values, spans or records that weren't read. */
  readonly missing: number;
  readonly notes: readonly string[];
}

/** What is said of an export that isn't damaged; undefined where its numbers could be read in two ways, which is asked. */
function notesOf(signal: Signal, text: string): readonly string[] | undefined {
  try {
    if (signal === "metrics") return serviceMetrics(text, PATH).notes;
    return signal === "spans" ? spansIn(text, PATH).notes : logsIn(text, PATH).notes;
  } catch (error) {
    if (error instanceof UsageError && /: say --decimal/.test(error.message)) return undefined;
    throw error;
  }
}

function compared(signal: Signal, text: string, truth: Truth): Found {
  if (signal === "metrics") {
    const { table, notes } = serviceMetrics(text, PATH);
    return { ...metricsFound(table, truth, { text, notes }), notes };
  }
  return signal === "spans" ? spansFound(spansIn(text, PATH), truth) : logsFound(logsIn(text, PATH), truth);
}

const near = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.abs(b);
/** Times are told to the microsecond. */
const together = (a: number, b: number) => Math.abs(a - b) <= 2e-6;
/** A name without the characters that damage puts in: it may have become another one, which no reader can know. */
const plain = (name: string) => name.replace(/[^a-z]|q/g, "");

function metricsFound(
  { indicators, timesSeconds, columns }: MetricTable,
  truth: Truth,
  { text, notes }: { readonly text: string; readonly notes: readonly string[] },
): Omit<Found, "notes"> {
  const { services, times, values } = truth;
  const rowOf = new Map(times.map((time, row) => [time, row]));
  let seen = 0;
  for (const [i, { service, metric }] of indicators.entries()) {
    if (metric === "requests") continue;
    const at = services.indexOf(service);
    // Without a header nothing is known of the columns, which is told.
    if (/^column \d+$/.test(metric)) continue;
    // InfluxDB's own column under another name is a column as any other.
    if (plain(metric) === "table") continue;
    if (
      at < 0 &&
      !services.some((one) => plain(service).includes(plain(one)) || plain(one).includes(plain(service))) &&
      !plain(text).includes(plain(service))
    ) {
      return { wrong: `the service ${JSON.stringify(service)}`, missing: 0 };
    }
    for (const [k, value] of columns[i]!.entries()) {
      if (Number.isNaN(value)) continue;
      const row = rowOf.get(timesSeconds[k]!);
      if (row === undefined) return { wrong: `${service} has the time ${timesSeconds[k]}`, missing: 0 };
      const rowValues = at < 0 ? values.map((column) => column[row]!) : [values[at]![row]!];
      // A line that was broken within a number leaves its beginning, and its rest is told.
      const broken = rowValues.some((one) => String(one).startsWith(String(value))) &&
        notes.some((note) => /line.* left out/.test(note));
      if (!broken && !rowValues.some((one) => near(value, one))) {
        return {
          wrong: `${service} ${metric} at ${timesSeconds[k]} is ${value} instead of ${rowValues.join()}`,
          missing: 0,
        };
      }
      seen++;
    }
  }
  return { wrong: undefined, missing: Math.max(0, services.length * times.length - seen) };
}

function spansFound({ spans, notes }: TraceReading, truth: Truth): Found {
  const byId = new Map(truth.spans.map((span) => [`${span.traceId} ${span.spanId}`, span]));
  const seen = new Set<string>();
  let missing = 0;
  const found = (wrong: string): Found => ({ wrong, missing: 0, notes });
  for (const span of spans) {
    const key = `${span.traceId} ${span.spanId}`;
    const expected = byId.get(key);
    // A letter in an id makes another id: its span must be right in all else.
    const like = expected ??
      truth.spans.find(({ startSeconds }) => together(startSeconds, span.startSeconds));
    if (like === undefined) return found(`a span that begins at ${span.startSeconds}`);
    if (expected !== undefined) seen.add(key);
    if (!together(span.startSeconds, like.startSeconds) || !together(span.endSeconds, like.endSeconds)) {
      return found(`span ${span.spanId} is from ${span.startSeconds} to ${span.endSeconds}`);
    }
    if (expected === undefined) continue;
    missing += Number(
      span.parentSpanId !== expected.parentSpanId || plain(span.service) !== plain(expected.service),
    );
    if (span.failed && !expected.failed) return found(`span ${span.spanId} failed`);
  }
  return { wrong: undefined, missing: missing + truth.spans.length - seen.size, notes };
}

function logsFound({ logs, notes }: LogReading, truth: Truth): Found {
  const byTime = new Map(truth.logs.map((log) => [Math.round(log.timeSeconds), log]));
  const seen = new Set<number>();
  let missing = 0;
  for (const { timeSeconds, service, severityNumber } of logs) {
    const expected = byTime.get(Math.round(timeSeconds));
    if (expected === undefined || !together(timeSeconds, expected.timeSeconds)) {
      return { wrong: `a record at ${timeSeconds}`, missing: 0, notes };
    }
    seen.add(expected.timeSeconds);
    missing += Number(service === expected.service && severityNumber !== SEVERITY[expected.level]);
  }
  return { wrong: undefined, missing: missing + truth.logs.length - seen.size, notes };
}
