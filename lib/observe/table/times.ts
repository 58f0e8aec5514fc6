import { UsageError } from "../../model/mod.ts";
import { showValue } from "../../model/show_value.ts";
import { type DateOrder, findDateOrder } from "./times/date_order.ts";
import { PERIOD_FORMS } from "./times/periods.ts";
import type { TimeForm } from "./times/time_form.ts";
import { UNIX_SHEET_DAY, unixFinding, unixForm, unixNumber } from "./times/unix_times.ts";
import { offsetSeconds, placeZone, type Zone, zoneOf } from "./times/zones.ts";

/** How a column of times can be told to be written. */
export const TIME_FORMATS = [
  ...["day-first", "month-first", "year-first"] as const,
  ...["s", "ms", "us", "ns", "100ns", "ticks", "filetime", "min", "h", "d"] as const,
] as const;

/** How a column of times is told to be written. */
export type TimeFormat = typeof TIME_FORMATS[number];

/** Beginnings of the months' names, in English, German, French, Spanish, Italian, Portuguese and Dutch. */
const MONTHS = [
  ["jan", "gen", "ene"],
  ["feb", "fev", "fév"],
  ["mar", "mär", "mrz", "mrt"],
  ["apr", "avr", "abr"],
  ["may", "mai", "mei", "mag"],
  ["jun", "juin", "giu"],
  ["jul", "juil", "lug"],
  ["aug", "aoû", "aou", "ago"],
  ["sep", "set"],
  ["oct", "okt", "ott", "out"],
  ["nov"],
  ["dec", "dez", "déc", "dic"],
];
const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:\s*([AaPp])\.?[Mm]\.?)?`;
const ZONE = String
  .raw`\s*(Z|[A-Za-z]{2,5}|(?:UTC|GMT)[-+]\d{1,2}(?::?\d{2})?|[-+]\d{2}(?::?\d{2})?(?:\s+[A-Z]{3,4})?)?(?:\[[\w/+-]+\])?`;
const BETWEEN = String.raw`(?:T|t|:|\s*,\s*|\s+@\s+|\s+at\s+|\s+)`;
const WEEKDAY = String.raw`(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?`;
const MONTH = `(${MONTHS.flat().join("|")})[a-zéû]*\\.?`;
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})(?:${BETWEEN}${CLOCK}${ZONE})?$`);
const COMPACT =
  /^(\d{4})(\d{2})(\d{2})(?:[T_ -]?(\d{2})(\d{2})(?:(\d{2})(?:[.,](\d+))?)?\s*(Z|[-+]\d{2}:?\d{2})?)?$/;
const NUMERIC_DATE = new RegExp(
  `^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})(?:${BETWEEN}${CLOCK}${ZONE})?$`,
);
const SHORT_YEAR_FIRST = new RegExp(
  `^(\\d{2})([-/.])(\\d{1,2})\\2(\\d{1,2})(?:${BETWEEN}${CLOCK}${ZONE})?$`,
);
const MONTH_NAMED = new RegExp(
  `^${WEEKDAY}${MONTH}[\\s-]+(\\d{1,2})(?:st|nd|rd|th)?[\\s,-]+(\\d{4})(?:${BETWEEN}${CLOCK}${ZONE})?$`,
  "i",
);
const DAY_NAMED = new RegExp(
  `^${WEEKDAY}(\\d{1,2})(?:st|nd|rd|th)?[\\s./-]+(?:de\\s+)?${MONTH}[\\s,./-]+(?:de\\s+)?(\\d{4}|\\d{2}(?!\\d|:))(?:${BETWEEN}${CLOCK}${ZONE})?$`,
  "i",
);
const YEAR_LAST = new RegExp(`^${WEEKDAY}${MONTH}\\s+(\\d{1,2})\\s+${CLOCK}${ZONE}\\s+(\\d{4})$`, "i");
const CLOCK_ONLY = new RegExp(`^${CLOCK}${ZONE}$`);

/** Years that two digits may mean, from 1970 on. */
const FIRST_SHORT_YEAR = 70;
/** Days of a spreadsheet from 1954 to 2119. */
const [MIN_SHEET_DAYS, MAX_SHEET_DAYS] = [20_000, 80_000];
/** Decimals of a day that tell a second. */
const MIN_DAY_DECIMALS = 5;

type Part = string | undefined;

const DOTTED_CLOCK = /(?<=\d[\sT]+)(\d{1,2})\.(\d{2})(?:\.(\d{2}))((?:\.\d+)?(?:\s*[AP]M)?)$/i;

/** The text of a cell without what logs put about times: brackets, and a colon after them. */
function timeText(cell: string): string {
  const text = cell.trim().replace(/^\[(.+)\]$/, "$1").replace(/^(.*\d):$/, "$1");
  if (/^\d{4}(?:\s*年|\.\s)/.test(text)) {
    return text.replace(/^(\d{4})\s*[年.]\s*(\d{1,2})\s*[月.]\s*(\d{1,2})\s*[日.]?\s*/, "$1-$2-$3 ").trim();
  }
  // Swedes, Finns and Oracle part hours and minutes by points.
  return DOTTED_CLOCK.test(text) ? text.replace(DOTTED_CLOCK, "$1:$2:$3$4") : text;
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
  const offset = zone === undefined ? 0 : offsetSeconds(zone);
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

function monthOf(name: Part): number {
  return MONTHS.findIndex((words) => words.includes(name!.toLowerCase())) + 1;
}

/** A time that names a place but no offset, as Java's `2024-03-14T07:00:00[Europe/Berlin]`. */
const PLACE_ALONE = /(?<![-+]\d{1,2}):\d{2}(?:[.,]\d+)?(?:\s*[AaPp]\.?[Mm]\.?)?\s*\[([\w/+-]+)\]$/;

function placeOf(cell: string): string | undefined {
  return cell.includes("[") ? PLACE_ALONE.exec(cell.trim())?.[1] : undefined;
}

/** Reads local times by the place that they name; of an hour that comes twice it is the first one. */
function byPlace(form: DateOrder): DateOrder;
function byPlace(form: TimeForm): TimeForm;
function byPlace(form: TimeForm): TimeForm {
  const zones = new Map<string, Zone | undefined>();
  return {
    ...form,
    secondsOf: (cell) => {
      const local = form.secondsOf(cell);
      const place = placeOf(cell);
      if (place === undefined || Number.isNaN(local)) return local;
      if (!zones.has(place)) zones.set(place, zoneOf(place));
      return zones.get(place)?.moments(local)[0] ?? NaN;
    },
  };
}

/** Dates that can be read in one way only. */
const TEXT_FORMS: readonly TimeForm[] = ([
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
] satisfies readonly TimeForm[]).map((form) => byPlace(form));

const compact: TimeForm = {
  name: "dates without separators",
  secondsOf: (cell) => {
    const [, year, month, day, hour, minute, second, fraction, zone] = COMPACT.exec(timeText(cell)) ?? [];
    if (year === undefined) return NaN;
    return secondsAt(year, Number(month), day, [hour, minute, second, fraction], zone);
  },
};

const dayFirst: DateOrder = {
  first: "day",
  name: "dates with the day first",
  secondsOf: (cell) => {
    const [, day, , month, year, ...rest] = NUMERIC_DATE.exec(timeText(cell)) ?? [];
    return day === undefined ? NaN : secondsAt(year, Number(month), day, rest, rest[5]);
  },
};

const monthFirst: DateOrder = {
  first: "month",
  name: "dates with the month first",
  secondsOf: (cell) => {
    const [, month, , day, year, ...rest] = NUMERIC_DATE.exec(timeText(cell)) ?? [];
    return day === undefined ? NaN : secondsAt(year, Number(month), day, rest, rest[5]);
  },
};

/** With two digits for the year. */
const yearFirst: DateOrder = {
  first: "year",
  name: "dates with the year first, in two digits",
  secondsOf: (cell) => {
    const [, year, , month, day, ...rest] = SHORT_YEAR_FIRST.exec(timeText(cell)) ?? [];
    return year === undefined ? NaN : secondsAt(year, Number(month), day, rest, rest[5]);
  },
};
const ORDERS = [dayFirst, monthFirst, yearFirst].map((order) => byPlace(order));

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
  if (format === "day-first" || format === "month-first" || format === "year-first") {
    return ORDERS.find(({ first }) => format === `${first}-first`)!;
  }
  return unixForm(format);
}

/** What the cells of a column say about times. */
export type TimeFinding =
  | { readonly kind: "date" | "unix"; readonly form: TimeForm }
  /** The parts of the dates could change places in every cell. */
  | { readonly kind: "ambiguous"; readonly cell: string; readonly orders: readonly DateOrder["first"][] }
  /** Numbers with an exponent that leaves out digits. */
  | { readonly kind: "coarse"; readonly cell: string }
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
  const numbers = cells.filter((cell) => !Number.isNaN(unixNumber(cell)));
  if (numbers.length >= MIN_TIMES * cells.length) {
    const dateLike = timeLike && numbers.every((cell) => /^(?:\d{8}|\d{12}|\d{14})$/.test(timeText(cell)));
    if (dateLike && holds(compact)) return { kind: "date", form: compact };
    return unixFinding(cells, { minTimes: MIN_TIMES, mixed: timeLike });
  }
  for (const form of TEXT_FORMS) if (holds(form)) return { kind: "date", form };
  if (holds(compact)) return { kind: "date", form: compact };
  const found = findDateOrder(cells, {
    orders: ORDERS,
    minTimes: MIN_TIMES,
    dotted: cells.every((cell) => NUMERIC_DATE.exec(timeText(cell))?.[2] === "."),
  });
  if (found.kind !== "none") return found;
  if (timeLike) { for (const form of PERIOD_FORMS) if (holds(form)) return { kind: "date", form }; }
  return found;
}

/** The first days of spreadsheets and databases, which stand before times of day. */
const FIRST_DAY =
  /^(?:1899-12-3[01]|1900-01-0[01]|1904-01-01|12\/30\/1899|30[./]12[./]1899|0?1[./]0?1[./]1900)[T ]/;

function clockText(cell: string): string {
  return timeText(cell).replace(FIRST_DAY, "");
}

/** Whether cells hold a time of day without a date, but for a few damaged ones. */
export function areClocks(cells: readonly string[]): boolean {
  return cells.length > 0 &&
    cells.filter((cell) => CLOCK_ONLY.test(clockText(cell))).length >= MIN_TIMES * cells.length;
}

const NAMED_ZONE =
  /(?::\d{2}(?:[.,]\d+)?|T\d{4,6}(?:[.,]\d+)?|\d{14})\s*(?:Z|[A-Z]{3,4}|(?:UTC|GMT)[-+]\d{1,2}(?::?\d{2})?|[-+]\d{2}(?::?\d{2})?(?:\s+[A-Z]{3,4})?)(?:\[[\w/+-]+\]|\s\d{4})?$/;

/** Whether a cell names its zone or offset. */
export function namesZone(cell: string): boolean {
  return placeOf(cell) !== undefined ||
    NAMED_ZONE.test(timeText(cell).replace(/(\d)\s*[AaPp]\.?[Mm]\.?(?=\s|$|[-+])/, "$1"));
}

/**
 * Reads cells as times in the form of all of them.
 *
 * @param timesIn the zone of the IANA database whose clock cells show that name none; of an hour that comes twice they are the earlier one. Default UTC
 * @returns the Unix seconds of a cell; NaN for one that is no time
 */
export function timeReader(cells: readonly string[], timesIn?: string): (cell: string) => number {
  const finding = findTimeForm(cells.filter((cell) => cell !== ""), true);
  if (!("form" in finding)) return () => NaN;
  const { secondsOf } = finding.form;
  const zone = timesIn === undefined || finding.kind === "unix" ? undefined : placeZone(timesIn);
  if (zone === undefined) return secondsOf;
  return (cell) => {
    const seconds = secondsOf(cell);
    return Number.isNaN(seconds) || namesZone(cell) ? seconds : zone.moments(seconds)[0]!;
  };
}

/** Seconds since midnight of a cell with a time of day; NaN for any other cell. */
export function clockSecondsOf(cell: string): number {
  const [, hour, minute, second, fraction, half, zone] = CLOCK_ONLY.exec(clockText(cell)) ?? [];
  return hour === undefined ? NaN : clockSeconds(hour, minute, second, fraction, half) -
    (zone === undefined ? 0 : offsetSeconds(zone));
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
