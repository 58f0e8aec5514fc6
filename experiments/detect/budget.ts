import { UsageError } from "../../lib/model/mod.ts";
import type { AlarmBudget } from "../../lib/run/detection/mod.ts";

const UNITS: Readonly<Record<string, number>> = {
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 30 * 86_400,
};

/** How many alarms are allowed, and the same in words. */
export interface Allowed {
  readonly budget: AlarmBudget;
  readonly text: string;
}

/**
 * What the options --false-alarms and --false-alarm-rate allow.
 *
 * @returns undefined where neither is given
 * @throws {UsageError} for both, or for another text than "2/day" and a share from 0 to 1
 */
export function parseBudget(
  alarms: string | undefined,
  rate: string | undefined,
): Allowed | undefined {
  if (alarms !== undefined && rate !== undefined) {
    throw new UsageError("The options --false-alarms and --false-alarm-rate say the same: give one of them");
  }
  if (alarms !== undefined) return perTime(alarms);
  return rate === undefined ? undefined : perRow(rate);
}

function perTime(text: string): Allowed {
  const [, number, unit] = text.match(/^(\d+(?:\.\d+)?)\/(hour|day|week|month)$/) ?? [];
  const many = Number(number);
  if (!(many > 0)) {
    throw new UsageError(
      `The option --false-alarms needs a number above 0 per hour, day, week or month, as 1/week, found "${text}"`,
    );
  }
  return {
    budget: { everySeconds: UNITS[unit!]! / many },
    text: `the threshold that holds ${number} alarm${many === 1 ? "" : "s"} a ${unit}, looking back`,
  };
}

function perRow(text: string): Allowed {
  const rate = text.trim() === "" ? NaN : Number(text);
  if (!(rate > 0 && rate <= 1)) {
    throw new UsageError(
      `The option --false-alarm-rate needs a number above 0 and up to 1, found "${text}"`,
    );
  }
  return { budget: { rate }, text: `the threshold that holds ${rate} alarms a row, looking back` };
}
