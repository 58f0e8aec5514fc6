import { counted } from "../../reading/words.ts";
import { frameOf, type ReadMetrics } from "../frame.ts";

/** Measurement and tags, fields, time: parted by blanks that no backslash or quote hides. */
const LINE =
  /^((?:\\.|[^\\\s,])+(?:,(?:\\.|[^\\\s,=])+=(?:\\.|[^\\\s,])+)*) +((?:"(?:\\.|[^"\\])*"|\\.|[^"\\\s])+)(?: +(-?\d+))?\s*$/;
const FIELD = /((?:\\.|[^\\,=])+)=("(?:\\.|[^"\\])*"|[^,]+)(?:,|$)/g;
/** Units of times by their digits: seconds have ten. */
const UNITS = [[11, 1], [14, 1e3], [17, 1e6], [Infinity, 1e9]] as const;
/** Share of the lines that must be laid out so. */
const MIN_LINES = 0.9;
/** Share of the lines from which on a number of digits of their times is no slip: it grows by one as time passes. */
const MIN_USUAL = 0.1;

/**
 * Reads InfluxDB's line protocol: `cpu,host=web01 usage_user=0.5,usage_idle=99.5 1709510400000000000`. Each field that is a number is a metric.
 *
 * @returns undefined for a text that isn't written so
 */
export function readLineProtocol(text: string): ReadMetrics | undefined {
  // The first line tells; a table of a million rows isn't walked for it.
  if (!LINE.test(/^(?!#)[^\n]*\S[^\n]*/m.exec(text)?.[0] ?? "")) return undefined;
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const matches = lines.map((line) => LINE.exec(line));
  const laidOut = matches.filter((match) => match?.[3] !== undefined && match[2]!.includes("="));
  const usual = usualDigits(laidOut.map((match) => digitsOf(match![3]!)));
  const timed = laidOut.filter((match) => usual.has(digitsOf(match![3]!)));
  if (timed.length === 0 || timed.length < MIN_LINES * lines.length) return undefined;
  const series = new Map<
    string,
    { name: string; labels: Record<string, string>; points: [number, number][] }
  >();
  let unread = 0;
  for (const match of timed) {
    const [, head, fields, time] = match!;
    const pairs = [...fields!.matchAll(FIELD)];
    // What no field is made of may be the rest of the number before it, which isn't taken either.
    const broken = new Set(
      pairs.filter((pair, i) => endOf(pair) !== (pairs[i + 1]?.index ?? fields!.length)),
    );
    unread += broken.size + Number(pairs[0] === undefined || pairs[0].index > 0);
    const [measurement, ...tags] = head!.split(/(?<!\\),/);
    for (const pair of pairs) {
      if (broken.has(pair)) continue;
      const [, key, value] = pair;
      const number = numberOf(value!);
      if (number === undefined) {
        // Texts are quoted; anything else was to be a number.
        unread += Number(!/^".*"$/s.test(value!));
        continue;
      }
      const name = `${plain(measurement!)}_${plain(key!)}`;
      const id = `${name}\0${tags.toSorted().join(",")}`;
      const one = series.get(id) ?? { name, labels: labelsOf(tags), points: [] };
      series.set(id, one);
      one.points.push([secondsOf(time!), number]);
    }
  }
  const lost = lines.length - timed.length;
  return {
    frames: [...series.values()].map(frameOf),
    notes: [
      `${series.size} series of InfluxDB's line protocol`,
      ...(unread > 0 ? [`${counted(unread, "field")} that can't be read left out`] : []),
      ...(lost > 0
        ? [`${counted(lost, "line")} left out that ${lost === 1 ? "isn't" : "aren't"} laid out so`]
        : []),
    ],
  };
}

/** A file's times are of one precision, so that one of another length is cut or torn. */
function usualDigits(digits: readonly number[]): ReadonlySet<number> {
  const counts = Map.groupBy(digits, (count) => count);
  return new Set(
    [...counts].filter(([, of]) => of.length >= MIN_USUAL * digits.length).map(([count]) => count),
  );
}

function digitsOf(time: string): number {
  return time.replace("-", "").length;
}

function endOf({ index, 0: text }: RegExpExecArray): number {
  return index + text.length;
}

/** A float, an integer with `i` or `u`, or a truth value; undefined for text. */
function numberOf(value: string): number | undefined {
  if (/^(?:t|true)$/i.test(value)) return 1;
  if (/^(?:f|false)$/i.test(value)) return 0;
  return /^-?[\d.]+(?:e[-+]?\d+)?[iu]?$/i.test(value) ? Number(value.replace(/[iu]$/, "")) : undefined;
}

function labelsOf(tags: readonly string[]): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => {
    const [, key, value] = /^((?:\\.|[^\\=])+)=(.*)$/.exec(tag)!;
    return [plain(key!), plain(value!)];
  }));
}

function plain(text: string): string {
  return text.replace(/\\([ ,=\\])/g, "$1");
}

function secondsOf(time: string): number {
  return Number(time) / UNITS.find(([most]) => digitsOf(time) <= most)![1];
}
