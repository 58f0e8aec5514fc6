import { z } from "zod";
import { showValue } from "../show_value.ts";
import { meantName } from "../suggest.ts";
import { UsageError } from "../usage_error.ts";
import { offsetsAt, type ZoneClock, zoneClock } from "./zone_clock.ts";

/** The zone in which times are told where none is asked for. */
export const UTC = "UTC";

/** About 1973: smaller numbers are no dates, but seconds since the start of something. */
export const FIRST_DATE_SECONDS = 1e8;

/** Whether times in ascending order are dates rather than seconds since the start of something: they reach beyond 1973, or lie before 1967. */
export function areDates(timesSeconds: ArrayLike<number>): boolean {
  const { length } = timesSeconds;
  return length > 0 &&
    (timesSeconds[length - 1]! >= FIRST_DATE_SECONDS || timesSeconds[0]! <= -FIRST_DATE_SECONDS);
}

/** The clocks of zones that were asked for, by name. */
const clocks = new Map<string, ZoneClock | undefined>();

/** The clock of a zone of the IANA database; undefined for other texts, such as +02:00, an offset that follows no clock. */
function clockOf(name: string): ZoneClock | undefined {
  if (!clocks.has(name)) clocks.set(name, /^[a-z]/i.test(name) ? zoneClock(name) : undefined);
  return clocks.get(name);
}

/** @throws {UsageError} for an unknown zone */
function requireClock(zone: string): ZoneClock {
  return clockOf(zone) ?? clockOf(requireZone(zone))!;
}

/** The zone that was most likely meant, by its whole name or by that of its city. */
function meantZone(name: string): string | undefined {
  const zones = [UTC, ...Intl.supportedValuesOf("timeZone")];
  const known = new Map(
    zones.toReversed().flatMap((zone) => {
      const whole = zone.toLowerCase();
      return [[whole.split("/").at(-1)!, zone], [whole, zone]];
    }),
  );
  const meant = meantName(name.trim().toLowerCase(), [...known.keys()]);
  return meant && known.get(meant);
}

/** The nearest name as a question; "" where none is near. */
function hint(name: unknown): string {
  const meant = typeof name === "string" ? meantZone(name) : undefined;
  return meant === undefined ? "" : `did you mean "${meant}"? `;
}

/** The rule of an option that names a zone. */
export const zoneSchema: z.ZodType<string> = z.custom<string>(
  (value) => typeof value === "string" && clockOf(value) !== undefined,
  {
    error: ({ input }) =>
      `must be a zone of the IANA database, as ${
        typeof input === "string" ? meantZone(input) ?? "Europe/Berlin" : "Europe/Berlin"
      }`,
  },
);

/**
 * A zone of the IANA database, in whichever case its name is written.
 *
 * @returns the name
 * @throws {UsageError} for any other text, with the nearest name
 *
 * @example
 * ```ts
 * import { strictEqual, throws } from "node:assert";
 * import { requireZone } from "./wall_clock.ts";
 * strictEqual(requireZone("europe/berlin"), "Europe/Berlin");
 * throws(() => requireZone("Europe/Berlni"), /did you mean "Europe\/Berlin"\?/);
 * ```
 */
export function requireZone(name: string): string {
  // Of an alias the formatter would tell the name that it stands for.
  const isWritten = (zone: string) => zone.toLowerCase() === name.toLowerCase();
  if (clockOf(name) !== undefined) {
    return [UTC, ...Intl.supportedValuesOf("timeZone")].find(isWritten) ?? name;
  }
  throw new UsageError(
    `Cannot find the zone ${showValue(name)}: ${
      hint(name)
    }Known: the names of the IANA database, as Europe/Berlin and UTC`,
  );
}

/**
 * A time as people and programs read it: ISO 8601, ending in Z in UTC and in the offset from it in another zone.
 *
 * @param seconds Unix seconds; told as a number where they are no date
 * @param zone of the IANA database
 * @throws {UsageError} for an unknown zone
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { wallTime } from "./wall_clock.ts";
 * strictEqual(wallTime(1_711_846_800), "2024-03-31T01:00:00Z");
 * strictEqual(wallTime(1_711_846_799, "Europe/Berlin"), "2024-03-31T01:59:59+01:00");
 * strictEqual(wallTime(1_711_846_800, "Europe/Berlin"), "2024-03-31T03:00:00+02:00");
 * ```
 */
export function wallTime(seconds: number, zone: string = UTC): string {
  if (Number.isNaN(new Date(1000 * seconds).getTime())) return String(seconds);
  const clock = clockText(seconds, zone).replace(".000", "");
  return zone === UTC ? `${clock}Z` : `${clock}${offsetText(requireClock(zone)(seconds))}`;
}

function offsetText(eastSeconds: number): string {
  const [, hours, minutes, rest] = /T(..):(..):(..)/.exec(clockText(Math.abs(eastSeconds)))!;
  return `${eastSeconds < 0 ? "-" : "+"}${hours}:${minutes}${rest === "00" ? "" : `:${rest}`}`;
}

/** What the clock on the wall shows: `2024-03-31T03:00:00.000`. @throws {UsageError} for an unknown zone */
export function clockText(seconds: number, zone: string = UTC): string {
  const local = zone === UTC ? seconds : seconds + requireClock(zone)(Math.floor(seconds));
  return new Date(1000 * local).toISOString().slice(0, -1);
}

/**
 * The moment at which a clock on the wall shows a time, given as if it were in UTC: the earlier one of an hour that comes twice, and as if the clock had
 * not been put forward where it leaves the time out.
 *
 * @throws {UsageError} for an unknown zone
 */
export function momentOf(localSeconds: number, zone: string = UTC): number {
  if (zone === UTC) return localSeconds;
  return localSeconds - Math.max(...offsetsAt(requireClock(zone), localSeconds));
}

/** Seconds in which no clock changes but at the beginning. */
const CLOCK_STEP_SECONDS = 900;

/**
 * Times as the clock on the wall shows them, given as if they were in UTC: for what follows the hours of people, which their clocks shift twice a year. An
 * hour that comes twice makes times fall by one.
 *
 * @param timesSeconds Unix seconds
 * @throws {UsageError} for an unknown zone
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { wallSeconds } from "./wall_clock.ts";
 * const [before, after] = wallSeconds([1_711_846_799, 1_711_846_800], "Europe/Berlin");
 * strictEqual(after! - before!, 3601);
 * ```
 */
export function wallSeconds(timesSeconds: ArrayLike<number>, zone: string): Float64Array {
  const clock = requireClock(zone);
  // To ask a clock takes longer than to score a row.
  let [step, east] = [NaN, 0];
  return Float64Array.from(timesSeconds, (seconds) => {
    const its = Math.floor(seconds / CLOCK_STEP_SECONDS);
    if (its !== step) [step, east] = [its, clock(its * CLOCK_STEP_SECONDS)];
    return seconds + east;
  });
}
