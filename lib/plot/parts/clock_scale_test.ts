import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { clockMargin, clockScale } from "./clock_scale.ts";

const AFTERNOON = Date.parse("2024-03-04T13:25:30Z") / 1000;

Deno.test("clockScale() has 24 hours, seconds within ten minutes, and days beyond two and ten", () => {
  const tickOf = (seconds: number) =>
    clockScale(AFTERNOON, AFTERNOON + seconds).tickFormat as (time: Date) => string;
  deepStrictEqual(
    [300, 7200, 5 * 86_400, 20 * 86_400].map((seconds) => tickOf(seconds)(new Date(1000 * AFTERNOON))),
    ["13:25:30", "13:25", "03-04 13:25", "2024-03-04"],
  );
  strictEqual(clockScale(AFTERNOON, AFTERNOON + 60).label, "time (UTC), from 2024-03-04 on");
  strictEqual(clockScale(AFTERNOON, AFTERNOON + 20 * 86_400).label, "day (UTC)");
});

Deno.test("clockScale() in a zone has ticks at the round times of its clock, over a change of the clocks as well", () => {
  const ticksOf = (first: number, last: number, zone: string) => {
    const { ticks, tickFormat, label } = clockScale(first, last, zone);
    return { label, shown: (ticks as Date[]).map((tick) => (tickFormat as (time: Date) => string)(tick)) };
  };
  deepStrictEqual(ticksOf(AFTERNOON, AFTERNOON + 7200, "Asia/Kolkata"), {
    label: "time (Asia/Kolkata), from 2024-03-04 on",
    shown: ["19:00", "19:30", "20:00", "20:30"],
  });
  // Clocks in Berlin go from 2:00 to 3:00 on 31 March, and from 3:00 back to 2:00 on 27 October.
  const [march, october] = ["2024-03-30T20:00Z", "2024-10-26T20:00Z"].map((iso) => Date.parse(iso) / 1000);
  const nights = ["21:00", "00:00", "03:00", "06:00", "09:00", "12:00"];
  deepStrictEqual(ticksOf(march!, march! + 15 * 3600, "Europe/Berlin").shown, nights);
  deepStrictEqual(ticksOf(october!, october! + 16 * 3600, "Europe/Berlin").shown, nights.slice(1));
  deepStrictEqual(ticksOf(march! - 9 * 86_400, march! + 3 * 86_400, "Europe/Berlin").shown, [
    "2024-03-22",
    "2024-03-24",
    "2024-03-26",
    "2024-03-28",
    "2024-03-30",
    "2024-04-01",
  ]);
  const days = clockScale(march! - 9 * 86_400, march! + 3 * 86_400, "Europe/Berlin").ticks as Date[];
  deepStrictEqual(days.map((day) => day.getUTCHours()), [23, 23, 23, 23, 23, 22]);
});

Deno.test("clockMargin() holds half of a label, the more the longer it is", () => {
  const margins = [7200, 300, 20 * 86_400, 5 * 86_400].map((seconds) =>
    clockMargin(AFTERNOON, AFTERNOON + seconds)
  );
  deepStrictEqual(margins, margins.toSorted((a, b) => a - b));
  // Ten digits and hyphens of DejaVu Sans at 11 pixels are 62 wide.
  ok(margins[2]! >= 31, `${margins}`);
});
