import { UsageError } from "../../model/mod.ts";
import { createStream, type Stream } from "../../random/mod.ts";
import { readTable } from "../table/read_table.ts";

/** What was measured: Unix seconds, and a value of each of the metrics m0, m1 and so on. */
interface Truth {
  readonly times: readonly number[];
  readonly values: readonly (readonly number[])[];
}

/** A tool or a habit, and how it writes a table of these. */
interface Writer {
  readonly name: string;
  readonly write: (truth: Truth, stream: Stream) => string;
  /** The truth that it can write. */
  readonly changed?: (truth: Truth) => Truth;
  /** Whether it leaves out numbers. */
  readonly gaps?: true;
}

const withValues =
  (change: (value: number, row: number, metric: number) => number) => ({ times, values }: Truth): Truth => ({
    times,
    values: values.map((own, row) => own.map((value, metric) => change(value, row, metric))),
  });

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (number: number) => String(number).padStart(2, "0");

/** Parts of a local time. */
function partsOf(seconds: number, east = 0) {
  const date = new Date(1000 * (seconds + east));
  const iso = date.toISOString();
  const hour = date.getUTCHours();
  return {
    ...{ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour },
    ...{ minute: date.getUTCMinutes(), second: date.getUTCSeconds() },
    ...{ date: iso.slice(0, 10), clock: iso.slice(11, 19) },
    half: `${hour % 12 === 0 ? 12 : hour % 12}:${iso.slice(14, 19)} ${hour < 12 ? "AM" : "PM"}`,
  };
}

const isoTime = (seconds: number, east = 0) => {
  const { date, clock } = partsOf(seconds, east);
  return `${date} ${clock}`;
};
const germanTime = (seconds: number, east = 0) => {
  const { year, month, day, clock } = partsOf(seconds, east);
  return `${two(day)}.${two(month)}.${year} ${clock}`;
};
const american = (seconds: number) => {
  const { year, month, day, half } = partsOf(seconds);
  return `${month}/${day}/${year} ${half}`;
};
const localIn = (timeZone: string) => {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  return (seconds: number) => format.format(new Date(1000 * seconds));
};

/** A table between a delimiter: a name and a way to write the time, then all metrics. */
function table(
  { values, times }: Truth,
  { delimiter = ",", header, names, time, number = String, tail = "" }: {
    readonly delimiter?: string;
    readonly header: string;
    readonly names?: readonly string[];
    readonly time: (seconds: number, row: number) => string;
    readonly number?: (value: number, row: number, metric: number) => string;
    readonly tail?: string;
  },
): string {
  const called = names ?? values[0]!.map((_, i) => `m${i}`);
  return [
    [header, ...called].join(delimiter),
    ...times.map((seconds, row) =>
      [time(seconds, row), ...values[row]!.map((value, i) => number(value, row, i))].join(delimiter)
    ),
  ].join("\n") + `\n${tail}`;
}

const grouped = (sign: string, decimal: string) => (value: number) =>
  value.toLocaleString("en-US", { maximumFractionDigits: 3 }).replace(
    /[.,]/g,
    (one) => one === "," ? sign : decimal,
  );
const quoted = (text: string) => `"${text}"`;
const plainHeader = { header: "time", time: (seconds: number) => isoTime(seconds) };
const dateOf = (from: string, to: string, time: (parts: ReturnType<typeof partsOf>) => string): Writer => ({
  name: `${from} ${to}`,
  write: (truth) => table(truth, { header: "time", time: (seconds) => time(partsOf(seconds)) }),
});
const twoOrMore = ({ times, values }: Truth): Truth => ({
  times,
  values: values.map((own) => [...own, own[0]! + 1]),
});
const zoned = (header: string, zone: string): Writer => ({
  name: `zone in the header ${header}`,
  write: (truth, stream) =>
    table(truth, {
      header,
      time: (seconds) => localIn(zone)(seconds),
      delimiter: stream.pick([",", ";", "\t"]),
    }),
});
const counted = (name: string, time: (seconds: number, row: number) => string, delimiter = ","): Writer => ({
  name,
  write: (truth) => table(truth, { header: "timestamp", time, delimiter }),
});
const inUnits = (
  name: string,
  /** How much of the base a unit is, by its text. */
  units: readonly (readonly [text: string, size: number])[],
): Writer => ({
  name,
  write: (truth, stream) =>
    table(truth, {
      ...plainHeader,
      number: (value, row) => {
        // Both units are in every table.
        const [text, size] = row < units.length ? units[row]! : stream.pick(units);
        return `${Number((value / size).toPrecision(15))}${text}`;
      },
    }),
});
const named = (truth: Truth, name: (i: number) => string) => truth.values[0]!.map((_, i) => name(i));

/** Tools and habits by their name. */
const WRITERS: readonly Writer[] = [
  {
    name: "Splunk",
    write: (truth) =>
      table(truth, {
        header: '"_time"',
        names: [...named(truth, (i) => quoted(`avg(m${i})`)), '"_span"'],
        time: (seconds) => quoted(`${isoTime(seconds, 3600).replace(" ", "T")}.000+0100`),
      }).replaceAll(/(\d)\n/g, "$1,300\n"),
  },
  {
    name: "New Relic",
    write: (truth) =>
      table(truth, {
        header: '"Begin time (seconds)","End time (seconds)"',
        names: named(truth, (i) => quoted(`Average m${i}`)),
        time: (seconds) => `${seconds},${seconds + 60}`,
      }),
  },
  {
    name: "Dynatrace",
    write: (truth) =>
      table(truth, {
        header: "dt.entity.host,Time",
        names: named(truth, (i) => `m${i} [ms]`),
        time: (seconds) => `HOST-0123456789ABCDEF,${isoTime(seconds)}`,
      }),
  },
  {
    name: "Azure Log Analytics",
    write: (truth) =>
      table(truth, {
        header: '"TimeGenerated [UTC]"',
        time: (seconds) => quoted(american(seconds).replace(" ", ", ").replace(/(?= [AP]M)/, ".000")),
      }),
  },
  {
    name: "Azure Monitor",
    write: (truth) =>
      table(truth, {
        header: "TimeStamp",
        names: named(truth, (i) => `m${i} (Avg)`),
        time: (seconds) => `${isoTime(seconds).replace(" ", "T")}Z`,
      }),
  },
  {
    name: "Zabbix history",
    write: ({ times, values }) =>
      times.map((seconds, row) => `${isoTime(seconds)} ${seconds} ${values[row]![0]}`).join("\n"),
  },
  {
    name: "pnp4nagios",
    write: (truth) =>
      table(truth, {
        header: "timestamp",
        names: named(truth, (i) => `m${i}_AVERAGE`),
        delimiter: ";",
        time: String,
        number: (value) => value.toExponential(12),
      }),
  },
  {
    name: "rrdtool",
    gaps: true,
    write: (truth, stream) =>
      `${named(truth, (i) => `m${i}`).join("    ").padStart(30)}\n\n${
        truth.times.map((seconds, row) =>
          `${seconds}: ${
            truth.values[row]!.map((value) => stream.next() < 0.05 ? "-nan" : value.toExponential(12)).join(
              " ",
            )
          }`
        ).join("\n")
      }`,
  },
  {
    name: "collectd",
    changed: ({ times, values }) => ({ times: times.map((seconds) => seconds + 0.123), values }),
    write: (truth) => table(truth, { header: "epoch", time: (seconds) => seconds.toFixed(3) }),
  },
  ...[-60, 0, 300, -330].map((bias): Writer => ({
    name: `Windows' performance counters, ${bias}`,
    gaps: true,
    write: (truth, stream) =>
      table(truth, {
        header: quoted(`(PDH-CSV 4.0) (W. Europe Standard Time)(${bias})`),
        names: named(truth, (i) => quoted(`\\\\WEB\\Processor(_Total)\\m${i}`)),
        time: (seconds) => {
          const { year, month, day, clock } = partsOf(seconds, -60 * bias);
          return quoted(`${two(month)}/${two(day)}/${year} ${clock}.000`);
        },
        number: (value, row) => row > 0 && stream.next() < 0.02 ? '" "' : quoted(String(value)),
      }),
  })),
  {
    name: "JMeter",
    write: ({ times, values }) =>
      `timeStamp,m0,label,responseCode,threadName,success\n${
        times.map((seconds, row) => `${1000 * seconds},${values[row]![0]},GET /,200,Thread 1-${row % 3},true`)
          .join("\n")
      }`,
  },
  {
    name: "Gatling",
    write: ({ times, values }) =>
      times.map((seconds, row) => `REQUEST\tweb\tGET\t${1000 * seconds}\t${values[row]![0]}\tOK`).join("\n"),
  },
  {
    name: "k6",
    write: ({ times, values }) =>
      `metric_name,timestamp,m0,check,error\n${
        times.map((seconds, row) => `http_req_duration,${seconds},${values[row]![0]},,`).join("\n")
      }`,
  },
  {
    name: "Locust",
    write: (truth) =>
      table(truth, {
        header: "Timestamp,User Count,Type,Name",
        names: [...named(truth, (i) => `m${i}/s`), "50%", "99%"],
        time: (seconds) => `${seconds},10,GET,Aggregated`,
      }).replaceAll(/(\d)\n/g, "$1,N/A,120\n"),
  },
  {
    name: "MySQL",
    write: (truth) => {
      const lines = table(truth, { ...plainHeader, header: "ts", delimiter: " | " }).trim().split("\n");
      const rule = `+${"-".repeat(20)}${"+----".repeat(truth.values[0]!.length)}+`;
      const [header, ...rows] = lines.map((line) => `| ${line} |`);
      return [rule, header, rule, ...rows, rule, `${rows.length} rows in set (0.00 sec)`].join("\n");
    },
  },
  {
    name: "psql",
    write: (truth) => {
      const [header, ...rows] = table(truth, { ...plainHeader, header: "ts", delimiter: " | " }).trim().split(
        "\n",
      );
      const rule = ["-".repeat(20), ...truth.values[0]!.map(() => "----")].join("-+-");
      return [` ${header}`, rule, ...rows.map((row) => ` ${row}`), `(${rows.length} rows)`, ""].join("\n");
    },
  },
  {
    name: "sqlite",
    write: (truth) => {
      const [header, ...rows] = table(truth, { header: "ts", time: String, delimiter: "  " }).trim().split(
        "\n",
      );
      return [header, ["----------", ...truth.values[0]!.map(() => "------")].join("  "), ...rows].join("\n");
    },
  },
  {
    name: "SQL Server",
    write: (truth) =>
      `${
        table(truth, { header: "ts", time: (seconds) => `${isoTime(seconds)}.000` })
      }\n(${truth.times.length} rows affected)\n`,
  },
  {
    name: "Markdown",
    write: (truth) => {
      const [header, ...rows] = table(truth, { ...plainHeader, delimiter: " | " }).trim().split("\n").map((
        line,
      ) => `| ${line} |`);
      return [header, `|---${"|---:".repeat(truth.values[0]!.length)}|`, ...rows].join("\n");
    },
  },
  {
    name: "CloudWatch's console",
    write: (truth) =>
      `Full label,${named(truth, (i) => `m${i}`)}\nLabel,${named(truth, (i) => `m${i}`)}\nPeriod,${
        named(truth, () => "300")
      }\n${
        truth.times.map((seconds, row) =>
          [isoTime(seconds).replaceAll("-", "/"), ...truth.values[row]!].join()
        )
          .join("\n")
      }`,
  },
  {
    name: "Kibana",
    write: (truth) =>
      table(truth, {
        header: '"@timestamp per 5 minutes"',
        names: named(truth, (i) => quoted(`Average of m${i}`)),
        time: (seconds) => quoted(isoTime(seconds)),
        number: (value) => quoted(grouped(",", ".")(value)),
      }),
  },
  {
    name: "Graphite",
    write: ({ times, values }) =>
      times.map((seconds, row) => `servers.m0,${isoTime(seconds)},${values[row]![0]}`).join("\n"),
  },
  {
    name: "PRTG",
    write: (truth) =>
      `${
        table(truth, {
          header: '"Date Time","Date Time(RAW)"',
          names: named(truth, (i) => quoted(`m${i}(RAW)`)),
          time: (seconds) =>
            `${quoted(`${american(seconds)} - ${partsOf(seconds + 60).half}`)},${
              (seconds / 86_400 + 25_569).toFixed(10)
            }`,
        })
      }"Sums (of 60 values)",,${named(truth, () => "5")}\n"Averages (of 60 values)",,${
        named(truth, () => "5")
      }\n`,
  },
  {
    name: "dstat",
    changed: twoOrMore,
    write: (truth) =>
      `"pcp-dstat 1.0 CSV Output"\n"Host:","web"\n\n"epoch","usage"${
        ",".repeat(truth.values[0]!.length - 1)
      }\n${table(truth, { header: '"epoch"', names: named(truth, (i) => quoted(`m${i}`)), time: String })}`,
  },
  {
    name: "a group above the names",
    changed: twoOrMore,
    write: (truth) =>
      `${["time", "web", ...truth.values[0]!.slice(1).map(() => "")].join()}\n${
        table(truth, { ...plainHeader, header: "" })
      }`,
  },
  {
    name: "a data frame with two levels",
    changed: twoOrMore,
    write: (truth) => {
      const [header, ...rows] = table(truth, { ...plainHeader, header: "" }).split("\n");
      const width = truth.values[0]!.length;
      return [`${",web".repeat(width)}`, header, `time${",".repeat(width)}`, ...rows].join("\n");
    },
  },
  // Locales
  {
    name: "German",
    write: (truth) =>
      table(truth, { header: "Zeit", time: (s) => germanTime(s), delimiter: ";", number: grouped(".", ",") }),
  },
  {
    name: "Swiss",
    write: (truth) =>
      table(truth, { header: "Zeit", time: (s) => germanTime(s), delimiter: ";", number: grouped("’", ".") }),
  },
  ...["\u202f", "\u00a0", "\u2009", " "].map((space): Writer => ({
    name: `French, with ${space.codePointAt(0)}`,
    write: (truth, stream) =>
      table(truth, {
        header: "Date",
        time: (seconds) => isoTime(seconds),
        delimiter: ";",
        number: (value) => {
          const text = grouped(space, ",")(value);
          return stream.next() < 0.5 ? quoted(text) : text;
        },
      }),
  })),
  {
    name: "Indian",
    write: (truth) =>
      table(truth, {
        ...plainHeader,
        number: (value) => quoted(value.toLocaleString("en-IN", { maximumFractionDigits: 3 })),
      }),
  },
  {
    name: "Spanish",
    write: (truth) =>
      table(truth, {
        header: "Fecha",
        delimiter: ";",
        time: (seconds) => {
          const { year, month, day, clock } = partsOf(seconds);
          const names = "ene feb mar abr may jun jul ago sep oct nov dic".split(" ");
          return `${day} de ${names[month - 1]} de ${year} ${clock}`;
        },
        number: grouped(".", ","),
      }),
  },
  {
    name: "Chinese",
    write: (truth) => table(truth, { header: "时间", time: (s) => isoTime(s).replaceAll("-", "/") }),
  },
  dateOf("British", "dates", ({ day, month, year, clock }) => `${two(day)}/${two(month)}/${year} ${clock}`),
  dateOf("American", "dates", ({ day, month, year, half }) => `${month}/${day}/${year} ${half}`),
  dateOf("Danish", "dates", ({ day, month, year, clock }) => `${two(day)}-${two(month)}-${year} ${clock}`),
  dateOf("Hungarian", "short dates", ({ date, clock }) => `${date.slice(2).replaceAll("-", ".")} ${clock}`),
  dateOf("Japanese", "short dates", ({ date, clock }) => `${date.slice(2).replaceAll("-", "/")} ${clock}`),
  dateOf("South African", "short dates", ({ date, clock }) => `${date.slice(2)} ${clock}`),
  dateOf(
    "British",
    "short dates",
    ({ day, month, year, clock }) => `${two(day)}/${two(month)}/${year % 100} ${clock}`,
  ),
  dateOf("American", "short dates", ({ day, month, year, half }) => `${month}/${day}/${year % 100} ${half}`),
  dateOf(
    "SolarWinds",
    "dates",
    ({ day, month, year, clock }) => `${two(day)}-${MONTHS[month - 1]}-${year % 100} ${clock}`,
  ),
  dateOf("Java", "times", ({ date, clock }) => `${date}T${clock}Z[Etc/UTC]`),
  {
    name: "parts of a date",
    write: (truth) =>
      table(truth, {
        header: "No,year,month,day,hour,minute,second",
        time: (seconds, row) => {
          const { year, month, day, hour, minute, second } = partsOf(seconds);
          return [row + 1, year, month, day, hour, minute, second].join();
        },
      }),
  },
  {
    name: "a date and an hour",
    write: ({ times, values }) =>
      table({ times, values }, {
        header: "date,hour,minute,second",
        time: (seconds) => {
          const { date, hour, minute, second } = partsOf(seconds);
          return [date, hour, minute, second].join();
        },
      }),
  },
  {
    name: "a date and a time of a spreadsheet",
    write: (truth) =>
      table(truth, {
        header: "date,time",
        time: (seconds) => {
          const { date, clock } = partsOf(seconds);
          return `${date} 00:00:00,1899-12-30 ${clock}`;
        },
      }),
  },
  // Zones
  zoned("Time (UTC+2)", "+02:00"),
  zoned("timestamp [GMT-05:00]", "-05:00"),
  zoned("Zeit (MSK)", "+03:00"),
  zoned("time_cet", "+01:00"),
  zoned("time_utc", "UTC"),
  zoned("Date [Europe/Berlin]", "Europe/Berlin"),
  zoned("Time (America/New_York)", "America/New_York"),
  zoned("time Asia/Kolkata", "Asia/Kolkata"),
  ...([["tz", "+05:30", 19_800], ["utc_offset", "-3", -10_800], ["utc_offset", "330", 19_800], [
    "timezone",
    "CEST",
    7200,
  ], ["utc_offset", "3600", 3600]] as const).map(([name, text, east]): Writer => ({
    name: `a zone in a column: ${name} ${text}`,
    write: (truth) =>
      table(truth, { header: `time,${name}`, time: (seconds) => `${isoTime(seconds, east)},${text}` }),
  })),
  {
    name: "a zone in a column, two of them",
    write: (truth) =>
      table(truth, {
        header: "time,timezone",
        time: (seconds, row) => {
          const zone = row % 2 === 0 ? "Europe/Paris" : "Asia/Tokyo";
          return `${localIn(zone)(seconds)},${zone}`;
        },
      }),
  },
  // Counts of moments
  counted(".NET ticks", (seconds) => `${BigInt(seconds + 62_135_596_800) * 10_000_000n}`),
  counted("Windows file times", (seconds) => `${BigInt(seconds + 11_644_473_600) * 10_000_000n}`),
  counted("100 ns", (seconds) => `${BigInt(seconds) * 10_000_000n}`),
  counted("seconds and milliseconds", (seconds, row) => row < 12 ? `${seconds}` : `${1000 * seconds}`),
  counted("seconds in groups", (seconds) => quoted(seconds.toLocaleString("en-US"))),
  counted("milliseconds in groups", (seconds) => quoted((1000 * seconds).toLocaleString("en-US"))),
  counted("seconds in German groups", (seconds) => seconds.toLocaleString("de-DE"), ";"),
  counted("seconds with a decimal comma", (seconds) => `${seconds},000`, ";"),
  counted("an exponent with all digits", (seconds) => seconds.toExponential(9)),
  counted("an exponent of few digits", (seconds) => seconds.toExponential(5)),
  counted("days of a spreadsheet", (seconds) => (seconds / 86_400 + 25_569).toFixed(8)),
  counted("minutes since 1970", (seconds) => String(seconds / 60)),
  // Numbers
  {
    name: "a delimiter at the end",
    write: (truth) => table(truth, plainHeader).replaceAll(/(?<=\d)\n/g, ",\n"),
  },
  {
    name: "whole numbers with a delimiter at the end",
    changed: withValues(Math.round),
    write: (truth) => table(truth, plainHeader).replaceAll(/(?<=\d)\n/g, ",\n"),
  },
  inUnits("µs, ms and s", [["ms", 1], ["µs", 1e-3], ["s", 1e3], [" sec", 1e3]]),
  inUnits("ms and minutes", [["m", 6e4], ["s", 1e3], ["ms", 1]]),
  inUnits("KiB and MiB", [[" KiB", 1024], [" MiB", 2 ** 20], [" B", 1]]),
  inUnits("bytes and bits", [["MB/s", 1e6], ["Mb/s", 1e6 / 8], ["kbit/s", 1e3 / 8]]),
  inUnits("counts", [["", 1], ["K", 1e3], [" Mil", 1e6]]),
  inUnits("cores and thousandths", [["", 1], ["m", 1e-3]]),
  {
    name: "shares and percent",
    changed: (truth) => {
      const largest = Math.max(...truth.values.flat());
      return withValues((value) => Number((100 * value / largest).toPrecision(12)))(truth);
    },
    write: (truth, stream) =>
      table(truth, {
        ...plainHeader,
        number: (percent, row) =>
          row % 2 === 0 || row > 1 && stream.next() < 0.5 ? `${percent}%` : String(percent / 100),
      }),
  },
  {
    name: "Go durations",
    write: (truth) =>
      table(truth, {
        ...plainHeader,
        number: (value) => {
          const [minutes, seconds] = [Math.floor(value / 60), Number((value % 60).toPrecision(12))];
          return minutes >= 60
            ? `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}s`
            : `${minutes}m${seconds}s`;
        },
      }),
  },
  {
    name: "negatives in brackets",
    changed: withValues((value, row) => row % 3 === 0 ? -value : value),
    write: (truth) =>
      table(truth, { ...plainHeader, number: (value) => value < 0 ? `(${-value})` : String(value) }),
  },
  {
    name: "a minus behind",
    changed: withValues((value, row) => row % 3 === 0 ? -value : value),
    write: (truth) =>
      table(truth, { ...plainHeader, number: (value) => value < 0 ? `${-value}-` : String(value) }),
  },
  {
    name: "currency",
    write: (truth) =>
      table(truth, { ...plainHeader, number: (value) => quoted(`$${grouped(",", ".")(value)}`) }),
  },
  {
    name: "texts of a spreadsheet",
    write: (truth) => table(truth, { ...plainHeader, number: (value) => `="${value}"` }),
  },
  ...["Total", "Sum", "Average", "Summe", "Grand total", "Max"].map((word): Writer => ({
    name: `a last line ${word}`,
    write: (truth) =>
      table(truth, { ...plainHeader, tail: `${word}${",5000".repeat(truth.values[0]!.length)}\n` }),
  })),
  { name: "carriage returns", write: (truth) => table(truth, plainHeader).replaceAll("\n", "\r") },
  { name: "blanks behind commas", write: (truth) => table(truth, { ...plainHeader, delimiter: ", " }) },
  {
    name: "thousands of three digits in German, beside decimals",
    changed: ({ times, values }) => ({
      times,
      values: values.map((own) => [
        ...own.map((value) => 1000 * (1 + Math.floor(value % 900))),
        Math.floor(own[0]!) + 0.5,
      ]),
    }),
    write: (truth) =>
      table(truth, {
        header: "Zeit",
        time: (s) => germanTime(s),
        delimiter: ";",
        number: (value, _, i) =>
          i === truth.values[0]!.length - 1 ? String(value).replace(".", ",") : grouped(".", ",")(value),
      }),
  },
];

function drawTruth(stream: Stream): Truth {
  const rows = 24 + stream.integer(40);
  const step = stream.pick([15, 60, 300, 3600, 7200, 86_400]);
  const start =
    Date.UTC(2023 + stream.integer(2), stream.integer(12), 1 + stream.integer(28), stream.integer(24)) / 1000;
  const [scale, digits] = stream.pick([[1, 3], [10, 2], [1000, 1], [1000, 0], [1e6, 0], [100, 3]] as const);
  const width = 1 + stream.integer(3);
  return {
    times: Array.from({ length: rows }, (_, row) => start + step * row),
    values: Array.from(
      { length: rows },
      () =>
        Array.from({ length: width }, () => Number((scale * (1 + 8 * stream.next() ** 3)).toFixed(digits))),
    ),
  };
}

/** What became of a drawn table. */
export interface ToolVerdict {
  readonly writer: string;
  readonly outcome: "right" | "refused" | "wrong";
  /** What is wrong, or the refusal. */
  readonly why?: string | undefined;
}

/** Damages of a line that change no number. */
const DAMAGES: readonly ((lines: string[], at: number) => void)[] = [
  () => {},
  () => {},
  (lines, at) => void lines.splice(at, 1),
  (lines, at) => void lines.splice(at, 0, lines[at]!),
  (lines, at) => void lines.splice(at, 0, ""),
  (lines, at) => void lines.splice(at, 0, "-- 3 rows --"),
  (lines, at) => [lines[at], lines[at - 1]] = [lines[at - 1]!, lines[at]!],
];

/** Writes drawn measurements as one of the tools would, damages a line and says what is read of it. */
export function toolVerdict(seed: number): ToolVerdict {
  const stream = createStream(seed, "tools");
  const writer = WRITERS[seed % WRITERS.length]!;
  const drawn = drawTruth(stream);
  const truth = writer.changed?.(drawn) ?? drawn;
  const text = writer.write(truth, stream);
  const end = text.includes("\n") ? "\n" : "\r";
  const lines = text.split(end);
  const damage = stream.integer(DAMAGES.length);
  DAMAGES[damage]!(lines, 10 + stream.integer(8));
  const { outcome, why } = readAs(lines.join(end), truth, writer.gaps === true || damage > 1);
  return { writer: writer.name, outcome, why: why && `${why} (damage ${damage})\n${text.slice(0, 600)}` };
}

function readAs(
  text: string,
  { times, values }: Truth,
  gaps: boolean,
): Pick<ToolVerdict, "outcome" | "why"> {
  let read: ReturnType<typeof readTable>;
  try {
    read = readTable(text, "m.csv");
  } catch (error) {
    if (!(error instanceof UsageError)) return { outcome: "wrong", why: `threw ${error}` };
    const { message } = error;
    return { outcome: message.includes("\n") || message.length > 600 ? "wrong" : "refused", why: message };
  }
  const rowAt = new Map(times.map((seconds, row) => [Math.round(1000 * seconds), values[row]!]));
  const wrong = (why: string) => ({
    outcome: "wrong" as const,
    why: `${why}: ${read[0]!.notes!.join("; ")}`,
  });
  let seen = 0;
  for (const { columns, timesSeconds, values: got } of read) {
    for (let row = 0; row < timesSeconds.length; row++) {
      const expected = rowAt.get(Math.round(1000 * timesSeconds[row]!));
      if (expected === undefined) return wrong(`row ${row} has the time ${timesSeconds[row]}`);
      for (const [i, name] of columns.entries()) {
        // A column of a table without names is its first metric.
        const metric = /m(\d)/.exec(name)?.[1] ??
          (/^column/.test(name) && name === columns[0] ? "0" : undefined);
        if (metric === undefined) continue;
        const value = got[row * columns.length + i]!;
        const right = expected[Number(metric)]!;
        if (Number.isNaN(value) && !gaps) return wrong(`${name} of row ${row} is a gap`);
        // It is said that these may be thousands.
        const asked = read[0]!.notes!.some((note) =>
          note.startsWith(`points in ${name} taken as decimal signs`)
        );
        const off = asked
          ? Math.min(Math.abs(value - right), Math.abs(1000 * value - right))
          : Math.abs(value - right);
        if (!Number.isNaN(value) && off > 1e-9 * Math.abs(right)) {
          return wrong(`${name} of row ${row} is ${value} instead of ${right}`);
        }
        seen++;
      }
    }
  }
  return seen === 0 || !gaps && seen < times.length ? wrong(`only ${seen} values`) : { outcome: "right" };
}

/** How many tools there are. */
export const TOOLS: number = WRITERS.length;
