import type { TimeForm } from "./time_form.ts";

const DAY_SECONDS = 86_400;
const MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const monthSeconds = (year: number, month: number) =>
  month >= 1 && month <= 12 ? Date.UTC(year, month - 1, 1) / 1000 : NaN;

/** Monday of a week of ISO 8601; NaN for a week that the year doesn't have. */
function weekSeconds(year: number, week: number, day: number): number {
  const fourth = Date.UTC(year, 0, 4) / 1000;
  const monday = fourth - (new Date(1000 * fourth).getUTCDay() + 6) % 7 * DAY_SECONDS;
  const last = Date.UTC(year, 11, 28) / 1000;
  const seconds = monday + (7 * (week - 1) + day - 1) * DAY_SECONDS;
  return week >= 1 && day >= 1 && day <= 7 && monday + 7 * (week - 1) * DAY_SECONDS <= last ? seconds : NaN;
}

/** Days and longer periods as reports write them, at their beginning. They are times only under a name of one. */
export const PERIOD_FORMS: readonly TimeForm[] = [
  {
    name: "weeks of ISO 8601",
    secondsOf: (cell) => {
      const [, year, week, day = "1"] = /^(\d{4})-?W(\d{2})(?:-?([1-7]))?$/i.exec(cell.trim()) ?? [];
      return year === undefined ? NaN : weekSeconds(Number(year), Number(week), Number(day));
    },
  },
  {
    name: "days of the year",
    secondsOf: (cell) => {
      const [, year, day] = /^(\d{4})-(\d{3})$/.exec(cell.trim()) ?? [];
      const seconds = Date.UTC(Number(year), 0, Number(day)) / 1000;
      return Number(day) >= 1 && new Date(1000 * seconds).getUTCFullYear() === Number(year) ? seconds : NaN;
    },
  },
  {
    name: "months",
    secondsOf: (cell) => {
      const text = cell.trim();
      const [, year, month] = /^(\d{4})[-/.](\d{1,2})$/.exec(text) ?? [];
      if (year !== undefined) return monthSeconds(Number(year), Number(month));
      const [, first, its] = /^(\d{1,2})[-/.](\d{4})$/.exec(text) ?? [];
      if (first !== undefined) return monthSeconds(Number(its), Number(first));
      const [, word, of] = /^([a-z]{3})[a-z]*\.?[\s-]+(\d{4})$/i.exec(text) ?? [];
      return word === undefined ? NaN : monthSeconds(Number(of), MONTH_NAMES.indexOf(word.toLowerCase()) + 1);
    },
  },
  {
    name: "quarters",
    secondsOf: (cell) => {
      const text = cell.trim();
      const [, year, quarter] = /^(\d{4})[\s-]?Q([1-4])$/i.exec(text) ??
        /^Q([1-4])[\s-]?(\d{4})$/i.exec(text)?.with(1, text.slice(-4)).with(2, text[1]!) ?? [];
      return year === undefined ? NaN : monthSeconds(Number(year), 3 * Number(quarter) - 2);
    },
  },
];
