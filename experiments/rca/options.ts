import { INCIDENT_FORMATS } from "../../lib/observe/recorded/mod.ts";
import { helpText } from "../cli/arguments.ts";

/** Options of the benchmark. */
export const OPTIONS = {
  format: {
    type: "string",
    value: "NAME",
    help: `kind of recordings: ${Object.keys(INCIDENT_FORMATS).join(", ")}`,
  },
  data: {
    type: "string",
    value: "DIR",
    help: "where they lie: a folder or a .tar.gz ($AIOPS_DATA_DIR, or data)",
  },
  split: { type: "string", value: "NAME", help: "one part of recordings that are kept in parts, as train" },
  recipe: {
    type: "string",
    value: "NAME",
    help: "as-recorded, or published: rcaeval as in its published tables (published for rcaeval)",
  },
  simulate: { type: "boolean", help: "simulated incidents in place of recordings" },
  topology: {
    type: "string",
    value: "NAME",
    help: "three-tier, boutique, random, random-N, random-N-SEED (boutique)",
  },
  graphs: {
    type: "string",
    value: "N",
    help: "random graphs that the incidents go round over, with random or random-N (1)",
  },
  seeds: { type: "string", value: "A..B", help: "an incident each (1001..1200); up to 1000 is for training" },
  "fault-free": {
    type: "string",
    value: "N",
    help: "further episodes without a fault, for the specificity (one for five seeds)",
  },
  fault: { type: "string", value: "FAULT", help: "type[:service[:severity]]; drawn per seed if absent" },
  faults: { type: "string", value: "N", help: "faults an incident, beginning within half a minute (1)" },
  decoys: { type: "string", value: "N", help: "innocent services that look odd, at most 3 (0)" },
  diagnosers: {
    type: "string",
    value: "A,B",
    help: "all, or some of them, with parameters as baro:alarm=2: see deno task list diagnosers (all)",
  },
  diagnoser: {
    type: "string",
    value: "CHOICE",
    multiple: true,
    help: "the same one by one: may be repeated",
  },
  reference: { type: "string", value: "NAME", help: "whom the others are compared with (the best)" },
  signals: {
    type: "string",
    value: "WHICH",
    help: "metrics, logs or traces (with metrics), all, or each of these in turn (all)",
  },
  late: {
    type: "string",
    value: "SECONDS",
    help: "how much later than in truth the beginning is supposed to be; negative: earlier (0)",
  },
  "no-times": { type: "boolean", help: "take no times: all that is written is then the same in each run" },
  json: { type: "string", value: "FILE", help: "settings and results; times stand apart, under times" },
  csv: {
    type: "string",
    value: "FILE",
    help: "a row an incident and method: truth, answer, confidence, why",
  },
  figure: { type: "string", value: "FILE", help: "AC@1 and Avg@5 as FILE.svg and FILE.png" },
  "fault-figure": { type: "string", value: "FILE", help: "AC@1 by kind of fault as FILE.svg and FILE.png" },
  help: { type: "boolean", help: "this text" },
} as const;

/** What `--help` says. */
export const HELP = helpText({
  usage: "deno task rca (--format NAME | --simulate) [options]",
  about:
    "Compares diagnosers on the same incidents. Trivial answers, random and front, are always among them.",
  options: OPTIONS,
  examples: [
    "deno task rca --format petshop --data data/petshop --split train",
    "deno task rca --format rcaeval --late 60 --json rcaeval.json",
    "deno task rca --simulate --topology boutique --seeds 1001..1200 --decoys 1 --signals each",
    "deno task rca --simulate --topology random-30 --graphs 20 --seeds 2001..2200",
  ],
});
