import type { TimeForm } from "./time_form.ts";

/** Which part of a date stands first. */
export interface DateOrder extends TimeForm {
  readonly first: "day" | "month" | "year";
}

/** What the dates of a column say about the order of their parts. */
export type OrderFinding =
  | { readonly kind: "date"; readonly form: TimeForm }
  /** Several orders are possible. */
  | { readonly kind: "ambiguous"; readonly cell: string; readonly orders: readonly DateOrder["first"][] }
  | { readonly kind: "none" };

/** Rows that go the other way: a share of them, and a number. */
const [MAX_FALLS, MAX_FALL_ROWS] = [0.05, 2];
const DAY_SECONDS = 86_400;
/** A step from one month to the next, at least. */
const MONTH_SECONDS = 27 * DAY_SECONDS;

/**
 * Finds the order of the parts of dates: the one that all cells allow; of several the one in which times go on evenly, where in the others they
 * go up and down or jump by months from day to day. Dates with dots have the day first where nothing else is told.
 *
 * @param minTimes share of the cells that must be dates in an order
 */
export function findDateOrder(
  cells: readonly string[],
  { orders, minTimes, dotted }: {
    readonly orders: readonly DateOrder[];
    readonly minTimes: number;
    readonly dotted: boolean;
  },
): OrderFinding {
  const readings = orders.map((order) => {
    const times = cells.map(order.secondsOf).filter((seconds) => !Number.isNaN(seconds));
    return { order, wrong: cells.length - times.length, course: courseOf(times) };
  }).filter(({ wrong }) => cells.length - wrong >= minTimes * cells.length);
  const ambiguous = (several: typeof readings): OrderFinding => ({
    kind: "ambiguous",
    cell: cells[0]!.trim(),
    orders: several.map(({ order }) => order.first),
  });
  if (readings.length === 0) return { kind: "none" };
  const fewest = Math.min(...readings.map(({ wrong }) => wrong));
  const allowed = readings.filter(({ wrong }) => wrong <= 5 * fewest);
  const ordered = allowed.filter(({ course }) => !course.disordered);
  if (ordered.length === 0) {
    const even = readings.filter(({ course }) => !course.disordered && course.evenly);
    return even.length > 0 || allowed.length > 1 && !dotted
      ? ambiguous([...allowed, ...even])
      : { kind: "date", form: allowed[0]!.order };
  }
  const steady = ordered.filter(({ course }) => !course.jumps);
  const smooth = ordered.length > 1 && steady.some(({ course }) => course.evenly) ? steady : ordered;
  const rising = smooth.filter(({ course }) => course.falls === 0);
  const left = rising.some(({ course }) => course.evenly) ? rising : smooth;
  if (left.length === 1) return { kind: "date", form: left[0]!.order };
  const day = left.find(({ order }) => order.first === "day");
  // With two digits for the year it may come first behind dots, too.
  const short = left.some(({ order }) => order.first === "year");
  if (dotted && day !== undefined && (!short || cells.length === 1)) return { kind: "date", form: day.order };
  return ambiguous(left);
}

/** How times go on from row to row. */
interface Course {
  /** Steps against the way that most go. */
  readonly falls: number;
  /** Rows go up and down. */
  readonly disordered: boolean;
  /** A few steps of months make up most of the span. */
  readonly jumps: boolean;
  /** Nine of ten steps are of one length. */
  readonly evenly: boolean;
  /** The usual step, seconds; NaN for a single moment. */
  readonly step: number;
}

function courseOf(times: readonly number[]): Course {
  const steps = times.slice(1).map((time, i) => time - times[i]!).filter((step) => step !== 0);
  const rising = steps.filter((step) => step > 0).length;
  const falls = Math.min(rising, steps.length - rising);
  const lengths = steps.map(Math.abs).sort((a, b) => a - b);
  const step = lengths[Math.floor(lengths.length / 2)] ?? NaN;
  const far = lengths.filter((length) => length >= MONTH_SECONDS && length > 10 * step);
  const total = (some: readonly number[]) => some.reduce((sum, length) => sum + length, 0);
  return {
    falls,
    disordered: falls > Math.max(MAX_FALL_ROWS, MAX_FALLS * steps.length),
    jumps: far.length > 0 && total(far) > 0.5 * total(lengths),
    evenly: lengths.filter((length) => Math.abs(length - step) <= 0.01 * step).length >= 0.9 * steps.length,
    step,
  };
}
