import type { Span } from "../model/mod.ts";
import { shareText } from "../model/shown/share_text.ts";

/** The traces of the time in which requests were as quick and as sound as usual. */
export interface QuietTraces {
  readonly spans: readonly Span[];
  /** How long that time is; undefined: all of the recording. */
  readonly seconds?: number;
  /** What is said of the rest; undefined where there is none. */
  readonly note?: string;
}

/** A request as its trace tells it. */
interface Request {
  readonly spans: readonly Span[];
  readonly begin: number;
  /** Natural logarithm of its duration. */
  readonly logSeconds: number;
  readonly failed: boolean;
}

interface Window {
  readonly requests: readonly Request[];
  readonly logSeconds: number;
  readonly failures: number;
}

/** The recording is parted into so many windows at most, and so that each has so many requests on average. */
const [MAX_WINDOWS, MIN_WINDOWS, REQUESTS_PER_WINDOW] = [24, 4, 20];
/** Share of the windows, the quickest and soundest ones, by which the others are judged. */
const USUAL_SHARE = 0.25;
/** How many times as long requests take, and by how much the share that fails is higher, for a window to be of an incident. */
const [MIN_SLOWDOWN, MIN_FAILURES] = [1.5, 0.1];
/** Standard errors by which it must be so, since the best of several windows are better than most by chance. */
const MIN_ERRORS = 5;

/** Leaves out the windows of a recording in which requests took much longer or failed much more often than in its best quarter. */
export function quietTraces(spans: readonly Span[]): QuietTraces {
  const requests = [...Map.groupBy(spans, ({ traceId }) => traceId).values()].map(requestOf)
    .sort((a, b) => a.begin - b.begin);
  const count = Math.min(MAX_WINDOWS, Math.floor(requests.length / REQUESTS_PER_WINDOW));
  if (count < MIN_WINDOWS) return { spans };
  const first = requests[0]!.begin;
  const width = (requests.at(-1)!.begin - first) / count;
  if (!(width > 0)) return { spans };
  const windows = [
    ...Map.groupBy(requests, ({ begin }) => Math.min(count - 1, Math.floor((begin - first) / width))),
  ].map(([at, own]) => ({ at, ...windowOf(own) }));
  const slow = slowerThanUsual(windows);
  const failing = failingMore(windows);
  const troubled = windows.filter((window) => slow.has(window) || failing.has(window));
  const quiet = windows.filter((window) => !troubled.includes(window));
  if (troubled.length === 0 || quiet.length === 0) return { spans };
  const left = troubled.flatMap((window) => window.requests);
  const iso = (seconds: number) => new Date(1000 * seconds).toISOString().replace(/\.\d+Z$/, "Z");
  const [from, to] = [
    Math.min(...troubled.map(({ at }) => at)),
    Math.max(...troubled.map(({ at }) => at)) + 1,
  ];
  const how = [
    ...(slow.size > 0 ? [`took ${timesAsLong(troubled, quiet)} times as long`] : []),
    ...(failing.size > 0 ? [`failed in ${shareText(shareOf(left))}`] : []),
  ].join(" and ");
  return {
    spans: quiet.flatMap((window) => window.requests.flatMap((request) => request.spans)),
    seconds: quiet.length * width,
    note: `Left out as an incident: ${left.length} of ${requests.length} traces between ${
      iso(first + from * width)
    } and ${iso(first + to * width)}, in which requests ${how}`,
  };
}

function requestOf(spans: readonly Span[]): Request {
  const root = spans.find(({ parentSpanId }) => parentSpanId === undefined) ??
    spans.reduce((a, b) => b.startSeconds < a.startSeconds ? b : a);
  return {
    spans,
    begin: root.startSeconds,
    logSeconds: Math.log(Math.max(root.endSeconds - root.startSeconds, 1e-6)),
    failed: spans.some(({ failed }) => failed),
  };
}

function windowOf(requests: readonly Request[]): Window {
  return {
    requests,
    logSeconds: mean(requests.map(({ logSeconds }) => logSeconds)),
    failures: shareOf(requests),
  };
}

function slowerThanUsual<W extends Window>(windows: readonly W[]): Set<W> {
  const usual = best(windows, ({ logSeconds }) => logSeconds).flatMap(({ requests }) => requests)
    .map(({ logSeconds }) => logSeconds);
  const level = mean(usual);
  const spread = Math.sqrt(mean(usual.map((x) => (x - level) ** 2)));
  return new Set(
    windows.filter(({ logSeconds, requests }) =>
      logSeconds - level > Math.max(Math.log(MIN_SLOWDOWN), MIN_ERRORS * spread / Math.sqrt(requests.length))
    ),
  );
}

function failingMore<W extends Window>(windows: readonly W[]): Set<W> {
  const usual = best(windows, ({ failures }) => failures).flatMap(({ requests }) => requests);
  const share = (usual.filter(({ failed }) => failed).length + 1) / (usual.length + 2);
  return new Set(
    windows.filter(({ failures, requests }) =>
      failures - share > Math.max(MIN_FAILURES, MIN_ERRORS * Math.sqrt(share * (1 - share) / requests.length))
    ),
  );
}

/** The quarter of the windows that have the least of something. */
function best<W>(windows: readonly W[], of: (window: W) => number): W[] {
  return windows.toSorted((a, b) => of(a) - of(b)).slice(0, Math.ceil(USUAL_SHARE * windows.length));
}

function timesAsLong(troubled: readonly Window[], quiet: readonly Window[]): string {
  const level = (windows: readonly Window[]) =>
    mean(windows.flatMap(({ requests }) => requests.map(({ logSeconds }) => logSeconds)));
  return Math.exp(level(troubled) - level(quiet)).toPrecision(2);
}

function shareOf(requests: readonly Request[]): number {
  return requests.filter(({ failed }) => failed).length / requests.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
