import { HINDSIGHT_WINDOW_ROWS, THRESHOLDS } from "../../lib/detect/mod.ts";
import { SERIES_FORMATS } from "../../lib/observe/series/mod.ts";
import { REGIMES, SEASONS } from "../../lib/bench/detectors/mod.ts";
import { helpText } from "../cli/arguments.ts";
import { tableOptions } from "../cli/table_options.ts";

/** Options of the command. Those of a table of one's own belong to the format csv. */
export const OPTIONS = {
  data: {
    section: "A table of one's own",
    type: "string",
    value: "PATH",
    help: "table or spreadsheet, or folder, .tar.gz or .zip of tables (for nab $AIOPS_DATA_DIR, or data)",
  },
  detectors: {
    type: "string",
    value: "A,B",
    help:
      "all, to compare them, or some, with parameters as cusum:clip=4: see deno task list detectors; or PATH#EXPORT of one's own, beside all of them as all,PATH#EXPORT (csv: ensemble; else all)",
  },
  detector: {
    type: "string",
    value: "CHOICE",
    multiple: true,
    help: "a single one, or all; may be repeated",
  },
  "false-alarms": {
    type: "string",
    value: "N/UNIT",
    help:
      "raise N alarms per hour, day, week or month (for csv 1 a day, a week or a month by the step of the rows)",
  },
  "false-alarm-rate": {
    type: "string",
    value: "SHARE",
    help: "raise alarms for a share of the rows, such as 1e-4",
  },
  threshold: {
    type: "string",
    value: "NAME",
    help: `raise alarms as in a stream instead of choosing them from the whole series: ${
      THRESHOLDS.join(", ")
    }`,
  },
  hindsight: {
    type: "boolean",
    help: "judge each row by those after it as well, and those of the warm-up too; not as in a stream",
  },
  window: {
    type: "string",
    value: "ROWS",
    help:
      `with --hindsight: rows around each over which scores are averaged, odd; about as many as an incident lasts (${HINDSIGHT_WINDOW_ROWS})`,
  },
  figure: {
    type: "string",
    value: "FILE",
    help:
      "draw the measures, or for csv each series with its alarms, as FILE.svg and FILE.png; of several series each as FILE-NAME",
  },
  alarms: { type: "string", value: "FILE", help: "write alarms as CSV, one row each, with time and score" },
  values: {
    section: "How the table is read, where that isn't found",
    type: "string",
    value: "A,B",
    help: "columns of values (all with numbers)",
  },
  ...tableOptions(),
  labels: { type: "string", value: "COLUMN", help: "column that is 1 in anomalies (found by its name)" },
  warmup: { type: "string", value: "ROWS", help: "rows to learn from (15 %)" },
  "keep-counters": { type: "boolean", help: "watch counters as they are, not as their rates" },
  strict: { type: "boolean", help: "refuse what would be left out with a note" },
  format: {
    section: "Published and synthetic series, to compare detectors",
    type: "string",
    value: "NAME",
    help: `format of the series: ${Object.keys(SERIES_FORMATS).join(", ")} (csv: tables of one's own)`,
  },
  simulate: { type: "boolean", help: "use synthetic series" },
  regimes: {
    type: "string",
    value: "A,B",
    help: `all, or some of ${REGIMES.join(", ")} (all); with a season: ${SEASONS.join(", ")}`,
  },
  seeds: {
    type: "string",
    value: "A..B",
    help: "seeds of the synthetic series, one of each regime per seed (1..10)",
  },
  rows: {
    type: "string",
    value: "N",
    help: "rows of a synthetic series after its warm-up of 256 rows (3000)",
  },
  calm: { type: "boolean", help: "leave out anomalies from synthetic series, so that every alarm is false" },
  protocol: {
    type: "boolean",
    help:
      "hold --detector (ensemble) against every other one on each domain of the data sets at hand and of --regimes; with --json and --page",
  },
  page: { type: "string", value: "FILE", help: "write what --protocol found as Markdown" },
  seed: {
    section: "Of all",
    type: "string",
    value: "N",
    help: "for detectors that draw random numbers (1)",
  },
  "no-times": { type: "boolean", help: "measure no times, so that all outputs are the same in each run" },
  json: { type: "string", value: "FILE", help: "write settings and measures; times are under the key times" },
  csv: { type: "string", value: "FILE", help: "write measures, one row per series and detector" },
  help: { type: "boolean", help: "this text" },
} as const;

/** The help text. */
export const HELP = helpText({
  usage: "deno task detect (--data FILE | --format NAME | --simulate | --protocol) [options]",
  about:
    "Says when something was wrong in a table of metrics: says what it read, then lists the alarms of one detector.\nWith labels, and on published or synthetic series, it measures and compares detectors, the trivial ones random and null always among them.",
  options: OPTIONS,
  examples: [
    "deno task detect --data cpu.csv",
    "deno task detect --data cpu.csv --false-alarms 1/week --threshold peaks --figure cpu.svg",
    "deno task detect --data last-week.csv --hindsight --window 13",
    "deno task detect --format nab --data data/nab --json nab.json",
    "deno task detect --simulate --regimes diurnal,drift --seeds 1..10",
    "deno task detect --simulate --calm --rows 100000 --seeds 1..2 --false-alarm-rate 1e-4 --threshold peaks",
    "deno task detect --protocol --detector ensemble --json protocol.json --page protocol.md",
    "deno task detect --data cpu.xlsx --time timestamp --values cpu,memory --false-alarms 1/week --detectors all",
  ],
});
