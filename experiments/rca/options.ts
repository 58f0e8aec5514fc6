import { INCIDENT_FORMATS } from "../../lib/observe/recorded/mod.ts";
import { helpText } from "../cli/arguments.ts";
import { tableOptions } from "../cli/table_options.ts";

/** Options of the command. */
export const OPTIONS = {
  data: {
    section: "An incident of one's own: who is at fault, and why",
    type: "string",
    value: "PATH",
    help:
      "a table, or metrics of Prometheus, CloudWatch, Datadog, Elasticsearch, OTLP, …; with --format the folder or archive of recordings",
  },
  onset: {
    type: "string",
    value: "TIME",
    help:
      "when it began, as 2024-03-04T08:00:00Z or Unix seconds (auto: the time from which most metrics change)",
  },
  end: {
    type: "string",
    value: "TIME",
    help: "when it was over, or none (when the metrics that moved are back where they were)",
  },
  graph: { type: "string", value: "FILE", help: 'who calls whom, as [["web", "db"]] (from the traces)' },
  traces: {
    type: "string",
    value: "FILE",
    help: "traces, JSON of OTLP, Jaeger or Zipkin, or a table with a span a row; also without --data",
  },
  logs: { type: "string", value: "FILE", help: "logs, JSON of OTLP, Loki or Elasticsearch" },
  symptom: { type: "string", value: "SERVICE", help: "where users felt it" },
  ...tableOptions(),
  format: {
    section: "Recorded incidents, to compare diagnosers",
    type: "string",
    value: "NAME",
    help: `format of the recordings: ${
      Object.keys(INCIDENT_FORMATS).join(", ")
    }; in --data, or in $AIOPS_DATA_DIR or data`,
  },
  split: { type: "string", value: "NAME", help: "one split of recordings with several, such as train" },
  recipe: {
    type: "string",
    value: "NAME",
    help: "as-recorded, or published: rcaeval as in its published tables (published for rcaeval)",
  },
  strict: {
    type: "boolean",
    help: "refuse recordings of which a line, file or incident can't be read (left out and noted)",
  },
  simulate: {
    section: "Simulated incidents, to compare diagnosers",
    type: "boolean",
    help: "use simulated incidents",
  },
  topology: {
    type: "string",
    value: "NAME",
    help:
      "three-tier, boutique, replicated, random, random-N, random-N-SEED (boutique), or a JSON file of one's own",
  },
  graphs: {
    type: "string",
    value: "N",
    help: "number of random topologies that incidents take in turn, with random or random-N (1)",
  },
  seeds: {
    type: "string",
    value: "A..B",
    help: "seeds, one incident each (1001..1200); those up to 1000 are for training",
  },
  "fault-free": {
    type: "string",
    value: "N",
    help: "further episodes without a fault, for the specificity (one per five seeds)",
  },
  fault: { type: "string", value: "FAULT", help: "type[:service[:severity]]; drawn per seed if absent" },
  faults: { type: "string", value: "N", help: "faults per incident, starting within half a minute (1)" },
  decoys: { type: "string", value: "N", help: "healthy services that look anomalous, at most 3 (0)" },
  protocol: {
    section: "All diagnosers on every kind of system at hand, each apart",
    type: "boolean",
    help:
      "judge them on recordings, simulated and made-up systems one by one: place, regret, false accusations",
  },
  domains: { type: "string", value: "A;B", help: "some of the domains by name (all)" },
  page: { type: "string", value: "FILE", help: "write the tables as Markdown" },
  reference: {
    section: "Of recorded and simulated incidents alike",
    type: "string",
    value: "NAME",
    help: "diagnoser that the others are compared with (the best)",
  },
  signals: {
    type: "string",
    value: "WHICH",
    help: "metrics, logs or traces (with metrics), all, or each of these in turn (all)",
  },
  late: {
    type: "string",
    value: "SECONDS",
    help: "delay of the supposed beginning behind the true one; negative: earlier (0)",
  },
  "no-times": { type: "boolean", help: "measure no times, so that all outputs are the same in each run" },
  csv: {
    type: "string",
    value: "FILE",
    help: "write one row per incident and method: truth, answer, confidence, rationale",
  },
  "fault-figure": { type: "string", value: "FILE", help: "draw AC@1 by fault type as FILE.svg and FILE.png" },
  diagnosers: {
    section: "Of all",
    type: "string",
    value: "A,B",
    help:
      "all, or some of them, with parameters as baro:alarm=2: see deno task list diagnosers; in a comparison also PATH#EXPORT of one's own, beside all of them as all,PATH#EXPORT (all; of one's own incident fused)",
  },
  diagnoser: { type: "string", value: "CHOICE", multiple: true, help: "a single one; may be repeated" },
  json: { type: "string", value: "FILE", help: "write the answer, or settings and results of a comparison" },
  figure: {
    type: "string",
    value: "FILE",
    help:
      "draw FILE.svg and FILE.png: of one's own incident the blame on the graph and the telling metrics, else AC@1 and Avg@5",
  },
  help: { type: "boolean", help: "this text" },
} as const;

/** The help text. */
export const HELP = helpText({
  usage: "deno task rca (--data FILE [--onset TIME] | --format NAME | --simulate | --protocol) [options]",
  about:
    "Says who is at fault in an incident of one's own, and why.\nWith --format or --simulate it compares diagnosers on the same incidents, the trivial ones random and front always among them.",
  options: OPTIONS,
  examples: [
    "deno task rca --data mine.csv",
    "deno task rca --data mine.csv --onset 2024-03-04T08:00:00Z --graph calls.json --figure blame.svg",
    "deno task rca --data prometheus.json --traces jaeger.json",
    "deno task rca --format petshop --data data/petshop --split train",
    "deno task rca --format rcaeval --late 60 --json rcaeval.json",
    "deno task rca --simulate --topology boutique --seeds 1001..1200 --decoys 1 --signals each",
    "deno task rca --simulate --topology random-30 --graphs 20 --seeds 2001..2200",
    "deno task rca --protocol --page protocol.md --json protocol.json",
  ],
});
