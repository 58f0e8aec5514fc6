import { type LogRecord, SEVERITY, type Signals } from "../../model/mod.ts";
import { exposureRatio } from "../metrics/exposure.ts";
import { type KeywordClass, keywordOf } from "./log_keywords.ts";
import { createTemplateMiner, type TemplateMiner } from "./log_templates.ts";

/** One template of one service, counted in both windows. */
export interface LogChange {
  readonly service: string;
  readonly template: string;
  /** The highest severity number with which it was written. */
  readonly severityNumber: number;
  /** Records before, and after. */
  readonly before: number;
  readonly after: number;
  /** Records to be expected after, given those before and how much more was going on. */
  readonly expected: number;
  /** Excess of the square root over the expected one, twice: standard normal for a Poisson count (Anscombe, 1948). */
  readonly surprise: number;
  readonly keyword?: KeywordClass;
  /** Another service that its records name, by attribute or in their text, where any does. */
  readonly names?: string;
}

/** What is counted of one template. */
interface Tally {
  readonly service: string;
  before: number;
  after: number;
  severityNumber: number;
  keyword?: KeywordClass;
  names?: string;
}

/** Learns the templates of the window before; the function returned counts those of the window after and leaves what was learnt as it is. */
export function learnLogChanges(
  services: readonly string[],
  before: Signals,
): (after: Signals) => LogChange[] {
  const known = new Set(services);
  return (after) => {
    const miners = new Map<string, TemplateMiner>();
    const tallies = new Map<string, Tally>();
    for (const log of before.logs ?? []) tally(log, { miners, tallies, known }).before++;
    for (const log of after.logs ?? []) tally(log, { miners, tallies, known }).after++;
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
  { miners, tallies, known }: {
    miners: Map<string, TemplateMiner>;
    tallies: Map<string, Tally>;
    known: ReadonlySet<string>;
  },
): Tally {
  const { service, body, severityNumber } = log;
  const miner = miners.get(service) ?? createTemplateMiner();
  miners.set(service, miner);
  // Records of different severity are different whatever their words.
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
