import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { areClocks, clockSecondsOf, findTimeForm, namesZone, toTimeSeconds } from "./times.ts";

const NOON = Date.UTC(2024, 2, 4, 12) / 1000;

Deno.test("zones are those of their names and offsets", () => {
  const hours = {
    Z: 0,
    UTC: 0,
    GMT: 0,
    WET: 0,
    CET: 1,
    CEST: 2,
    EET: 2,
    EEST: 3,
    MSK: 3,
    JST: 9,
    AEST: 10,
    AEDT: 11,
    EST: -5,
    EDT: -4,
    MST: -7,
    MDT: -6,
    PST: -8,
    PDT: -7,
    "+05:30": 5.5,
    "-0330": -3.5,
    "+02": 2,
    "UTC+02:00": 2,
  };
  for (const [zone, east] of Object.entries(hours)) {
    strictEqual(toTimeSeconds(`2024-03-04 12:00:00 ${zone}`), NOON - 3600 * east, zone);
    strictEqual(toTimeSeconds(`4 Mar 2024 12:00 ${zone}`), NOON - 3600 * east, zone);
  }
  strictEqual(toTimeSeconds("Mon Mar  4 12:00:00 CET 2024"), NOON - 3600);
  ok(Number.isNaN(toTimeSeconds("2024-03-04 12:00:00 XYZ")), "a zone that isn't known is no guess");
});

Deno.test("half days go from 12 AM over 1 AM and 12 PM to 11 PM", () => {
  const at = (clock: string) => (toTimeSeconds(`March 4, 2024 ${clock}`) - NOON) / 3600;
  deepStrictEqual(["12:00 AM", "1:00 AM", "11:00 a.m.", "12:00 PM", "1:00 pm", "11:00 PM"].map(at), [
    -12,
    -11,
    -1,
    0,
    1,
    11,
  ]);
  for (const wrong of ["0:30 AM", "13:00 PM"]) ok(Number.isNaN(at(wrong)), wrong);
});

Deno.test("dates and clocks that there are not are no times", () => {
  for (
    const text of [
      "2024-02-30",
      "2023-02-29",
      "2024-13-01",
      "2024-03-04 25:00",
      "2024-03-04 12:60",
      "2024-03-04 24:01",
      "12:00",
      "soon",
      "",
    ]
  ) {
    ok(Number.isNaN(toTimeSeconds(text)), text);
  }
  strictEqual(toTimeSeconds("2024-03-03 24:00"), Date.UTC(2024, 2, 4) / 1000);
  strictEqual(toTimeSeconds("2024-02-29"), Date.UTC(2024, 1, 29) / 1000);
  strictEqual(toTimeSeconds("2024-03-04T12:00:00.25Z"), NOON + 0.25);
});

Deno.test("years of two digits are from 1970 to 2069", () => {
  const year = (text: string) => new Date(1000 * toTimeSeconds(text)).getUTCFullYear();
  deepStrictEqual(["13.03.24", "13.03.69", "13.03.70", "13.03.99"].map(year), [2024, 2069, 1970, 1999]);
});

Deno.test("numbers are Unix times by their size, from 1990 to 2100, in four units", () => {
  const unit = (number: string) => {
    const finding = findTimeForm([number], false);
    return "form" in finding ? finding.form.name : finding.kind;
  };
  deepStrictEqual(["1709553600", "1709553600000", "1709553600000000", "1709553600000000000"].map(unit), [
    "Unix seconds",
    "Unix milliseconds",
    "Unix microseconds",
    "Unix nanoseconds",
  ]);
  deepStrictEqual(["629999999", "630000000", "4200000000", "4200000001", "20240304"].map(unit), [
    "none",
    "Unix seconds",
    "Unix seconds",
    "none",
    "none",
  ]);
});

Deno.test("a column is one of times if nine of ten cells are", () => {
  const cells = (
    times: number,
    others: number,
  ) => [...Array(times).fill("2024-03-04"), ...Array(others).fill("x")];
  strictEqual(findTimeForm(cells(9, 1), false).kind, "date");
  strictEqual(findTimeForm(cells(8, 2), false).kind, "none");
  strictEqual(findTimeForm([], false).kind, "none");
});

Deno.test("times of day without a date, and zones in cells, are known", () => {
  strictEqual(clockSecondsOf("01:02:03.5"), 3723.5);
  strictEqual(clockSecondsOf("01:02 CET"), 3720 - 3600);
  ok(Number.isNaN(clockSecondsOf("2024-03-04 01:02")));
  deepStrictEqual([areClocks(["01:02", "23:59:59"]), areClocks(["01:02", "x"]), areClocks([])], [
    true,
    false,
    false,
  ]);
  deepStrictEqual(
    ["2024-03-04 12:00Z", "2024-03-04 12:00+02", "2024-03-04 12:00", "4.3.2024 1:00 PM"].map((cell) =>
      namesZone(cell)
    ),
    [
      true,
      true,
      false,
      false,
    ],
  );
});

Deno.test("times that name a place alone are local times of that place", () => {
  const summer = 1_718_445_600;
  for (
    const cell of [
      "2024-06-15T12:00:00[Europe/Berlin]",
      "2024-06-15 06:00:00.000 [America/New_York]",
      "15/06/2024 12:00[Europe/Berlin]",
      "Jun 15, 2024 12:00:00 PM[Europe/Berlin]",
      "2024-06-15T12:00:00+02:00[America/New_York]",
    ]
  ) {
    strictEqual(toTimeSeconds(cell), summer, cell);
    ok(namesZone(cell), cell);
  }
  strictEqual(toTimeSeconds("2024-01-15T12:00:00[Europe/Berlin]"), 1_705_316_400);
  ok(Number.isNaN(toTimeSeconds("2024-06-15T12:00:00[Middle/Earth]")));
});
