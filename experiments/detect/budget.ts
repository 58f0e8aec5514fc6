import { thresholds } from "../../lib/detect/mod.ts";
import { type LabelledSeries, UsageError } from "../../lib/model/mod.ts";
import {
  type AlarmBudget,
  type AlarmRule,
  alarmRule,
  hindsightRule,
  streamRule,
} from "../../lib/bench/detectors/mod.ts";

const UNITS: Readonly<Record<string, number>> = {
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 30 * 86_400,
};

/** The allowed alarms, how they are raised, and both in words. */
export interface Allowed {
  /** null: by the step of the rows, as `budgetByStep`. */
  readonly budget: AlarmBudget | null;
  /** Name of the threshold that raises alarms as in a stream; null: alarms are chosen from the whole series. */
  readonly threshold: string | null;
  readonly text: string;
}

/** Without a budget, a series has one alarm in the first of these times that holds this many rows. */
const MIN_ROWS_AN_ALARM = 24;

/** One alarm a day, a week or a month, whichever is the first with 24 rows or more; in a hundred rows without times. */
export function budgetByStep({ timesSeconds, timed = true }: LabelledSeries): AlarmBudget {
  const rows = timesSeconds.length;
  const step = (timesSeconds[rows - 1]! - timesSeconds[0]!) / Math.max(1, rows - 1);
  if (!timed || !(step > 0)) return { rate: 0.01 };
  const spans = [UNITS.day!, UNITS.week!, UNITS.month!];
  return {
    everySeconds: spans.find((seconds) => seconds >= MIN_ROWS_AN_ALARM * step) ?? MIN_ROWS_AN_ALARM * step,
  };
}

/** The text of a rule, with the budgets that these series have by their steps where none was given. */
export function budgetsTold(text: string, series: Iterable<LabelledSeries>): string {
  if (!text.includes(BY_STEP.text)) return text;
  const spans = new Set([...series].map((one) => {
    const budget = budgetByStep(one);
    if ("rate" in budget) return `in ${Math.round(1 / budget.rate)} rows`;
    const unit = Object.keys(UNITS).find((name) => UNITS[name] === budget.everySeconds);
    return unit === undefined ? `in ${MIN_ROWS_AN_ALARM} rows` : `a ${unit}`;
  }));
  return text.replace(
    BY_STEP.text,
    `1 alarm ${[...spans].join(" or ")}, the default for rows this far apart`,
  );
}

/**
 * The rule that raises alarms as allowed.
 *
 * @throws {UsageError} on a series without times, for a budget per time
 */
export function ruleOf({ budget, threshold, text }: Allowed): AlarmRule {
  const ruleFor = (one: AlarmBudget) =>
    threshold === null ? hindsightRule(one, text) : streamRule(one, { threshold, text });
  return alarmRule(text, (series, scores, create) => {
    if (budget !== null && "everySeconds" in budget && series.timed === false) {
      throw new UsageError(
        `The series "${series.name}" has no times, so that alarms can't be counted by time: say --false-alarm-rate, found --false-alarms`,
      );
    }
    return ruleFor(budget ?? budgetByStep(series)).judge(series, scores, create);
  });
}

/**
 * Reads the options --false-alarms, --false-alarm-rate and --threshold.
 *
 * @returns undefined if neither of the first two is given and there is no budget by step
 * @throws {UsageError} if both of the first two are given, for a budget that is not like "2/day", a share outside of 0
 *   to 1, and an unknown threshold
 */
export function parseBudget(
  alarms: string | undefined,
  rate: string | undefined,
  { threshold, byStep = false }: { readonly threshold?: string | undefined; readonly byStep?: boolean } = {},
): Allowed | undefined {
  if (alarms !== undefined && rate !== undefined) {
    throw new UsageError("The options --false-alarms and --false-alarm-rate exclude each other");
  }
  const asked = alarms !== undefined
    ? perTime(alarms)
    : rate !== undefined
    ? perRow(rate)
    : byStep
    ? BY_STEP
    : undefined;
  if (asked === undefined) return undefined;
  if (threshold === undefined) {
    return {
      budget: asked.budget,
      threshold: null,
      text: `the threshold that keeps to at most ${asked.text}, chosen in hindsight`,
    };
  }
  const { entry, parameters, label: name } = thresholds.choose(threshold);
  if (parameters.falseAlarmRate !== entry.parameters!.falseAlarmRate!.facts.default) {
    throw new UsageError(
      `A threshold's falseAlarmRate and --false-alarms or --false-alarm-rate say the same: give one of them, found "${name}"`,
    );
  }
  return { budget: asked.budget, threshold: name, text: `the threshold "${name}", asked for ${asked.text}` };
}

const BY_STEP = { budget: null, text: "1 alarm a day (a week or a month where rows are far apart)" } as const;

function perTime(text: string): Pick<Allowed, "budget" | "text"> {
  const [, number, unit] = text.match(/^(\d+(?:\.\d+)?)\/(hour|day|week|month)$/) ?? [];
  const many = Number(number);
  if (!(many > 0)) {
    throw new UsageError(
      `The option --false-alarms needs a number above 0 per hour, day, week or month, as 1/week, found "${text}"`,
    );
  }
  return {
    budget: { everySeconds: UNITS[unit!]! / many },
    text: `${number} alarm${many === 1 ? "" : "s"} ${unit === "hour" ? "an" : "a"} ${unit}`,
  };
}

function perRow(text: string): Pick<Allowed, "budget" | "text"> {
  const rate = text.trim() === "" ? NaN : Number(text);
  if (!(rate > 0 && rate <= 1)) {
    throw new UsageError(
      `The option --false-alarm-rate needs a number above 0 and up to 1, found "${text}"`,
    );
  }
  return { budget: { rate }, text: `${rate} alarm${rate === 1 ? "" : "s"} a row` };
}
