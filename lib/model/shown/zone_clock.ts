/** Seconds east of Greenwich at a moment, in Unix seconds. */
export type ZoneClock = (unixSeconds: number) => number;

/** The clock of a zone in the IANA database; undefined for another name. */
export function zoneClock(timeZone: string): ZoneClock | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
  } catch {
    return undefined;
  }
  return (unixSeconds) => {
    const parts = format.formatToParts(new Date(1000 * unixSeconds));
    const part = (type: string) => Number(parts.find((one) => one.type === type)!.value);
    const local = Date.UTC(
      ...[
        part("year"),
        part("month") - 1,
        part("day"),
        part("hour"),
        part("minute"),
        part("second"),
      ] as const,
    );
    return local / 1000 - unixSeconds;
  };
}

const DAY_SECONDS = 86_400;

/** The offset of a local time, or two of them while clocks are put back; the one before for a time that clocks leave out. */
export function offsetsAt(clock: ZoneClock, local: number): number[] {
  const [before, after] = [clock(local - DAY_SECONDS), clock(local + DAY_SECONDS)];
  const there = [...new Set([before, after])].filter((offset) => clock(local - offset) === offset);
  return there.length === 0 ? [before] : there;
}
