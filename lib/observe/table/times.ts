import { UsageError } from "../../model/mod.ts";
import { showValue } from "../../model/show_value.ts";

/** How a column of times can be told to be written. */
export const TIME_FORMATS = ["day-first", "month-first", "s", "ms", "us", "ns"] as const;

/** How a column of times is told to be written. */
export type TimeFormat = typeof TIME_FORMATS[number];

/** A way to read the cells of a column as times. */
export interface TimeForm {
  /** In words, for the note on what was read. */
  readonly name: string;
  /** Unix seconds; NaN for a cell that isn't written so. */
  readonly secondsOf: (cell: string) => number;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** Hours east of Greenwich; abbreviations that several zones share aren't here. */
const ZONES: Readonly<Record<string, number>> = {
  z: 0,
  utc: 0,
  gmt: 0,
  wet: 0,
  cet: 1,
  cest: 2,
  eet: 2,
  eest: 3,
  msk: 3,
  jst: 9,
  aest: 10,
  aedt: 11,
  est: -5,
  edt: -4,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:\s*([AaPp])\.?[Mm]\.?)?`;
const ZONE = String.raw`\s*(Z|[A-Za-z]{2,5}|(?:UTC|GMT)?[-+]\d{2}(?::?\d{2})?(?:\s+[A-Z]{3,4})?)?`;
const BETWEEN = String.raw`(?:T|t|:|\s*,\s*|\s+@\s+|\s+at\s+|\s+)`;
const WEEKDAY = String.raw`(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?`;
const MONTH = `(${MONTHS.join("|")})[a-z]*\\.?`;
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})(?:${BETWEEN}${CLOCK}${ZONE})?$`);
const COMPACT =
  /^(\d{4})(\d{2})(\d{2})(?:[T_ -]?(\d{2})(\d{2})(?:(\d{2})(?:[.,](\d+))?)?\s*(Z|[-+]\d{2}:?\d{2})?)?$/;
const NUMERIC_DATE = new RegExp(
  `^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})(?:${BETWEEN}${CLOCK}${ZONE})?$`,
);
const MONTH_NAMED = new RegExp(
  `^${WEEKDAY}${MONTH}[\\s-]+(\\d{1,2})(?:st|nd|rd|th)?[\\s,-]+(\\d{4})(?:${BETWEEN}${CLOCK}${ZONE})?$`,
  "i",
);
const DAY_NAMED = new RegExp(
  `^${WEEKDAY}(\\d{1,2})(?:st|nd|rd|th)?[\\s./-]+${MONTH}[\\s,./-]+(\\d{4})(?:${BETWEEN}${CLOCK}${ZONE})?$`,
  "i",
);
const YEAR_LAST = new RegExp(`^${WEEKDAY}${MONTH}\\s+(\\d{1,2})\\s+${CLOCK}${ZONE}\\s+(\\d{4})$`, "i");
const CLOCK_ONLY = new RegExp(`^${CLOCK}${ZONE}$`);

/** Years that two digits may mean, from 1970 on. */
const FIRST_SHORT_YEAR = 70;
/** Sizes of Unix times by unit: from 1990 to 2100. */
const [MIN_UNIX_SECONDS, MAX_UNIX_SECONDS] = [6.3e8, 4.2e9];
const UNIX_UNITS = [["s", 1], ["ms", 1e3], ["us", 1e6], ["ns", 1e9]] as const;
const UNIX_NAMES = { s: "seconds", ms: "milliseconds", us: "microseconds", ns: "nanoseconds" } as const;

/** Days of a spreadsheet from 1954 to 2119, and their number at the beginning of Unix time; the first one is 1899-12-30. */
const [MIN_SHEET_DAYS, MAX_SHEET_DAYS, UNIX_SHEET_DAY] = [20_000, 80_000, 25_569];
/** Decimals of a day that tell a second. */
const MIN_DAY_DECIMALS = 5;

type Part = string | undefined;

/** The text of a cell without what logs put about times: brackets, and a colon after them. */
function timeText(cell: string): string {
  return cell.trim().replace(/^\[(.+)\]$/, "$1").replace(/^(.*\d):$/, "$1");
}

function secondsAt(
  year: Part,
  month: number,
  day: Part,
  [hour, minute, second, fraction, half]: readonly Part[] = [],
  zone?: Part,
): number {
  const y = year!.length === 2
    ? Number(year) + (Number(year) < FIRST_SHORT_YEAR ? 2000 : 1900)
    : Number(year);
  const d = Number(day);
  const clock = clockSeconds(hour, minute, second, fraction, half);
  const offset = offsetSeconds(zone);
  const midnight = Date.UTC(y, month - 1, d);
  const date = new Date(midnight);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== d) return NaN;
  return midnight / 1000 + clock - offset;
}

function clockSeconds(hour: Part, minute: Part, second: Part, fraction: Part, half: Part): number {
  if (hour === undefined) return 0;
  let h = Number(hour);
  if (half !== undefined) {
    if (h < 1 || h > 12) return NaN;
    h = h % 12 + (/p/i.test(half) ? 12 : 0);
  }
  const [m, s] = [Number(minute), Number(second ?? 0)];
  if (h > 24 || m > 59 || s > 60 || (h === 24 && (m > 0 || s > 0))) return NaN;
  return 3600 * h + 60 * m + s + (fraction === undefined ? 0 : Number(`0.${fraction}`));
}

/** Seconds east of Greenwich; 0 without a zone, NaN for one that isn't known. */
function offsetSeconds(zone: Part): number {
  if (zone === undefined) return 0;
  const named = ZONES[zone.toLowerCase()];
  if (named !== undefined) return 3600 * named;
  const [, sign, hours, minutes = "0"] = /([-+])(\d{2}):?(\d{2})?/.exec(zone) ?? [];
  if (sign === undefined) return NaN;
  return (sign === "-" ? -1 : 1) * (3600 * Number(hours) + 60 * Number(minutes));
}

function monthOf(name: Part): number {
  return MONTHS.indexOf(name!.slice(0, 3).toLowerCase()) + 1;
}

/** Dates that can be read in one way only. */
const TEXT_FORMS: readonly TimeForm[] = [
  {
    name: "dates with the year first",
    secondsOf: (cell) => {
      const [, year, , month, day, ...rest] = YEAR_FIRST.exec(timeText(cell)) ?? [];
      return year === undefined ? NaN : secondsAt(year, Number(month), day, rest, rest[5]);
    },
  },
  {
    name: "dates with the month's name",
    secondsOf: (cell) => {
      const text = timeText(cell);
      const byMonth = MONTH_NAMED.exec(text);
      if (byMonth) {
        return secondsAt(byMonth[3], monthOf(byMonth[1]), byMonth[2], byMonth.slice(4), byMonth[9]);
      }
      const byDay = DAY_NAMED.exec(text);
      if (byDay) return secondsAt(byDay[3], monthOf(byDay[2]), byDay[1], byDay.slice(4), byDay[9]);
      const last = YEAR_LAST.exec(text);
      if (last) return secondsAt(last[9], monthOf(last[1]), last[2], last.slice(3), last[8]);
      return NaN;
    },
  },
];

const compact: TimeForm = {
  name: "dates without separators",
  secondsOf: (cell) => {
    const [, year, month, day, hour, minute, second, fraction, zone] = COMPACT.exec(timeText(cell)) ?? [];
    if (year === undefined) return NaN;
    return secondsAt(year, Number(month), day, [hour, minute, second, fraction], zone);
  },
};

const dayFirst: TimeForm = {
  name: "dates with the day first",
  secondsOf: (cell) => {
    const [, day, , month, year, ...rest] = NUMERIC_DATE.exec(timeText(cell)) ?? [];
    return day === undefined ? NaN : secondsAt(year, Number(month), day, rest, rest[5]);
  },
};

const monthFirst: TimeForm = {
  name: "dates with the month first",
  secondsOf: (cell) => {
    const [, month, , day, year, ...rest] = NUMERIC_DATE.exec(timeText(cell)) ?? [];
    return day === undefined ? NaN : secondsAt(year, Number(month), day, rest, rest[5]);
  },
};

/** Unix times in a unit. */
function unixForm(unit: keyof typeof UNIX_NAMES): TimeForm {
  const perSecond = UNIX_UNITS.find(([name]) => name === unit)![1];
  return { name: `Unix ${UNIX_NAMES[unit]}`, secondsOf: (cell) => unixNumber(cell) / perSecond };
}

function unixNumber(cell: string): number {
  const text = timeText(cell);
  return /^\d+(?:\.\d*)?(?:e\+?\d+)?$/i.test(text) ? Number(text) : NaN;
}

/** Days since the end of 1899, as a spreadsheet keeps times; it rounds them, so that seconds are whole within a tenth. */
const sheetDays: TimeForm = {
  name: "a spreadsheet's days",
  secondsOf: (cell) => {
    const days = Number(timeText(cell).replace(",", "."));
    if (!(days > MIN_SHEET_DAYS && days < MAX_SHEET_DAYS)) return NaN;
    const seconds = (days - UNIX_SHEET_DAY) * 86_400;
    const whole = Math.round(seconds);
    return Math.abs(seconds - whole) < 0.1 ? whole : Math.round(1000 * seconds) / 1000;
  },
};

/** Whether numbers are days of a spreadsheet: they tell whole seconds by more decimals than seconds themselves would have. */
function areSheetDays(cells: readonly string[]): boolean {
  let [fine, whole] = [0, 0];
  for (const cell of cells) {
    const [, decimals = ""] = /^\d{5}[.,](\d+)$/.exec(timeText(cell)) ?? [];
    fine += Number(decimals.length >= MIN_DAY_DECIMALS);
    whole += Number(Number.isInteger(sheetDays.secondsOf(cell)));
  }
  return 2 * fine > cells.length && whole >= MIN_TIMES * cells.length;
}

/** The form that a reader was told. */
export function toldForm(format: TimeFormat): TimeForm {
  if (format === "day-first") return dayFirst;
  return format === "month-first" ? monthFirst : unixForm(format);
}

/** What the cells of a column say about times. */
export type TimeFinding =
  | { readonly kind: "date" | "unix"; readonly form: TimeForm }
  /** Day and month could change places in every cell. */
  | { readonly kind: "ambiguous"; readonly cell: string }
  | { readonly kind: "none" };

/** Share of the filled cells that must be times: some are cut or damaged. */
const MIN_TIMES = 0.9;

/**
 * Finds how the cells of a column are written as times.
 *
 * @param cells those that are filled; the whole column, since one cell can tell days from months
 * @param timeLike whether the column's name is one of times, so that digits without separators may be a date
 */
export function findTimeForm(cells: readonly string[], timeLike: boolean): TimeFinding {
  if (cells.length === 0) return { kind: "none" };
  const holds = ({ secondsOf }: TimeForm) => {
    let times = 0;
    for (const cell of cells) times += Number(!Number.isNaN(secondsOf(cell)));
    return times >= MIN_TIMES * cells.length;
  };
  if (timeLike && areSheetDays(cells)) return { kind: "date", form: sheetDays };
  const numbers = cells.filter((cell) => /^\d+(?:\.\d*)?(?:e\+?\d+)?$/i.test(timeText(cell)));
  if (numbers.length >= MIN_TIMES * cells.length) {
    const dateLike = timeLike && numbers.every((cell) => /^(?:\d{8}|\d{12}|\d{14})$/.test(timeText(cell)));
    return dateLike && holds(compact) ? { kind: "date", form: compact } : unixFinding(cells);
  }
  for (const form of TEXT_FORMS) if (holds(form)) return { kind: "date", form };
  if (holds(compact)) return { kind: "date", form: compact };
  const [asDays, asMonths] = [holds(dayFirst), holds(monthFirst)];
  if (asDays && asMonths) {
    if (cells.every((cell) => NUMERIC_DATE.exec(timeText(cell))?.[2] === ".")) {
      return { kind: "date", form: dayFirst };
    }
    const told = tellingCell(cells);
    return told ?? { kind: "ambiguous", cell: timeText(cells[0]!) };
  }
  if (asDays) return { kind: "date", form: dayFirst };
  return asMonths ? { kind: "date", form: monthFirst } : { kind: "none" };
}

/** The one order that every cell allows, if a cell rules the other out; few cells do where most days are below 13. */
function tellingCell(cells: readonly string[]): TimeFinding | undefined {
  let [days, months] = [0, 0];
  for (const cell of cells) {
    const [, first, , second] = NUMERIC_DATE.exec(timeText(cell)) ?? [];
    days += Number(Number(first) > 12);
    months += Number(Number(second) > 12);
  }
  if (days > 0 && months === 0) return { kind: "date", form: dayFirst };
  return months > 0 && days === 0 ? { kind: "date", form: monthFirst } : undefined;
}

/** Unix times by their size: seconds have ten digits, milliseconds thirteen and so on. */
function unixFinding(cells: readonly string[]): TimeFinding {
  for (const [unit, perSecond] of UNIX_UNITS) {
    let inside = 0;
    for (const cell of cells) {
      const seconds = unixNumber(cell) / perSecond;
      inside += Number(seconds >= MIN_UNIX_SECONDS && seconds <= MAX_UNIX_SECONDS);
    }
    if (inside >= MIN_TIMES * cells.length) return { kind: "unix", form: plausible(unixForm(unit), cells) };
  }
  return { kind: "none" };
}

/** Share of the times, and number of them, that may have lost a digit. */
const [MAX_CUT, MAX_CUT_CELLS] = [0.01, 2];

/** A form in which a number that was cut or stuck to another one is no time: one beyond 1990 to 2100, or of other digits than nearly all. */
function plausible({ name, secondsOf }: TimeForm, cells: readonly string[]): TimeForm {
  const counts = new Map<number, number>();
  for (const cell of cells) counts.set(digitsOf(cell), (counts.get(digitsOf(cell)) ?? 0) + 1);
  const [[usual, count]] = [...counts].sort((a, b) => b[1] - a[1]) as [[number, number]];
  const fixed = cells.length - count <= Math.max(MAX_CUT_CELLS, MAX_CUT * cells.length) &&
    count > MAX_CUT_CELLS;
  return {
    name,
    secondsOf: (cell) => {
      if (fixed && digitsOf(cell) !== usual) return NaN;
      const seconds = secondsOf(cell);
      return seconds >= MIN_UNIX_SECONDS && seconds <= MAX_UNIX_SECONDS ? seconds : NaN;
    },
  };
}

/** Digits before the point; of a number with an exponent those of its value. */
function digitsOf(cell: string): number {
  const text = cell.trim();
  return /^\d+$/.test(text) ? text.length : String(Math.floor(Number(text))).length;
}

/** Whether cells hold a time of day without a date. */
export function areClocks(cells: readonly string[]): boolean {
  return cells.length > 0 && cells.every((cell) => CLOCK_ONLY.test(timeText(cell)));
}

/** Whether any cell names a zone or an offset. */
export function nameZones(cells: readonly string[]): boolean {
  return cells.some((cell) =>
    /\d\s*(?:Z|[A-Z]{3,4}|[-+]\d{2}:?(?:\d{2})?)$/.test(timeText(cell).replace(/\s*[AaPp]\.?[Mm]\.?$/, ""))
  );
}

/** Seconds since midnight of a cell with a time of day; NaN for any other cell. */
export function clockSecondsOf(cell: string): number {
  const [, hour, minute, second, fraction, half, zone] = CLOCK_ONLY.exec(timeText(cell)) ?? [];
  return hour === undefined ? NaN : clockSeconds(hour, minute, second, fraction, half) - offsetSeconds(zone);
}

/**
 * A time in any form that can be read in one way only, as Unix seconds.
 *
 * @returns NaN for any other text
 * @throws {UsageError} for what is no text
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { toTimeSeconds } from "./times.ts";
 * strictEqual(toTimeSeconds("Mar 4, 2024 @ 08:00:00.000"), toTimeSeconds("2024-03-04T10:00:00+02"));
 * ```
 */
export function toTimeSeconds(text: string): number {
  if (typeof text !== "string") throw new UsageError(`A time is read from a text, found ${showValue(text)}`);
  const finding = findTimeForm([text], true);
  return "form" in finding ? finding.form.secondsOf(text) : NaN;
}
