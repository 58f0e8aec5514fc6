import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { z } from "zod";
import { checkOptions } from "../check_options.ts";
import { clockText, momentOf, requireZone, wallSeconds, wallTime, zoneSchema } from "./wall_clock.ts";

/** When clocks in Berlin are put forward from 2:00 to 3:00 and back from 3:00 to 2:00 in 2024. */
const [FORWARD, BACK] = [Date.UTC(2024, 2, 31, 1) / 1000, Date.UTC(2024, 9, 27, 1) / 1000];

Deno.test("a time ends in Z in UTC, and elsewhere in the offset of its own moment", () => {
  strictEqual(wallTime(FORWARD), "2024-03-31T01:00:00Z");
  strictEqual(wallTime(FORWARD + 0.25), "2024-03-31T01:00:00.250Z");
  deepStrictEqual([FORWARD - 1, FORWARD, BACK - 1, BACK].map((moment) => wallTime(moment, "Europe/Berlin")), [
    "2024-03-31T01:59:59+01:00",
    "2024-03-31T03:00:00+02:00",
    "2024-10-27T02:59:59+02:00",
    "2024-10-27T02:00:00+01:00",
  ]);
  strictEqual(wallTime(FORWARD, "Asia/Kolkata"), "2024-03-31T06:30:00+05:30");
  for (const zone of ["UTC", "Europe/Berlin", "Asia/Kolkata"]) {
    strictEqual(Date.parse(wallTime(BACK, zone)) / 1000, BACK, zone);
  }
});

Deno.test("times on the wall jump by an hour where clocks do, and are else as far apart as they were", () => {
  const around = (moment: number) =>
    Float64Array.from({ length: 40 }, (_, i) => moment + 300 * (i - 20) + 0.5);
  const jumps = (moment: number, zone: string) => {
    const local = wallSeconds(around(moment), zone);
    return [...local].flatMap((time, i) =>
      i > 0 && time - local[i - 1]! !== 300 ? [[i, time - local[i - 1]!]] : []
    );
  };
  deepStrictEqual(jumps(FORWARD, "Europe/Berlin"), [[20, 3900]]);
  deepStrictEqual(jumps(BACK, "Europe/Berlin"), [[20, -3300]]);
  deepStrictEqual(jumps(BACK, "Asia/Kolkata"), []);
  strictEqual(wallSeconds([FORWARD], "Asia/Kolkata")[0]! - FORWARD, 5.5 * 3600);
});

Deno.test("what is no date is told as a number", () => {
  for (const zone of ["UTC", "Europe/Berlin"]) strictEqual(wallTime(1e20, zone), "100000000000000000000");
});

Deno.test("what a clock shows leads back to its moment, of an hour that comes twice to the first", () => {
  const local = (moment: number, zone: string) => Date.parse(`${clockText(moment, zone)}Z`) / 1000;
  for (const zone of ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York"]) {
    for (const moment of [FORWARD - 1, FORWARD, FORWARD + 86_400, BACK + 7200]) {
      strictEqual(momentOf(local(moment, zone), zone), moment, zone);
    }
  }
  strictEqual(momentOf(local(BACK + 600, "Europe/Berlin"), "Europe/Berlin"), BACK + 600 - 3600);
});

Deno.test("a zone is known in any case and by an alias, and a wrong one is told with the nearest", () => {
  const names = ["utc", "europe/berlin", "Europe/Kyiv", "US/Eastern"];
  deepStrictEqual(names.map(requireZone), ["UTC", "Europe/Berlin", "Europe/Kyiv", "US/Eastern"]);
  for (
    const [wrong, meant] of [["Europe/Berlni", "Europe/Berlin"], ["Berlin", "Europe/Berlin"], [
      "Tokio",
      "Asia/Tokyo",
    ]]
  ) {
    throws(() => requireZone(wrong!), {
      name: "UsageError",
      message:
        `Cannot find the zone "${wrong}": did you mean "${meant}"? Known: the names of the IANA database, as Europe/Berlin and UTC`,
    });
  }
  for (const offset of ["+02:00", "", "2"]) throws(() => requireZone(offset), /: Known: the names/);
  throws(
    () => checkOptions("f", z.object({ zone: zoneSchema }), { zone: "Tokio" }),
    /^UsageError: f: zone must be a zone of the IANA database, as Asia\/Tokyo, found "Tokio"$/,
  );
});
