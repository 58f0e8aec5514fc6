import { counted } from "../../reading/words.ts";
import { frameOf, type ReadMetrics } from "../frame.ts";

/** A path, a value and Unix seconds, as Carbon's plaintext protocol has it; tags stand behind semicolons. */
const PLAIN =
  /^([^\s,|="'{}]*[a-zA-Z][^\s,|="'{}]*(?:;[^\s;=]+=[^\s;]+)*)[ \t]+(-?\d+(?:\.\d*)?(?:e[-+]?\d+)?|nan)[ \t]+(\d{9,10}|\d{13})(?:\.\d+)?$/i;
/** A series of `render?format=raw`: target, begin, end and step, and behind a bar the values. */
const RAW = /^(.+),(\d{9,10}),(\d{9,10}),(\d+)\|([-+.\de,None]+)$/;
/** Share of the lines that must be laid out so. */
const MIN_LINES = 0.9;

interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly points: [time: number, value: number][];
}

/**
 * Reads Graphite's texts: a line for each point (`servers.web.cpu 0.5 1709539200`), or one for each series, as `format=raw` answers.
 *
 * @returns undefined for a text that isn't written so
 */
export function readGraphiteText(text: string): ReadMetrics | undefined {
  // The first line tells; a table of a million rows isn't walked for it.
  const first = /^(?!#)[^\n]*\S[^\n]*/m.exec(text)?.[0].trim() ?? "";
  if (!PLAIN.test(first) && !RAW.test(first)) return undefined;
  const lines = text.split("\n").map((line) => line.trim()).filter((line) =>
    line !== "" && !line.startsWith("#")
  );
  const series = new Map<string, Series>();
  let read = 0;
  for (const line of lines) {
    const points = pointsOf(line);
    if (points === undefined) continue;
    read++;
    const [name, ...tags] = points.name.split(";");
    const labels = Object.fromEntries(
      tags.map((tag) => [tag.slice(0, tag.indexOf("=")), tag.slice(tag.indexOf("=") + 1)]),
    );
    const one = series.get(points.name) ?? { name: name!, labels, points: [] };
    series.set(points.name, one);
    one.points.push(...points.points);
  }
  if (read === 0 || read < MIN_LINES * lines.length) return undefined;
  const lost = lines.length - read;
  return {
    frames: [...series.values()].map(frameOf),
    notes: [
      `${series.size} series of Graphite`,
      ...(lost > 0
        ? [`${counted(lost, "line")} left out that ${lost === 1 ? "isn't" : "aren't"} laid out so`]
        : []),
    ],
  };
}

function pointsOf(line: string): Pick<Series, "name" | "points"> | undefined {
  const [, name, value, time] = PLAIN.exec(line) ?? [];
  if (name !== undefined) {
    return {
      name,
      points: [[Number(time) / (time!.length === 13 ? 1e3 : 1), /nan/i.test(value!) ? NaN : Number(value)]],
    };
  }
  const [, target, start, , step, values] = RAW.exec(line) ?? [];
  if (target === undefined) return undefined;
  return {
    name: target,
    points: values!.split(",").map((
      value,
      i,
    ) => [Number(start) + i * Number(step), value === "None" ? NaN : Number(value)]),
  };
}
