import { UsageError } from "../../model/mod.ts";
import { createStream, type Stream } from "../../random/mod.ts";
import { readTable } from "../table/read_table.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The rows of a table as they are: Unix seconds, and a value of each metric. */
interface Truth {
  readonly times: readonly number[];
  readonly values: readonly (readonly number[])[];
}

const two = (number: number) => String(number).padStart(2, "0");
const clock = (date: Date) => date.toISOString().slice(11, 19);
const DATES: readonly ((date: Date) => string)[] = [
  (date) => date.toISOString(),
  (date) => `${date.toISOString().slice(0, 10)} ${clock(date)}`,
  (date) => `${date.toISOString().slice(0, 10).replaceAll("-", "/")} ${clock(date)}`,
  (date) => `${new Date(+date + 7.2e6).toISOString().slice(0, 19)}+02:00`,
  (date) =>
    `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.${date.getUTCFullYear()} ${clock(date)}`,
  (date) => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${clock(date)}`,
  (date) =>
    `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()} ${date.getUTCFullYear()} @ ${clock(date)}.000`,
  (date) => String(+date / 1000),
  (date) => String(+date),
  (date) => `${+date}000000`,
];
const UNITS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text,
  (text) => `${text} %`,
  (text) => `${text}ms`,
  (text) => `${text} req/s`,
];
const GAPS = ["", "NaN", "-", "null", "#N/A", "\\N", "n/a", "?"];

function drawTruth(stream: Stream): Truth {
  const rows = 30 + stream.integer(30);
  const step = stream.pick([1, 15, 60, 300, 3600]);
  const start = Date.UTC(2024, stream.integer(12), 1 + stream.integer(28), stream.integer(24)) / 1000;
  const times = Array.from({ length: rows }, (_, row) => start + step * row);
  const scale = stream.pick([1, 10, 1000, 1e6]);
  const width = 1 + stream.integer(3);
  const values = times.map(() =>
    Array.from({ length: width }, () => Math.round(1e3 * scale * (1 + stream.next())) / 1e3)
  );
  return { times, values };
}

/** The table in a dialect, as lines. */
function written({ times, values }: Truth, stream: Stream): string[] {
  const delimiter = stream.pick([",", ",", ";", "\t", "|"]);
  const comma = delimiter !== "," && stream.next() < 0.4;
  const grouped = !comma && stream.next() < 0.2;
  const date = stream.pick(DATES);
  const units = values[0]!.map(() => stream.pick(UNITS));
  const index = stream.next() < 0.2;
  const quote = stream.next() < 0.3;
  const cell = (text: string) => quote || text.includes(delimiter) ? `"${text}"` : text;
  const number = (value: number, i: number) => {
    if (stream.next() < 0.02) return stream.pick(GAPS);
    const plain = grouped ? value.toLocaleString("en-US", { maximumFractionDigits: 3 }) : String(value);
    return units[i]!(comma ? plain.replace(".", ",") : plain);
  };
  const header = [
    ...(index ? [""] : []),
    stream.pick(["time", "Timestamp", "_time", "date_time"]),
    ...units.map((_, i) => `m${i}`),
  ];
  const lines = times.map((time, row) =>
    [...(index ? [String(row)] : []), date(new Date(1000 * time)), ...values[row]!.map(number)].map(cell)
      .join(delimiter)
  );
  return [...(stream.next() < 0.1 ? [`sep=${delimiter}`] : []), header.map(cell).join(delimiter), ...lines];
}

const DAMAGES: readonly ((lines: string[], at: number, stream: Stream) => void)[] = [
  () => {},
  (lines, at) => void lines.splice(at, 1),
  (lines, at) => void lines.splice(at, 0, lines[at]!),
  // Cut before the last cell: a number that lost its last digits is a number.
  (lines, at, stream) =>
    void lines.splice(
      at,
      1,
      lines[at]!.slice(0, stream.integer(lines[at]!.search(/[,;\t|][^,;\t|]*(?:,[\d.]+)*[^,;\t|]*$/) + 1)),
    ),
  (lines, at) => void lines.splice(at, 0, ""),
  (lines, at) => void lines.splice(at, 0, "-- 3 rows --"),
  (lines, at) => void lines.splice(at, 1, `${lines[at]}${lines[at]}`),
  (lines, at, stream) => {
    const line = lines[at]!;
    const place = stream.integer(line.length);
    lines[at] = line.slice(0, place) + stream.pick(['"', "\u0000", "x", "\ufffd", "\u001b[2J", "'", "#"]) +
      line.slice(place);
  },
  (lines, at) => [lines[at], lines[at - 1]] = [lines[at - 1]!, lines[at]!],
  (lines) => lines.push(lines.shift()!),
];

/** What was read that isn't in the truth, in words; undefined for a right reading. */
function wrongReading(text: string, { times, values }: Truth): string | undefined {
  const rowAt = new Map(times.map((time, row) => [time, values[row]!]));
  let read: ReturnType<typeof readTable>;
  try {
    read = readTable(text, "m.csv");
  } catch (error) {
    if (!(error instanceof UsageError)) return `threw ${error}`;
    return error.message.includes("\n") || error.message.length > 600 ? `said ${error.message}` : undefined;
  }
  for (const { columns, timesSeconds, values: got, notes = [] } of read) {
    const told = notes.join("\n");
    for (let row = 0; row < timesSeconds.length; row++) {
      const expected = rowAt.get(timesSeconds[row]!);
      if (expected === undefined) return `row ${row} has the time ${timesSeconds[row]}: ${told}`;
      for (const [i, name] of columns.entries()) {
        const value = got[row * columns.length + i]!;
        const right = expected[Number(name.slice(1))] ?? NaN;
        if (!Number.isNaN(value) && Math.abs(value - right) > 1e-9 * Math.abs(right)) {
          return `${name} of row ${row} is ${value} instead of ${right}: ${told}`;
        }
      }
    }
  }
  return undefined;
}

/** A table that is written in a dialect drawn at random and damaged in a line. */
interface DrawnTable {
  readonly truth: Truth;
  readonly text: string;
  /** Number of the damage; 0: none. */
  readonly damage: number;
}

/** Draws a table. */
function drawnTable(seed: number): DrawnTable {
  const stream = createStream(seed, "dialects");
  const truth = drawTruth(stream);
  const lines = written(truth, stream);
  const damage = stream.integer(DAMAGES.length);
  DAMAGES[damage]!(lines, 2 + stream.integer(lines.length - 2), stream);
  return { truth, text: lines.join(stream.pick(["\n", "\r\n"])), damage };
}

/** What is read wrongly of a drawn table, in words; undefined for a right reading or a refusal in one line. */
export function wrongTable(seed: number): string | undefined {
  const { truth, text, damage } = drawnTable(seed);
  const wrong = wrongReading(text, truth);
  return wrong && `damage ${damage}: ${wrong}\n${text.slice(0, 400)}`;
}

/** Whether every row of a drawn table is read that isn't damaged; undefined for one that is. */
export function isWhole(seed: number): boolean | undefined {
  const { truth: { times }, text, damage } = drawnTable(seed);
  if (damage !== 0) return undefined;
  try {
    return readTable(text, "m.csv")[0]!.timesSeconds.length === times.length;
  } catch {
    return false;
  }
}
