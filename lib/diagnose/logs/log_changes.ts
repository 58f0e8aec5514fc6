import { type LogRecord, SEVERITY, type Signals } from "../../model/mod.ts";
import { type KeywordClass, keywordOf } from "./log_keywords.ts";
import { createTemplateMiner, type TemplateMiner, type TemplateOptions } from "./log_templates.ts";

/** The records of one template of one service, counted in both windows. */
export interface LogChange {
  readonly service: string;
  readonly template: string;
  /** The highest severity number with which it was written. */
  readonly severityNumber: number;
  /** Records before, and after. */
  readonly before: number;
  readonly after: number;
  /** Records expected after, given those before and the ratio of the windows' exposures. */
  readonly expected: number;
  /** Twice the excess of the square root over the expected one: standard normal for a Poisson count (Anscombe, 1948). */
  readonly surprise: number;
  readonly keyword?: KeywordClass;
  /** Another service that its records name, by attribute or in their text, if any does. */
  readonly names?: string;
}

/** The counts of one template. */
interface Tally {
  readonly service: string;
  before: number;
  after: number;
  severityNumber: number;
  keyword?: KeywordClass;
  names?: string;
}

/** Counts the templates of the window before; the function returned counts those of a window after, each call by itself. */
export function learnLogChanges(
  services: readonly string[],
  before: Signals,
  options: TemplateOptions = {},
): (after: Signals) => LogChange[] {
  const known = new Set(services);
  return (after) => {
    const miners = new Map<string, TemplateMiner>();
    const tallies = new Map<string, Tally>();
    for (const log of before.logs ?? []) tally(log, { miners, tallies, known, options }).before++;
    for (const log of after.logs ?? []) tally(log, { miners, tallies, known, options }).after++;
    const ratio = exposureRatio(before, after);
    return [...tallies].map(([key, counted]) => {
      const id = Number(key.slice(key.lastIndexOf(" ") + 1));
      const expected = counted.before * ratio;
      return {
        ...counted,
        template: miners.get(counted.service)!.template(id),
        expected,
        surprise: 2 * (Math.sqrt(counted.after + 3 / 8) - Math.sqrt(expected + 3 / 8)),
      };
    });
  };
}

function tally(
  log: LogRecord,
  { miners, tallies, known, options }: {
    miners: Map<string, TemplateMiner>;
    tallies: Map<string, Tally>;
    known: ReadonlySet<string>;
    options: TemplateOptions;
  },
): Tally {
  const { service, body, severityNumber } = log;
  const miner = miners.get(service) ?? createTemplateMiner(options);
  miners.set(service, miner);
  // Records of different severities are different, whatever their words.
  const level = severityNumber >= SEVERITY.error
    ? "error"
    : severityNumber >= SEVERITY.warn
    ? "warn"
    : "info";
  const key = `${service} ${level} ${miner.add(body)}`;
  const found = tallies.get(key) ?? firstOf(log, known);
  tallies.set(key, found);
  found.severityNumber = Math.max(found.severityNumber, severityNumber);
  return found;
}

function firstOf(log: LogRecord, known: ReadonlySet<string>): Tally {
  const { service, body, severityNumber } = log;
  const keyword = keywordOf(body);
  const names = namedBy(log, known);
  return {
    service,
    severityNumber,
    before: 0,
    after: 0,
    ...(keyword && { keyword }),
    ...(names && { names }),
  };
}

function namedBy({ service, body, attributes }: LogRecord, known: ReadonlySet<string>): string | undefined {
  const named = attributes?.["server.address"] ?? attributes?.["peer.service"];
  if (named !== undefined && known.has(String(named)) && named !== service) return String(named);
  return body.split(/[^\w.-]+/).find((word) => word !== service && known.has(word));
}

/** Least surprise of a change that counts, unless `weightOf` is told otherwise. */
export const MIN_SURPRISE = 1;
/** Share of a change's weight that goes to the service that it names, if the keyword blames that service. */
export const NAMED_SHARE = 0.8;

/** Surprise times the weight of the severity, 0 if the change can be chance. */
export function weightOf(
  { severityNumber, surprise, keyword }: LogChange,
  minSurprise: number = MIN_SURPRISE,
): number {
  const telling = keyword?.telling || severityNumber >= SEVERITY.fatal;
  const severity = severityNumber >= SEVERITY.error || telling
    ? 1
    : severityNumber >= SEVERITY.warn
    ? 0.5
    : 0.1;
  // One process killed for lack of memory is news; one more warning is not.
  return severity * Math.max(0, telling ? 4 * surprise : surprise - minSurprise);
}

/** The services that a change speaks against, with shares that sum to 1. */
export function sharesOf(
  { service, names, keyword }: LogChange,
  namedShare: number = NAMED_SHARE,
): (readonly [service: string, share: number])[] {
  if (names === undefined) return [[service, 1]];
  const toNamed = keyword === undefined ? 0.5 : keyword.blames === "named" ? namedShare : 0;
  return [[service, 1 - toNamed], [names, toNamed]];
}

/**
 * How much more there was to record in the window after than in the window before: the ratio of their numbers of root spans or, if
 * requests were not traced, of their lengths. 1 if neither is known.
 */
export function exposureRatio(before: Signals, after: Signals): number {
  return ratio(requestsOf(before), requestsOf(after)) ?? ratio(lengthOf(before), lengthOf(after)) ?? 1;
}

function ratio(before: number, after: number): number | undefined {
  return before > 0 && after > 0 ? after / before : undefined;
}

function requestsOf({ spans = [] }: Signals): number {
  return spans.reduce((count, { parentSpanId }) => parentSpanId === undefined ? count + 1 : count, 0);
}

/** Seconds from the first to the last record, or of the metrics if these cover more. */
function lengthOf({ logs = [], metrics: { timesSeconds } }: Signals): number {
  let first = Infinity;
  let last = -Infinity;
  for (const { timeSeconds } of logs) {
    first = Math.min(first, timeSeconds);
    last = Math.max(last, timeSeconds);
  }
  const rows = timesSeconds.length;
  const step = rows > 1 ? (timesSeconds[rows - 1]! - timesSeconds[0]!) / (rows - 1) : 0;
  return Math.max(last - first, rows * step, 0);
}
