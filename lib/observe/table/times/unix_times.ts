import type { TimeForm } from "./time_form.ts";

/** Units in which moments are counted, how many there are in a second, and seconds from their first moment to 1970. */
export const UNIX_UNITS = {
  s: { name: "Unix seconds", perSecond: 1, before1970: 0 },
  ms: { name: "Unix milliseconds", perSecond: 1e3, before1970: 0 },
  us: { name: "Unix microseconds", perSecond: 1e6, before1970: 0 },
  ns: { name: "Unix nanoseconds", perSecond: 1e9, before1970: 0 },
  "100ns": { name: "Unix times in 100 ns", perSecond: 1e7, before1970: 0 },
  ticks: { name: ".NET ticks", perSecond: 1e7, before1970: 62_135_596_800 },
  filetime: { name: "Windows file times", perSecond: 1e7, before1970: 11_644_473_600 },
  min: { name: "Unix minutes", perSecond: 1 / 60, before1970: 0 },
  h: { name: "Unix hours", perSecond: 1 / 3600, before1970: 0 },
  d: { name: "days since 1970", perSecond: 1 / 86_400, before1970: 0 },
} as const;

/** Unit of a count of moments. */
export type UnixUnit = keyof typeof UNIX_UNITS;

/** Units that are told by size, in the order in which they are tried: ticks of 1990 to 2100 would be nanoseconds of 1990. */
const SIZED_UNITS = ["s", "ms", "us", "ticks", "filetime", "100ns", "ns"] as const;
/** Times that are believed: from 1990 to 2100. */
const [MIN_UNIX_SECONDS, MAX_UNIX_SECONDS] = [6.3e8, 4.2e9];
/** In 100 ns since 1970 these are times from 2009 to 2019, but as microseconds since 1601 others: it can't be told. */
const [MIN_WEBKIT, MAX_WEBKIT] = [1.227e16, 1.574e16];

/** Moments counted in a unit, of any size. */
export function unixForm(unit: UnixUnit): TimeForm {
  const { name, perSecond, before1970 } = UNIX_UNITS[unit];
  return { name, secondsOf: (cell) => unixNumber(cell) / perSecond - before1970 };
}

/** A count of moments: digits, also in groups of three or with an exponent, and decimals; NaN for any other cell. */
export function unixNumber(cell: string): number {
  const text = cell.trim().replace(/^\[(.+)\]$/, "$1").replace(/^(.*\d):$/, "$1")
    // A unit behind it says what the size tells.
    .replace(/^(\d{9,}(?:\.\d+)?)\s?(?:s|sec|ms|us|µs|ns)$/i, "$1");
  if (/^\d+(?:\.\d*)?(?:e\+?\d+)?$/i.test(text)) return Number(text);
  if (/^\d{9,}(?:,\d+)?$/.test(text)) return Number(text.replace(",", "."));
  if (/^\d(?:,\d+)?e\+?\d+$/i.test(text)) return Number(text.replace(",", "."));
  const [, whole, fraction = ""] =
    /^(\d{1,3}(?:([,.'’\s])\d{3})(?:\2\d{3}){2,5})((?!\2)[.,]\d+)?$/.exec(text)?.toSpliced(2, 1) ?? [];
  return whole === undefined ? NaN : Number(`${whole.replaceAll(/\D/g, "")}${fraction.replace(",", ".")}`);
}

function sizedSeconds(number: number, unit: typeof SIZED_UNITS[number]): number {
  const { perSecond, before1970 } = UNIX_UNITS[unit];
  const seconds = number / perSecond - before1970;
  if (unit === "100ns" && number >= MIN_WEBKIT && number <= MAX_WEBKIT) return NaN;
  return seconds >= MIN_UNIX_SECONDS && seconds <= MAX_UNIX_SECONDS ? seconds : NaN;
}

/** What the size of counts tells: the form, a cell whose exponent leaves out digits that tell rows apart, or nothing. */
export type UnixFinding =
  | { readonly kind: "unix"; readonly form: TimeForm }
  | { readonly kind: "coarse"; readonly cell: string }
  | { readonly kind: "none" };

/** Moments by their size: Unix seconds have ten digits, milliseconds thirteen and so on. */
export function unixFinding(
  cells: readonly string[],
  { minTimes, mixed }: {
    /** Share of the cells that must be times. */
    readonly minTimes: number;
    /** Whether several units may be in one column. */
    readonly mixed: boolean;
  },
): UnixFinding {
  const numbers = cells.map(unixNumber);
  const counts = SIZED_UNITS.map((unit) => ({
    unit,
    inside: numbers.filter((number) => !Number.isNaN(sizedSeconds(number, unit))).length,
  }));
  const whole = counts.find(({ inside }) => inside >= minTimes * cells.length);
  // Fewer are damaged. A number counts for the first unit that it may be in.
  const firsts = numbers.map((number) =>
    SIZED_UNITS.find((unit) => !Number.isNaN(sizedSeconds(number, unit)))
  );
  const several = SIZED_UNITS.map((unit) => ({
    unit,
    inside: firsts.filter((first) => first === unit).length,
  })).filter(({ inside }) => inside > Math.max(MAX_CUT_CELLS, MAX_CUT * cells.length));
  if (mixed && several.length > 1) {
    const form = mixedForm(several.map(({ unit }) => unit), cells, minTimes);
    if (form !== undefined) return { kind: "unix", form };
  }
  if (whole === undefined) return { kind: "none" };
  const form = unixForm(whole.unit);
  const coarse = coarseCell(cells, UNIX_UNITS[whole.unit].perSecond);
  return coarse === undefined
    ? { kind: "unix", form: plausible(form, whole.unit, cells) }
    : { kind: "coarse", cell: coarse };
}

/** Each moment in the unit that its size tells, if they then go one way. */
function mixedForm(
  units: readonly (typeof SIZED_UNITS[number])[],
  cells: readonly string[],
  minTimes: number,
): TimeForm | undefined {
  const secondsOf = (cell: string) => {
    const number = unixNumber(cell);
    for (const unit of units) {
      const seconds = sizedSeconds(number, unit);
      if (!Number.isNaN(seconds)) return seconds;
    }
    return NaN;
  };
  const times = cells.map(secondsOf).filter((seconds) => !Number.isNaN(seconds));
  const falls = times.filter((time, i) => i > 0 && time < times[i - 1]!).length;
  if (times.length < minTimes * cells.length || falls > 0.05 * times.length) return undefined;
  return { name: units.map((unit) => UNIX_UNITS[unit].name).join(" and "), secondsOf };
}

/** A cell whose exponent leaves out more than a second, unless all steps are one and the same: then no digit is missing. */
function coarseCell(cells: readonly string[], perSecond: number): string | undefined {
  const coarse = cells.find((cell) => {
    const [, decimals = "", exponent] = /^\d(?:[.,](\d*))?e\+?(\d+)$/i.exec(cell.trim()) ?? [];
    return exponent !== undefined && 10 ** (Number(exponent) - decimals.length) > perSecond;
  });
  if (coarse === undefined) return undefined;
  const counts = new Map<number, number>();
  const numbers = cells.map(unixNumber);
  for (const [i, number] of numbers.entries()) {
    if (i === 0) continue;
    const step = number - numbers[i - 1]!;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const most = [...counts].sort((a, b) => b[1] - a[1])[0];
  return most !== undefined && most[0] !== 0 && most[1] >= 0.9 * (cells.length - 1) ? undefined : coarse;
}

/** Share of the times, and number of them, that may have lost a digit. */
const [MAX_CUT, MAX_CUT_CELLS] = [0.01, 2];

/** A form in which a number that was cut or stuck to another one is no time: one beyond 1990 to 2100, or of other digits than nearly all. */
function plausible(
  { name, secondsOf }: TimeForm,
  unit: typeof SIZED_UNITS[number],
  cells: readonly string[],
): TimeForm {
  const counts = new Map<number, number>();
  for (const cell of cells) counts.set(digitsOf(cell), (counts.get(digitsOf(cell)) ?? 0) + 1);
  const [[usual, count]] = [...counts].sort((a, b) => b[1] - a[1]) as [[number, number]];
  const fixed = cells.length - count <= Math.max(MAX_CUT_CELLS, MAX_CUT * cells.length) &&
    count > MAX_CUT_CELLS;
  return {
    name,
    secondsOf: (cell) => {
      if (fixed && digitsOf(cell) !== usual) return NaN;
      return Number.isNaN(sizedSeconds(unixNumber(cell), unit)) ? NaN : secondsOf(cell);
    },
  };
}

/** Digits before the point; of a number with an exponent those of its value. */
function digitsOf(cell: string): number {
  const text = cell.trim();
  return /^\d+$/.test(text) ? text.length : String(Math.floor(unixNumber(text))).length;
}

/** Days since the end of 1899 at the beginning of Unix time; the first one is 1899-12-30. */
export const UNIX_SHEET_DAY = 25_569;
/** Days from 1990 to 2039, counted from 1970 and as spreadsheets do. */
const [UNIX_DAYS, SHEET_DAYS] = [[7_305, 25_567], [32_874, 51_135]] as const;

/** Whole numbers that are days since 1970 or since 1900, by their size; undefined for others. */
export function dayForm(cells: readonly string[]): TimeForm | undefined {
  const within = ([low, high]: readonly [number, number]) =>
    cells.every((cell) => /^\d+$/.test(cell.trim()) && Number(cell) >= low && Number(cell) <= high);
  if (cells.length === 0) return undefined;
  if (within(UNIX_DAYS)) return unixForm("d");
  if (!within(SHEET_DAYS)) return undefined;
  return { name: "a spreadsheet's days", secondsOf: (cell) => (unixNumber(cell) - UNIX_SHEET_DAY) * 86_400 };
}

/** Whether all cells are of the size of minutes or hours since 1970. */
export function areOfUnit(cells: readonly string[], unit: "min" | "h"): boolean {
  return cells.length > 0 && cells.every((cell) => {
    const seconds = Number(cell) / UNIX_UNITS[unit].perSecond;
    return seconds >= MIN_UNIX_SECONDS && seconds <= MAX_UNIX_SECONDS;
  });
}
