import { deepStrictEqual, match, notDeepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { readTable } from "./read_table.ts";

const ROWS = 40;
const MARCH = Date.UTC(2024, 2, 14, 8) / 1000;
const step = (row: number, seconds = 300) => MARCH + seconds * row;
const iso = (seconds: number) => new Date(1000 * seconds).toISOString().slice(0, 19);
const load = (row: number) => row === 30 ? 950 : 100 + row % 7;

/** A table of a header and a line for each row. */
const table = (header: string, line: (row: number) => string, below = "") =>
  [header, ...Array.from({ length: ROWS }, (_, row) => line(row)), below].join("\n");
const read = (text: string, options = {}) => {
  const [series, ...more] = readTable(text, "m.csv", options);
  strictEqual(more.length, 0);
  return { ...series!, told: series!.notes!.join("\n") };
};
const refused = (text: string, message: RegExp) =>
  throws(() => readTable(text, "m.csv"), { name: "UsageError", message });
const loads = Float64Array.from({ length: ROWS }, (_, row) => load(row));

Deno.test("points with three digits behind them part thousands beside decimal commas, and are asked for alone", () => {
  const date = (row: number) => `14.03.2024 ${iso(step(row)).slice(11)}`;
  const thousands = (row: number) => `${load(row)}.000`;
  const { values } = read(table("Zeit;n;Last", (row) => `${date(row)};${thousands(row)};30,5`));
  deepStrictEqual([values[0], values[60], values[1]], [100_000, 950_000, 30.5]);
  const alone =
    /the digits in the column "n" could be parted by thousands or decimals, found "100\.000": say --decimal/;
  refused(table("Zeit;n", (row) => `${date(row)};${thousands(row)}`), alone);
  refused(table("time;n", (row) => `${iso(step(row))};${thousands(row)}`), alone);
  refused(table("Zeit,n", (row) => `${date(row)},${thousands(row)}`), alone);
  strictEqual(
    read(table("Zeit,n,Last", (row) => `${date(row)},${thousands(row)},"30,5"`)).values[0],
    100_000,
  );
  for (const other of ["0.123", "1.25", "1234.567"]) {
    const decimals = read(
      table("time;n", (row) => `${iso(step(row))};${row === 5 ? other : thousands(row)}`),
    );
    strictEqual(decimals.values[0], 100, other);
  }
  strictEqual(read(table("time;n;x", (row) => `${iso(step(row))};${thousands(row)};0.5`)).values[0], 100);
  strictEqual(read(table("time,n", (row) => `${iso(step(row))},${thousands(row)}`)).values[0], 100);
  ok(
    read(table("time;n", (row) => `${iso(step(row))};1.10${row % 10}`)).told.includes(
      "points in n taken as decimal signs: --decimal , if they part thousands",
    ),
  );
});

Deno.test("a year of two digits is first where the rows then go on evenly, and is asked for where nothing tells", () => {
  const short = (seconds: number, sign: string) =>
    iso(seconds).slice(2).replace("T", " ").replaceAll("-", sign);
  for (const sign of ["-", "/", "."]) {
    for (const seconds of [3600, 86_400]) {
      const { timesSeconds, told } = read(
        table("time,cpu", (row) => `${short(step(row, seconds), sign)},${load(row)}`),
      );
      deepStrictEqual([timesSeconds[0], timesSeconds[39]], [MARCH, step(39, seconds)], sign);
      ok(told.includes("dates with the year first, in two digits"));
    }
    refused(
      table("time,cpu", (row) => `${short(step(row, 60), sign)},${load(row)}`),
      /could have the day or the year first, found "24.03.14 08:00:00": say --time-format day-first or year-first/,
    );
  }
  const text = table("time,cpu", (row) => `${short(step(row), "-")},${load(row)}`);
  strictEqual(read(text, { timeFormat: "year-first" }).timesSeconds[39], step(39));
  const british = (row: number) => {
    const [year, month, day] = iso(step(row, 3600)).slice(2, 10).split("-");
    return `${day}/${month}/${year} ${iso(step(row, 3600)).slice(11)},${load(row)}`;
  };
  strictEqual(read(table("time,cpu", british)).timesSeconds[39], step(39, 3600));
});

Deno.test("days and months are told apart by rows that go on evenly, unless both do", () => {
  const at = (row: number) => Date.UTC(2024, 3, 2) / 1000 + 7200 * row;
  const order = (first: number, second: number) => (row: number) => {
    const parts = iso(at(row)).slice(0, 10).split("-");
    return `${parts[first]}/${parts[second]}/2024 ${iso(at(row)).slice(11)},5`;
  };
  for (const [first, second] of [[1, 2], [2, 1]] as const) {
    strictEqual(read(table("time,cpu", order(first, second))).timesSeconds[39], at(39));
  }
  const daily = [
    "time,cpu",
    ...Array.from({ length: 12 }, (_, i) => `01/${String(i + 1).padStart(2, "0")}/2024,5`),
  ];
  refused(daily.join("\n"), /could have the day or the month first/);
});

Deno.test("moments are counted in ticks, file times, 100 ns, days, or several units by their size", () => {
  const counts: Readonly<Record<string, (row: number) => string>> = {
    ".NET ticks": (row) => `${BigInt(step(row) + 62_135_596_800) * 10_000_000n}`,
    "Windows file times": (row) => `${BigInt(step(row) + 11_644_473_600) * 10_000_000n}`,
    "Unix times in 100 ns": (row) => `${BigInt(step(row)) * 10_000_000n}`,
    "Unix seconds and Unix milliseconds": (row) => row < 20 ? `${step(row)}` : `${1000 * step(row)}`,
    "Unix seconds": (row) => `"${step(row).toLocaleString("en-US")}"`,
  };
  for (const [name, count] of Object.entries(counts)) {
    const { timesSeconds, told, values } = read(table("time,cpu", (row) => `${count(row)},${load(row)}`));
    deepStrictEqual([timesSeconds[0], timesSeconds[39], values], [MARCH, step(39), loads], name);
    ok(told.includes(`(${name})`), told);
  }
  const comma = read(table("time;cpu", (row) => `${step(row)},500;${load(row)}`));
  deepStrictEqual([comma.timesSeconds[1], comma.columns], [step(1) + 0.5, ["cpu"]]);
  const days = (first: number) =>
    read(table("day,cpu", (row) => `${first + row},${load(row)}`)).timesSeconds[1];
  deepStrictEqual([days(19_796), days(45_365)], Array(2).fill(Date.UTC(2024, 2, 15) / 1000));
  refused(
    table("time,cpu", (row) => `${step(row) / 60},${load(row)}`),
    /m\.csv: the times in the column "time" could be seconds or minutes since 1970, found "28506720": say --time-format s or min/,
  );
  strictEqual(
    read(table("time,cpu", (row) => `${step(row) / 60},${load(row)}`), { timeFormat: "min" })
      .timesSeconds[39],
    step(39),
  );
  refused(
    table("time,cpu", (row) => `${step(row).toExponential(6)},${load(row)}`),
    /the times in the column "time" have lost their last digits, found "1\.710403e\+9"/,
  );
  refused(
    table("time,cpu", (row) => `${1e17 + row},${load(row)}`),
    /m\.csv: the times in the column "time" can't be read, found "1000000000000000\d\d"/,
  );
});

Deno.test("zones in the name of a column, or in a column, are applied and said; others are named", () => {
  const zoned = (header: string) => read(table(`${header},cpu`, (row) => `${iso(step(row))},${load(row)}`));
  for (
    const [header, hours] of [
      ["Time (UTC+2)", 2],
      ["Time [GMT-05:30]", -5.5],
      ["time_cet", 1],
      ["Date [Europe/Berlin]", 1],
      ["Time (America/New_York)", -4],
      ["timestamp UTC", 0],
    ] as const
  ) {
    const { timesSeconds, told } = zoned(header);
    strictEqual(timesSeconds[0], MARCH - 3600 * hours, header);
    ok(!told.includes("taken as UTC"), told);
  }
  ok(zoned("Time (IST)").told.includes('taken as UTC, since the zone "IST" isn\'t known'));
  for (
    const [name, cell, hours] of [
      ["tz", "+05:30", 5.5],
      ["utc_offset", "-3", -3],
      ["utc_offset", "120", 2],
      ["utc_offset", "-18000", -5],
      ["timezone", "Asia/Tokyo", 9],
      ["time_zone", "CEST", 2],
    ] as const
  ) {
    const text = table(
      `date,time,${name},cpu`,
      (row) => `${iso(step(row)).replace("T", ",")},${cell},${load(row)}`,
    );
    const { timesSeconds, told, columns } = read(text);
    deepStrictEqual([timesSeconds[0], columns], [MARCH - 3600 * hours, ["cpu"]], cell);
    ok(told.includes(`in the zones in ${name}`), told);
  }
  const offsets = read(table("time,offset,cpu", (row) => `${iso(step(row))},${row % 5},${load(row)}`));
  deepStrictEqual([offsets.columns, offsets.timesSeconds[0]], [["offset", "cpu"], MARCH]);
  ok(
    read(table("time,cpu", (row) => `${iso(step(row))}${row % 2 ? "Z" : ""},5`)).told.includes(
      "those without a zone taken as UTC",
    ),
  );
});

Deno.test("the hour that clocks are put back by is read twice in a named zone, from either end", () => {
  const local = (seconds: number) =>
    new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin", dateStyle: "short", timeStyle: "medium" })
      .format(new Date(1000 * seconds));
  const start = Date.UTC(2024, 9, 26, 12) / 1000;
  for (const seconds of [300, 1800, 3600]) {
    const at = Array.from({ length: 300 }, (_, row) => start + seconds * row);
    for (const rows of [at, at.toReversed()]) {
      const text = ["Zeit (Europe/Berlin),cpu", ...rows.map((time) => `${local(time)},${time % 977}`)].join(
        "\n",
      );
      const { timesSeconds, values } = read(text);
      deepStrictEqual([[...timesSeconds], [...values]], [at, at.map((time) => time % 977)]);
    }
  }
  const utc = table("time,cpu", (row) => `${iso(step(row < 20 ? row : row - 12))},${row % 5}`);
  ok(!read(utc).told.includes("--by"));
});

Deno.test("times that name no zone are taken in the one that is told, unless the table tells theirs", () => {
  const from = (header: string, cell: (row: number) => string, timesIn?: string) => {
    const text = table(`${header},cpu`, (row) => `${cell(row)},${load(row)}`);
    const { timesSeconds, told } = read(text, { ...(timesIn !== undefined && { timesIn }) });
    return { hours: (MARCH - timesSeconds[0]!) / 3600, told };
  };
  const plain = (row: number) => iso(step(row));
  for (const [zone, hours] of [["Europe/Berlin", 1], ["Asia/Tokyo", 9], ["Japan", 9], ["UTC", 0]] as const) {
    const { hours: read, told } = from("time", plain, zone);
    strictEqual(read, hours, zone);
    ok(told.includes(`, in ${zone})`) && !told.includes("taken as UTC"), told);
  }
  strictEqual(from("Time (IST)", plain, "Asia/Kolkata").hours, 5.5);
  strictEqual(from("Time (UTC+2)", plain, "Asia/Tokyo").hours, 2);
  strictEqual(from("time", (row) => `${plain(row)}Z`, "Asia/Tokyo").hours, 0);
  strictEqual(from("time", (row) => String(step(row)), "Asia/Tokyo").hours, 0);
  strictEqual(from("date,hour", (row) => `2024-03-14,${8 + row % 12}`, "Asia/Tokyo").hours, 9);
  const some = from("time", (row) => `${plain(row)}${row === 0 ? "" : "Z"}`, "Asia/Tokyo");
  ok(some.told.includes("those without a zone in Asia/Tokyo"), some.told);
});

Deno.test("the hours of clock changes are read in a zone that is told as in one of the table", () => {
  for (const first of ["2024-10-27T01:30", "2024-03-31T01:30"]) {
    const start = Date.parse(`${first}Z`) / 1000;
    const rows = Array.from({ length: 40 }, (_, row) => iso(start + 300 * row));
    const text = (header: string) =>
      [`${header},cpu`, ...rows.map((time, row) => `${time},${row % 7}`)].join("\n");
    const told = read(text("time"), { timesIn: "Europe/Berlin" });
    deepStrictEqual(told.timesSeconds, read(text("time (Europe/Berlin)")).timesSeconds);
    notDeepStrictEqual(told.timesSeconds, read(text("time (UTC+1)")).timesSeconds);
  }
});

Deno.test("weeks, days of the year, months, quarters and parts of dates are times; words below such names are not", () => {
  const first = (header: string, cell: (row: number) => string) =>
    iso(read(table(`${header},cpu`, (row) => `${cell(row)},${load(row)}`)).timesSeconds[0]!).slice(0, 13);
  const two = (number: number) => String(number).padStart(2, "0");
  strictEqual(first("week", (row) => `2024-W${two(row + 10)}`), "2024-03-04T00");
  strictEqual(first("week", (row) => `2024W${two(row + 10)}4`), "2024-03-07T00");
  strictEqual(first("date", (row) => `2024-${row + 164}`), "2024-06-12T00");
  strictEqual(
    first("month", (row) => `${2019 + Math.floor(row / 12)}-${two(row % 12 + 1)}`),
    "2019-01-01T00",
  );
  strictEqual(first("quarter", (row) => `${2000 + Math.floor(row / 4)} Q${row % 4 + 1}`), "2000-01-01T00");
  strictEqual(
    first("No,year,month,day,hour", (row) => `${row + 1},2024,3,${14 + Math.floor(row / 24)},${row % 24}`),
    "2024-03-14T00",
  );
  strictEqual(
    first("date,hour", (row) => `2024-03-${14 + Math.floor((row + 8) / 24)},${(row + 8) % 24}`),
    "2024-03-14T08",
  );
  strictEqual(
    first("date,time", (row) => `2024-03-14 00:00:00,1899-12-30 ${iso(step(row)).slice(11)}`),
    "2024-03-14T08",
  );
  refused(
    table("week,cpu", (row) => `FY24-P${row},5`),
    /the times in the column "week" can't be read, found "FY24-P0"/,
  );
  refused(
    table("timestamp,cpu", (row) => `${row * 7 % 11},${row % 3}.5`),
    /the times in the column "timestamp" can't be read/,
  );
  refused(
    table("datenum,cpu", (row) => `${739_325.25 + row / 1440},5`),
    /the times in the column "datenum" can't be read/,
  );
  refused(
    table("mjd,cpu", (row) => `${60_383.25 + row / 1440},5`),
    /the times in the column "mjd" can't be read/,
  );
});

Deno.test("times of other languages, with units, without separators or below no name of a time are read or refused, never dropped", () => {
  const at = (row: number) => iso(step(row));
  const parts = (row: number) =>
    at(row).split(/[-T:]/).map(Number) as [number, number, number, number, number];
  const forms: Readonly<Record<string, (row: number) => string>> = {
    "日時": (row) => `${parts(row)[0]}年${parts(row)[1]}月${parts(row)[2]}日 ${at(row).slice(11, 16)}`,
    "시간": (row) => `${parts(row)[0]}. ${parts(row)[1]}. ${parts(row)[2]}. ${at(row).slice(11)}`,
    SAMPLE_TIME: (row) =>
      `14-MAR-24 ${at(row).slice(11).replaceAll(":", ".")}.000000 ${parts(row)[3] < 12 ? "AM" : "PM"}`,
    "date,time": (row) => `2024-03-14,${100 * parts(row)[3] + parts(row)[4]}`,
    "date,hhmmss": (row) => `2024-03-14,${10000 * parts(row)[3] + 100 * parts(row)[4]}`,
    "date,zeit": (row) => `2024-03-14,${28_800 + 300 * row}`,
    time: (row) => `${step(row)}s`,
    timestamp: (row) => `${1000 * step(row)} ms`,
  };
  for (const [header, cell] of Object.entries(forms)) {
    const hours = header === "SAMPLE_TIME" ? 46 : 0;
    const { timesSeconds, columns } = read(
      table(`${header},cpu`, (row) => `${cell(Math.min(row, hours || row))},${load(row)}`),
    );
    deepStrictEqual([timesSeconds[20], columns], [step(20), ["cpu"]], header);
  }
  refused(
    table("Tid;cpu", (row) => `den 14. mars 2024 kl ${row};5`),
    /the times in the column "Tid" can't be read/,
  );
  refused(
    table("time,cpu", (row) => `${475_112 + row},5`),
    /seconds or hours since 1970, found "475112": say --time-format s or h/,
  );
  refused(
    `metric,${[0, 1, 2].map((row) => at(row))}\ncpu,1,2,3\nmem,4,5,6\n`,
    /m\.csv:1: expected times in a column, found them in a row/,
  );
  const span = read(
    table("start,end,bytes", (row) => `${step(row)},${step(row + 1)},${1_700_000_000 + 1200 * row}`),
  );
  deepStrictEqual([span.columns, span.timesSeconds[0]], [["bytes"], MARCH]);
});

Deno.test("delimiters at the end of lines leave whole numbers whole", () => {
  deepStrictEqual(read(table("time,cpu", (row) => `${iso(step(row))},${load(row)},`)).values, loads);
  deepStrictEqual(
    read(table("time,cpu", (row) => `${iso(step(row))},${row === 30 ? "950.0" : load(row)},`)).values,
    loads,
  );
});

Deno.test("numbers in several units are brought to one, and what was taken to be meant is said", () => {
  const inUnits = (cell: (row: number) => string) =>
    read(table("time,x", (row) => `${iso(step(row))},${cell(row)}`));
  const cases: readonly (readonly [(value: number, row: number) => string, number, string])[] = [
    [
      (value, row) => row % 3 ? `${value}%` : `${value / 100}`,
      1,
      "x: numbers without a unit taken as fractions of 1",
    ],
    [(value, row) => row % 3 ? `${value} KiB` : `${value / 1024} MiB`, 1024, "values: x (bytes)"],
    [(value, row) => row % 3 ? `${value} MB` : `${8 * value} Mb`, 1e6, "x: bits taken as eighths of bytes"],
    [(value, row) => row % 3 ? `${value} s` : `${value / 60} m`, 1000, "x: m taken as minutes"],
    [
      (value, row) => row % 3 ? `${value}ms` : row % 2 ? `${1000 * value}µs` : `${value / 1000}s`,
      1,
      "values: x (ms)",
    ],
    [(value, row) => row % 3 ? `${value}ms` : `0m${value / 1000}s`, 1, "values: x (ms)"],
    [(value, row) => row % 3 ? `${value}` : `${value / 1000} s`, 1, "x: numbers without a unit taken as ms"],
    [(value, row) => row % 3 ? `${value}` : `${value / 1000} K`, 1, "values: x"],
    [(value, row) => row % 3 ? `${value} req/s` : `${60 * value} req/min`, 1, "values: x (req/s)"],
    [(value, row) => row % 3 ? `${value}mb` : `${value / 1000} gigabytes`, 1e6, "values: x (bytes)"],
    [(value, row) => row % 3 ? `${value} mbps` : `${value / 1000} gbps`, 1e6, "values: x (bits/s)"],
    [(value, row) => row % 3 ? `${value}M` : `${value / 1000}B`, 1e6, "x: B taken as billions"],
    [(value, row) => row % 3 ? `${value}%` : `${10 * value}‰`, 1, "values: x (percent)"],
    [(value, row) => row % 3 ? `${value} thousand` : `${value / 1000} million`, 1000, "values: x"],
  ];
  for (const [cell, scale, note] of cases) {
    const { values, told } = inUnits((row) => cell(load(row), row));
    ok(told.includes(note), told);
    values.forEach((value, row) =>
      ok(Math.abs(value - scale * load(row)) < 1e-6 * value, `${cell(5, 0)}: ${value}`)
    );
  }
  deepStrictEqual(
    inUnits((row) => row % 4 === 0 ? `(${load(row)})` : row % 4 === 1 ? `${load(row)}-` : `${load(row)}`)
      .values,
    loads.map((value, row) => row % 4 < 2 ? -value : value),
  );
  const bound = inUnits((row) => row === 30 ? ">900" : `${load(row)}`);
  deepStrictEqual([
    bound.values[30],
    bound.told.includes('1 bound in x taken as numbers: line 32 has ">900"'),
  ], [900, true]);
  const cut = inUnits((row) => row === 3 ? "1" : `${load(row)} %`);
  ok(Number.isNaN(cut.values[3]) && cut.told.includes('1 cell of x taken as gaps: line 5 has "1"'), cut.told);
  const odd = inUnits((row) => row === 30 ? "9 widgets" : `${load(row)} ms`);
  ok(Number.isNaN(odd.values[30]) && odd.values[0] === 100 && odd.told.includes("values: x (ms)"), odd.told);
});

Deno.test("numbers that look like marks of gaps are named, and are gaps where that is told", () => {
  const marked = (mark: number) =>
    table("time,cpu", (row) => `${iso(step(row))},${row % 10 === 0 ? mark : load(row)}`);
  for (const mark of [-1, -999, 9999, 999_999, 9.96921e36]) {
    ok(
      read(marked(mark)).told.includes(
        `4 of the values of cpu are ${mark}, which often marks a gap: --gap ${mark} makes them gaps`,
      ),
      String(mark),
    );
    const { values, told } = read(marked(mark), { gaps: [mark] });
    ok(values.filter(Number.isNaN).length === 4 && told.includes("4 gaps in cpu"), told);
  }
  for (const usual of [0, 105]) ok(!read(marked(usual)).told.includes("--gap"), String(usual));
});

Deno.test("sums below the rows, two lines of headers, old line ends and groups with narrow blanks are read as such", () => {
  const lines = (below: string) => table("time,cpu", (row) => `${iso(step(row))},${load(row)}`, below);
  for (const word of ["Total", "Sum", "Average", "Summe", "Grand Total"]) {
    const { values, told } = read(lines(`${word},4321`));
    deepStrictEqual(values, loads);
    ok(told.includes(`1 summary row left out: line 42 has "${word}"`) && !told.includes("cut"), told);
  }
  throws(() => readTable(lines("Total,4321"), "m.csv", { strict: true }), /m\.csv:42: .*summary: "Total"/);
  deepStrictEqual(read(lines("(40 rows)")).values, loads);
  deepStrictEqual(read(lines("").replaceAll("\n", "\r")).values, loads);
  const row = (row: number) => `${iso(step(row))},1,2,3,4`;
  const names = ["web cpu", "web mem", "db cpu", "db mem"];
  for (
    const header of [
      "time,web,,db,\n,cpu,mem,cpu,mem",
      ",web,,db,\ntime,cpu,mem,cpu,mem",
      ",web,web,db,db\n,cpu,mem,cpu,mem\ntime,,,,",
    ]
  ) {
    deepStrictEqual(read(table(header, row)).columns, names, header);
  }
  for (const blank of ["\u202f", "\u2009", "\u00a0"]) {
    for (const quote of ["", '"']) {
      const french = table("Date;n", (row) => `${iso(step(row))};${quote}${load(row)}${blank}000,5${quote}`);
      strictEqual(read(french).values[30], 950_000.5);
    }
  }
});

Deno.test("an hour that comes twice keeps the step of the rows, also beside a line that is lost", () => {
  const local = (seconds: number) =>
    new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin", dateStyle: "short", timeStyle: "medium" })
      .format(new Date(1000 * seconds));
  const start = Date.UTC(2024, 9, 26, 11) / 1000;
  const at = Array.from({ length: 40 }, (_, row) => start + 7200 * row).filter((_, row) => row !== 5);
  const text = ["Zeit (Europe/Berlin),cpu", ...at.map((time) => `${local(time)},${time % 977}`)].join("\n");
  deepStrictEqual([...read(text).timesSeconds], at);
});

Deno.test("rows above the header are told, and annotations of InfluxDB that are damaged are no header", () => {
  const whole = table("Time,web", (row) => `${iso(step(row))}.000Z,${load(row)}`);
  const { told, values } = read(`39.258\n2024-06-07T14:24:20.000Z,72.146\n\n${whole}`);
  ok(told.includes("2 lines of numbers above the header left out: line 1"), told);
  deepStrictEqual(values, loads);
  ok(!read(`Report\n\n${whole}`).told.includes("above the header"));
  const annotated = [
    "#group,false,false,true,true,false,false,true,true,true",
    "#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string#",
    "default,mean,,,,,,,,",
    ",result,table,_start,_stop,_time,_value,_field,_measurement,service",
    ...Array.from(
      { length: ROWS },
      (_, row) =>
        `,,0,2024-03-14T08:00:00Z,2024-03-15T08:00:00Z,${iso(step(row))}Z,${load(row)},usage,cpu,web`,
    ),
  ];
  const influx = read(annotated.join("\n"));
  deepStrictEqual([influx.columns, influx.values], [["_value"], loads]);
});

Deno.test("a truth value among numbers is a gap that is told, one among 0 and 1 isn't", () => {
  const odd = read(table("time;load", (row) => `${iso(step(row))};${row % 9 === 4 ? "TRUE" : load(row)}`));
  ok(Number.isNaN(odd.values[4]) && odd.values[5] === load(5));
  ok(/4 cells of load taken as gaps: line 6 has "TRUE"/.test(odd.told), odd.told);
  const flags = read(table("time;up", (row) => `${iso(step(row))};${["true", "1", "FALSE"][row % 3]}`));
  deepStrictEqual([...flags.values.slice(0, 3)], [1, 1, 0]);
  ok(!flags.told.includes("gaps"));
});

Deno.test("columns whose decimal sign only a later row tells are read in one pass", () => {
  const rows = Array.from({ length: 1500 }, (_, row) => {
    const cells = [0, 1, 2].map((i) => row === 1400 ? "20.5" : `2${i}.${100 + row % 800}`);
    return `${iso(step(row))};${cells.join(";")}`;
  });
  const { values } = read(["time;a;b;c", ...rows].join("\n"));
  deepStrictEqual([...values.slice(0, 3)], [20.1, 21.1, 22.1]);
});

Deno.test("holes between rows are counted, and the longest is told", () => {
  const rows = table("time,cpu", (row) => `${iso(step(row))}Z,${load(row)}`).split("\n");
  const without = (...lost: readonly (readonly [number, number])[]) =>
    read(rows.filter((_, line) => !lost.some(([first, last]) => line >= first && line <= last)).join("\n"))
      .told;
  ok(!without().includes("hole"));
  match(without([10, 10]), /\b1 hole between rows, of 10 min\b/);
  match(without([10, 10], [20, 25]), /\b2 holes between rows, the longest of 35 min\b/);
});
