import { deepStrictEqual, strictEqual } from "node:assert";
import { decimalOf, isGap, measureOf } from "./numbers.ts";

const point = (cell: string) => {
  const measure = measureOf(cell, { decimal: "." });
  return measure && measure.value * measure.unit.factor;
};

Deno.test("numbers are read with signs, groups, exponents and units", () => {
  const cases: Record<string, number> = {
    "5": 5,
    "-3.5": -3.5,
    "−3.5": -3.5,
    "+7": 7,
    ".5": 0.5,
    "5.": 5,
    "1e-3": 0.001,
    " 7 ": 7,
    "1,234": 1234,
    "123,456,789.5": 123_456_789.5,
    "1 234": 1234,
    "1'234’567": 1_234_567,
    "$3.50": 3.5,
    "1.2 K": 1200,
    "3 Mil": 3e6,
    "2 Bil": 2e9,
    "12 %": 12,
    "255 ms": 255,
    "0.65 s": 650,
    "2 min": 120_000,
    "1 h": 3.6e6,
    "1 d": 8.64e7,
    "3 ns": 3e-6,
    "3 µs": 0.003,
    "1 KiB": 1024,
    "1 MB": 1e6,
    "2 Gi": 2 * 2 ** 30,
    "3 MiB/s": 3 * 2 ** 20,
    "8 Mbps": 8e6,
    "250m": 0.25,
    "1.2 K req/s": 1200,
    "true": 1,
    "FALSE": 0,
  };
  for (const [cell, value] of Object.entries(cases)) strictEqual(point(cell), value, cell);
  strictEqual(measureOf("1.234,5", { decimal: "," })?.value, 1234.5);
  strictEqual(measureOf("38,8", { decimal: "," })?.value, 38.8);
});

Deno.test("what only begins like a number is none", () => {
  for (
    const cell of [
      "0x10",
      "1,23",
      "1234,567",
      "1,2345",
      "1,234'567",
      "1.2.3",
      "10:30",
      "2024-03-04",
      "5 7",
      "1e",
      "x",
      "--5",
    ]
  ) {
    strictEqual(point(cell), undefined, cell);
  }
  for (const cell of ["38,8", "1.234"]) {
    strictEqual(measureOf(`${cell}x1`, { decimal: "," }), undefined, cell);
  }
});

Deno.test("marks of gaps and what is infinite are NaN", () => {
  for (const cell of ["", " ", "-", "NaN", "null", "#N/A", "\\N", "inf", "-Infinity", "<NA>", "1e999"]) {
    strictEqual(point(cell), NaN, cell);
  }
  deepStrictEqual(["-", "0", "-1", "n/a"].map(isGap), [true, false, false, true]);
});

Deno.test("units agree in what they measure", () => {
  const of = (cell: string) => measureOf(cell, { decimal: "." })!.unit.dimension;
  deepStrictEqual(
    ["5 ms", "5 s", "5 KiB", "5 MB", "5 MB/s", "5 Mb/s", "5 %", "5", "5 K", "5 req/s"].map(of),
    [
      "ms",
      "ms",
      "bytes",
      "bytes",
      "bytes/s",
      "bits/s",
      "percent",
      "number",
      "number",
      "req/s",
    ],
  );
});

Deno.test("the decimal sign is what only one reading allows, and unknown where both do", () => {
  deepStrictEqual(
    [["38,8"], ["1.234,5"], ["1.234.567"], ["12,34", "1,234"]].map((cells) => decimalOf(cells, ";")),
    Array(4).fill(","),
  );
  deepStrictEqual(
    [["38.8"], ["1,234.5"], ["1,234,567"], ["7"], []].map((cells) => decimalOf(cells, ";")),
    Array(5).fill("."),
  );
  deepStrictEqual([["1,234"], ["986", "1.002"]].map((cells) => decimalOf(cells, ";")), [
    undefined,
    undefined,
  ]);
  deepStrictEqual([["1,234"], ["986", "1.002"]].map((cells) => decimalOf(cells, ",")), [".", "."]);
  deepStrictEqual(
    [["1.234"], ["0.986", "1.002"], ["1234.567", "1.002", "9"]].map((cells) => decimalOf(cells, ";")),
    [".", ".", "."],
  );
});

Deno.test("each unit has its size, and a word that is none of them counts 1", () => {
  const milliseconds = {
    ns: 1e-6,
    us: 1e-3,
    "µs": 1e-3,
    "μs": 1e-3,
    ms: 1,
    msec: 1,
    s: 1e3,
    sec: 1e3,
    secs: 1e3,
    second: 1e3,
    seconds: 1e3,
    min: 6e4,
    mins: 6e4,
    minute: 6e4,
    minutes: 6e4,
    h: 3.6e6,
    hr: 3.6e6,
    hour: 3.6e6,
    hours: 3.6e6,
    d: 8.64e7,
    day: 8.64e7,
    days: 8.64e7,
  };
  const others = {
    k: 1e3,
    K: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    P: 1e15,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
    Pi: 2 ** 50,
    Mil: 1e6,
    mil: 1e6,
    Bil: 1e9,
    bil: 1e9,
    Tri: 1e12,
    tri: 1e12,
    B: 1,
    kB: 1e3,
    GB: 1e9,
    TiB: 2 ** 40,
    bytes: 1,
    bit: 1,
    kb: 1e3,
    "kB/s": 1e3,
    Gbps: 1e9,
    "%": 1,
    percent: 1,
    m: 1e-3,
    "req/s": 1,
    widgets: 1,
    "M hits": 1e6,
  };
  for (const [unit, size] of Object.entries({ ...milliseconds, ...others })) {
    strictEqual(point(`3 ${unit}`), 3 * size, unit);
  }
  for (const unit of Object.keys(milliseconds)) {
    strictEqual(measureOf(`3 ${unit}`, { decimal: "." })!.unit.dimension, "ms", unit);
  }
});
