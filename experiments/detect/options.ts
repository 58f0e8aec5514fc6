import { THRESHOLDS } from "../../lib/detect/mod.ts";
import { SERIES_FORMATS } from "../../lib/observe/series/mod.ts";
import { REGIMES } from "../../lib/bench/detectors/mod.ts";
import { helpText } from "../cli/arguments.ts";

/** Options of the benchmark of detectors. */
export const OPTIONS = {
  format: {
    type: "string",
    value: "NAME",
    help: `kind of series: ${Object.keys(SERIES_FORMATS).join(", ")}`,
  },
  data: {
    type: "string",
    value: "PATH",
    help: "where they lie: a folder, a .tar.gz or a .csv (for nab $AIOPS_DATA_DIR, or data)",
  },
  simulate: { type: "boolean", help: "made-up series in place of recorded ones" },
  regimes: { type: "string", value: "A,B", help: `all, or some of ${REGIMES.join(", ")} (all)` },
  seeds: { type: "string", value: "A..B", help: "a series of each regime for each (1..10)" },
  rows: { type: "string", value: "N", help: "in each of them, after 256 to learn from (3000)" },
  calm: { type: "boolean", help: "nothing goes wrong in them: every alarm is a false one" },
  time: { type: "string", value: "COLUMN", help: "of a csv: when (by its name or its first cells)" },
  values: { type: "string", value: "A,B", help: "of a csv: columns to watch (all with numbers)" },
  labels: { type: "string", value: "COLUMN", help: "of a csv: 1 where something was wrong" },
  warmup: { type: "string", value: "ROWS", help: "of a csv: rows to learn from (15 %)" },
  detectors: {
    type: "string",
    value: "A,B",
    help: "all, or some of them, with parameters as cusum:clip=4: see deno task list detectors (all)",
  },
  detector: { type: "string", value: "CHOICE", multiple: true, help: "the same one by one: may be repeated" },
  seed: { type: "string", value: "N", help: "for detectors that draw random numbers (1)" },
  "false-alarms": {
    type: "string",
    value: "N/UNIT",
    help: "alarms: the oddest N an hour, day, week or month (1/day for csv)",
  },
  "false-alarm-rate": {
    type: "string",
    value: "SHARE",
    help: "alarms: the oddest, so many for each row, as 1e-4",
  },
  threshold: {
    type: "string",
    value: "NAME",
    help: `raise them as a stream would, not looking back: ${THRESHOLDS.join(", ")}`,
  },
  "no-times": { type: "boolean", help: "take no times: all that is written is then the same in each run" },
  json: { type: "string", value: "FILE", help: "settings and measures; times stand apart, under times" },
  csv: { type: "string", value: "FILE", help: "a row a series and detector: its measures" },
  alarms: { type: "string", value: "FILE", help: "a row an alarm as CSV: when, and how odd" },
  figure: {
    type: "string",
    value: "FILE",
    help: "FILE.svg and FILE.png: the measures, or of a csv the first series with alarms",
  },
  help: { type: "boolean", help: "this text" },
} as const;

/** What `--help` says. */
export const HELP = helpText({
  usage: "deno task detect (--format NAME | --simulate) [options]",
  about:
    "Compares detectors on the same series. Trivial answers, random and null, are always among them.\nWhere nobody marked what was wrong, it shows alarms in place of measures.",
  options: OPTIONS,
  examples: [
    "deno task detect --format nab --data data/nab --json nab.json",
    "deno task detect --simulate --regimes diurnal,drift --seeds 1..10",
    "deno task detect --simulate --calm --rows 100000 --seeds 1..2 --false-alarm-rate 1e-4 --threshold peaks",
    "deno task detect --format csv --data cpu.csv --time timestamp --values cpu,memory --false-alarms 1/week --threshold peaks --figure cpu.svg",
  ],
});
