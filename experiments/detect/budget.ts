import { thresholds } from "../../lib/detect/mod.ts";
import { UsageError } from "../../lib/model/mod.ts";
import type { AlarmBudget } from "../../lib/bench/detectors/mod.ts";

const UNITS: Readonly<Record<string, number>> = {
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 30 * 86_400,
};

/** The allowed alarms, how they are raised, and both in words. */
export interface Allowed {
  readonly budget: AlarmBudget;
  /** Name of the threshold that raises alarms as in a stream; null: alarms are chosen from the whole series. */
  readonly threshold: string | null;
  readonly text: string;
}

/**
 * Reads the options --false-alarms, --false-alarm-rate and --threshold.
 *
 * @returns undefined if neither of the first two is given
 * @throws {UsageError} if both of the first two are given, for a budget that is not like "2/day", a share outside of 0
 *   to 1, and an unknown threshold
 */
export function parseBudget(
  alarms: string | undefined,
  rate: string | undefined,
  threshold?: string,
): Allowed | undefined {
  if (alarms !== undefined && rate !== undefined) {
    throw new UsageError("The options --false-alarms and --false-alarm-rate exclude each other");
  }
  const asked = alarms !== undefined ? perTime(alarms) : rate !== undefined ? perRow(rate) : undefined;
  if (asked === undefined) return undefined;
  if (threshold === undefined) {
    return {
      budget: asked.budget,
      threshold: null,
      text: `the threshold that holds ${asked.text}, chosen in hindsight`,
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
    text: `${number} alarm${many === 1 ? "" : "s"} a ${unit}`,
  };
}

function perRow(text: string): Pick<Allowed, "budget" | "text"> {
  const rate = text.trim() === "" ? NaN : Number(text);
  if (!(rate > 0 && rate <= 1)) {
    throw new UsageError(
      `The option --false-alarm-rate needs a number above 0 and up to 1, found "${text}"`,
    );
  }
  return { budget: { rate }, text: `${rate} alarms a row` };
}
