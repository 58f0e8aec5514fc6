import { clockSecondsOf, findTimeForm } from "./times.ts";
import type { TimeForm } from "./times/time_form.ts";

/** First line of what `sar`, `iostat`, `mpstat` and `pidstat` print: kernel, host and date. */
const TITLE = /^Linux \S+ \(([^)]*)\)\s+(\S+)\s+_\w+_/;
const CLOCK = /^(\d{1,2}:\d{2}:\d{2}(?: [AP]M)?)\s+(.*)$/;
const VMSTAT = /^procs -+/;

/**
 * Rewrites what `sar`, `mpstat`, `pidstat`, `iostat` and `vmstat` print for people as tables between tabs, each with its header: times get
 * the date of the first line and go on behind midnight, titles that repeat and averages are dropped.
 *
 * @returns undefined for any other text
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { fromSysstat } from "./sysstat.ts";
 * const text = "Linux 6.1.0 (web-1) \t2024-03-04 \t_x86_64_\t(4 CPU)\n\n08:00:01 CPU %user\n08:10:01 all 1.50\nAverage: all 1.50\n";
 * deepStrictEqual(fromSysstat(text), ["time\tCPU\t%user\n2024-03-04T08:10:01Z\tall\t1.50\n"]);
 * ```
 */
export function fromSysstat(text: string): string[] | undefined {
  const start = text.replace(/^\s+/, "").slice(0, 300);
  if (VMSTAT.test(start)) return fromVmstat(text);
  const [, , date] = TITLE.exec(start.split("\n")[0]!) ?? [];
  if (date === undefined) return undefined;
  return text.split("\n").some((line) => CLOCK.test(line)) ? fromSar(text, date) : fromIostat(text);
}

/** Every line begins with its time of day; a header stands above each block. */
function fromSar(text: string, date: string): string[] | undefined {
  const midnight = midnightOf(date);
  if (Number.isNaN(midnight)) return undefined;
  const tables = createTables();
  let [last, days] = [0, 0];
  for (const line of text.split(/\r?\n/)) {
    const [, clock, rest] = CLOCK.exec(line) ?? [];
    if (clock === undefined) continue;
    const cells = rest!.trim().split(/\s+/);
    const seconds = clockSecondsOf(clock);
    if (Number.isNaN(seconds)) continue;
    if (seconds < last - 43_200) days++;
    last = seconds;
    if (isHeader(cells)) tables.begin(["time", ...cells]);
    else {tables.add([
        new Date(1000 * (midnight + 86_400 * days + seconds)).toISOString().replace(".000Z", "Z"),
        ...cells,
      ]);}
  }
  return tables.texts();
}

/** Reports one after another, each with its time above it if it was asked for (`-t`). */
function fromIostat(text: string): string[] | undefined {
  const lines = text.split(/\r?\n/);
  const stamps = lines.filter((line) =>
    /^\d[\d/.-]+[ T]+\d{1,2}:\d{2}:\d{2}(?: [AP]M)?\s*$|^\d{4}-\d{2}-\d{2}T\S+$/.test(line)
  );
  const finding = stamps.length === 0 ? undefined : findTimeForm(stamps.map(isoOrder), true);
  const form: TimeForm | undefined = finding !== undefined && "form" in finding ? finding.form : undefined;
  // Days and months that can't be told apart are asked for by the table itself.
  const written = (stamp: string) =>
    form === undefined ? stamp.trim() : new Date(1000 * form.secondsOf(isoOrder(stamp))).toISOString();
  const tables = createTables();
  const known = new Set(stamps);
  let time: string | undefined;
  for (const line of lines.slice(1)) {
    if (known.has(line)) {
      time = written(line);
      continue;
    }
    const cells = line.trim().split(/\s+/);
    if (cells[0] === "") continue;
    const timed = stamps.length === 0 ? [] : [time ?? ""];
    if (/^(?:avg-cpu|Device):?$/.test(cells[0]!)) {
      const names = cells[0]!.startsWith("avg") ? cells.slice(1) : ["device", ...cells.slice(1)];
      tables.begin([...(stamps.length === 0 ? [] : ["time"]), ...names]);
    } else tables.add([...timed, ...cells]);
  }
  return tables.texts();
}

/** A title, a header with a line of numbers below it, both repeated as the screen scrolls. */
function fromVmstat(text: string): string[] | undefined {
  const tables = createTables();
  for (const line of text.split(/\r?\n/)) {
    const cells = line.trim().split(/\s+/);
    if (cells[0] === "" || VMSTAT.test(line.trim())) continue;
    if (!isHeader(cells)) {
      const at = cells.findIndex((cell) => /^\d{4}-\d{2}-\d{2}$/.test(cell));
      tables.add(at < 0 ? cells : [...cells.slice(0, at), cells.slice(at).join(" ")]);
    } else tables.begin(cells.map((name) => /^[A-Z]{3,4}$/.test(name) ? "time" : name));
  }
  // What a processor idles is called as an identifier would be.
  return tables.texts()?.map((table) => table.replace(/^(.*\tus\tsy\t)id(\t)/, "$1idle$2"));
}

/** Rows by their header, in the order of the headers. */
function createTables() {
  const tables = new Map<string, string[]>();
  let rows: string[] | undefined;
  return {
    begin(names: readonly string[]): void {
      const header = names.join("\t");
      rows = tables.get(header);
      if (rows === undefined) tables.set(header, rows = []);
    },
    add: (cells: readonly string[]): void => void rows?.push(cells.join("\t")),
    texts(): string[] | undefined {
      const whole = [...tables].filter(([, rows]) => rows.length > 0);
      if (whole.length === 0) return undefined;
      return whole.map(([header, rows]) => `${header}\n${rows.join("\n")}\n`);
    },
  };
}

/** Names alone, among them none that is a number. */
function isHeader(cells: readonly string[]): boolean {
  return cells.length > 1 && cells.every((cell) => !/^-?\d+(?:[.,]\d+)?$/.test(cell)) &&
    !/^(?:LINUX|RESTART)/.test(cells[0]!);
}

/** A date of the title in seconds: `03/04/2024` and `03/04/24` have the month first there. */
function midnightOf(date: string): number {
  const [, month, day, year] = /^(\d{2})\/(\d{2})\/(\d{2}|\d{4})$/.exec(date) ?? [];
  const text = month === undefined ? date : `${year!.length === 2 ? `20${year}` : year}-${month}-${day}`;
  const finding = findTimeForm([text], true);
  return "form" in finding ? finding.form.secondsOf(text) : NaN;
}

/** `03/04/2024 08:00:01 AM` of sysstat with the year first: it has the month first. */
function isoOrder(stamp: string): string {
  return stamp.trim().replace(/^(\d{2})\/(\d{2})\/(\d{4})/, "$3-$1-$2").replace(
    /^(\d{2})\/(\d{2})\/(\d{2}) /,
    "20$3-$1-$2 ",
  );
}
